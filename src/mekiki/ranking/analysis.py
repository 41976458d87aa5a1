"""A text as the ranker sees it: words, adjacent pairs of words, and character grams."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from mekiki.text.characters import folded, grams_of
from mekiki.text.words import Word, words

# A no-break mark that neither Sudachi nor a writer puts inside a word.
JOIN = "\u2060"


@dataclass(frozen=True, slots=True)
class Analysis:
    """The words of a text in order, and its letters and digits folded, of which character grams are cut."""

    words: tuple[Word, ...]
    folded: str

    @property
    def terms(self) -> list[str]:
        return [word.term for word in self.words]


def analyse(text: str) -> Analysis:
    """The words and the folded form of a text of any length."""
    return Analysis(tuple(words(text)), folded(text))


def pairs(terms: Sequence[str]) -> list[str]:
    """Each word joined with its follower."""
    return [first + JOIN + second for first, second in pairwise(terms)]


def halves(pair: str) -> tuple[str, str]:
    """The two words of a pair."""
    first, _, second = pair.partition(JOIN)
    return first, second


def counts(analysis: Analysis) -> dict[str, Counter[str]]:
    """Field → term → how often, for the three fields of `ranking.statistics.FIELDS`."""
    terms = analysis.terms
    return {"words": Counter(terms), "pairs": Counter(pairs(terms)), "grams": Counter(grams_of(analysis.folded))}
