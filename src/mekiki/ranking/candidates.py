"""What the second stage counts in a candidate, and what that is worth by a formula."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mekiki.ranking.analysis import JOIN, halves
from mekiki.ranking.blend import Formula, Saturation
from mekiki.ranking.statistics import Statistics

Weights = Mapping[str, Mapping[str, float]]
Part = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document found by the first stage: its terms in order, joined by spaces, and its folded text."""

    id: str
    terms: str
    folded: str


class Sought:
    """The weighted terms of a query, in the forms in which they are counted."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.pairs = [
            (pair, weight, *halves(pair), f" {pair.replace(JOIN, ' ')} ") for pair, weight in weights["pairs"].items()
        ]
        self.grams = tuple(weights["grams"].items())


class View:
    """A candidate and how often each sought term occurs in it; counted once, scored by several formulas."""

    __slots__ = ("all_words", "candidate", "found", "lengths")

    def __init__(self, candidate: Candidate, sought: Sought, statistics: Statistics) -> None:
        self.candidate = candidate
        terms = candidate.terms.split(" ")
        words = self.all_words = Counter(terms)
        weights = sought.weights
        # Pairs and grams are counted in strings, which is fast and needs no tables.
        spaced, folded = f" {candidate.terms} ", f" {candidate.folded} "
        #: For each field: (term, its weight in the query, how often it occurs here).
        self.found: tuple[list[tuple[str, float, int]], ...] = (
            [(term, weights["words"][term], words[term]) for term in words.keys() & weights["words"].keys()],
            [
                (pair, weight, spaced.count(text))
                for pair, weight, first, second, text in sought.pairs
                if first in words and second in words and text in spaced
            ],
            [(gram, weight, folded.count(gram)) for gram, weight in sought.grams if gram in folded],
        )
        self.lengths = (
            len(terms) / statistics.average_length("words"),
            (len(terms) - 1) / statistics.average_length("pairs"),
            len(candidate.folded) / statistics.average_length("grams"),
        )

    def score(self, formula: Formula) -> float:
        """The sum of `parts`, without making them."""
        total = 0.0
        for (_, factor, saturation), length, found in zip(formula.fields, self.lengths, self.found, strict=True):
            norm = saturation.norm(length)
            total += factor * (saturation.k1 + 1) * sum([weight * n / (n + norm) for _, weight, n in found])
        return total

    def parts(self, formula: Formula) -> Iterator[tuple[Part, float]]:
        """((field, term), share of the score) by a formula (BM25 by field, Robertson and Zaragoza 2009)."""
        for (field, factor, saturation), length, found in zip(formula.fields, self.lengths, self.found, strict=True):
            norm = saturation.norm(length)
            for term, weight, n in found:
                yield (field, term), factor * (saturation.k1 + 1) * weight * n / (n + norm)

    def word_shares(self, weights: Mapping[str, float], saturation: Saturation) -> Iterator[tuple[str, float]]:
        """Which of other weighted words occur here, and what they are worth."""
        norm = saturation.norm(self.lengths[0])
        for term in self.all_words.keys() & weights.keys():
            count = self.all_words[term]
            yield term, weights[term] * (saturation.k1 + 1) * count / (count + norm)

    def worth(self, weights: Mapping[str, float], saturation: Saturation) -> float:
        """The sum of `word_shares`."""
        norm, counts = saturation.norm(self.lengths[0]), self.all_words
        found = [weights[term] * counts[term] / (counts[term] + norm) for term in counts.keys() & weights.keys()]
        return (saturation.k1 + 1) * sum(found)
