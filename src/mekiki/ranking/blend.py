"""How a query wants to be scored: some look one passage up, some look for everything akin.

One formula cannot serve both: what is best for looking up (repetition counts little, neighbours count much) is worst
for finding kin, and the other way round. Two things tell them apart, whatever the language or the collection: how
many different words are asked, and how far one candidate stands out from the rest. Where one stands out, it is what
was looked up; where many are level, what they have in common is the subject. All weights slide with that; there is
one setting for all collections, and no switch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

_QUESTION_WORDS = 12
_PAGE_WORDS = 40
# The score of the fifth candidate, as a part of the first's, that tells a subject from a passage.
_FIFTH = 4
_STANDS_OUT = 0.55
_LEVEL = 0.85
_MOST_BY_LEVEL = 0.5


@dataclass(frozen=True, slots=True)
class Saturation:
    """BM25's two constants: ``k1`` how much repetition counts, ``b`` how much length is held against a document."""

    k1: float
    b: float


@dataclass(frozen=True)
class Formula:
    """One way to score: the weights of fields relative to words, and of related words relative to all the rest."""

    words: Saturation
    others: Saturation
    pairs: float
    grams: float
    kin: float

    @cached_property
    def fields(self) -> tuple[tuple[str, float, Saturation], ...]:
        """(field, weight, saturation) for each of `statistics.FIELDS`."""
        return (("words", 1.0, self.words), ("pairs", self.pairs, self.others), ("grams", self.grams, self.others))


LOOKING_UP = Formula(Saturation(0.5, 1.0), Saturation(0.5, 1.0), pairs=0.5, grams=0.35, kin=0.0)
KIN = Formula(Saturation(2.0, 0.9), Saturation(1.2, 0.75), pairs=0.3, grams=0.3, kin=1.0)


def kin_share(different_words: int, scores: Sequence[float]) -> float:
    """0 for looking one passage up, 1 for finding everything akin; ``scores`` of the candidates, best first."""
    by_length = _slide(different_words, _QUESTION_WORDS, _PAGE_WORDS)
    level = scores[_FIFTH] / scores[0] if len(scores) > _FIFTH and scores[0] > 0 else 0.0
    return max(by_length, _MOST_BY_LEVEL * _slide(level, _STANDS_OUT, _LEVEL))


def _slide(value: float, low: float, high: float) -> float:
    """0 up to ``low``, 1 from ``high`` on, straight between."""
    return min(1.0, max(0.0, (value - low) / (high - low)))
