"""What the second stage counts in the candidates of a query, and what that is worth by a formula."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mekiki.ranking.analysis import halves
from mekiki.ranking.blend import Formula, Saturation
from mekiki.ranking.occurrences import NONE, Codes, Letters, Lookup, codes_of_words, neighbours
from mekiki.ranking.statistics import FIELDS, Statistics

Weights = Mapping[str, Mapping[str, float]]
Part = tuple[str, str]
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document found by the first stage, as it lies in an index: all texts in UTF-8."""

    id: str
    #: Its terms in order, joined by spaces.
    terms: bytes
    #: A code for each of its terms, as `occurrences.codes_of_words` makes them.
    codes: bytes
    #: Its letters and digits, as `text.characters.folded` makes them.
    folded: bytes
    #: How many of the terms, from the first, tell what the document is about; the rest is its context.
    body: int

    @property
    def body_words(self) -> list[str]:
        return self.terms.decode().split(" ")[: self.body]


class Pool:
    """All candidates of one query: how often each sought term occurs in each, counted once, scored by any formula."""

    def __init__(self, candidates: Sequence[Candidate], weights: Weights, statistics: Statistics) -> None:
        self.candidates = candidates
        self._codes = np.frombuffer(b"".join(candidate.codes for candidate in candidates), np.int64)
        sizes = np.array([len(candidate.codes) // self._codes.itemsize for candidate in candidates], np.int64)
        self._owners = np.repeat(np.arange(len(candidates)), sizes)
        self._letters = Letters(candidate.folded for candidate in candidates)
        self._weights = {field: np.array([*weights[field].values()], float) for field in FIELDS}
        self._terms = {field: [*weights[field]] for field in FIELDS}
        self._counts = {
            "words": self._count_words(self._terms["words"]),
            "pairs": self._count_pairs([halves(pair) for pair in self._terms["pairs"]]),
            "grams": self._count_grams(self._terms["grams"]),
        }
        self._lengths = {
            "words": sizes / statistics.average_length("words"),
            "pairs": (sizes - 1) / statistics.average_length("pairs"),
            "grams": self._letters.sizes / statistics.average_length("grams"),
        }

    def scores(self, formula: Formula) -> Numbers:
        """What each candidate is worth by a formula (BM25 by field, Robertson and Zaragoza 2009)."""
        total = np.zeros(len(self.candidates))
        for field, factor, saturation in formula.fields:
            total += factor * (
                _saturate(self._counts[field], self._lengths[field], saturation) @ self._weights[field]
            )
        return total

    def parts(self, formula: Formula, position: int) -> Iterator[tuple[Part, float]]:
        """((field, term), share > 0) of one candidate; they add up to its score."""
        for field, factor, saturation in formula.fields:
            counts, weights, terms = self._counts[field][position], self._weights[field], self._terms[field]
            norm = float(saturation.norm(self._lengths[field][position]))
            for i in np.flatnonzero(counts).tolist():
                count = float(counts[i])
                yield (field, terms[i]), factor * float(weights[i]) * (saturation.k1 + 1) * count / (count + norm)

    def worth(self, weights: Mapping[str, float], saturation: Saturation) -> Numbers:
        """What other weighted words are worth: a row for each candidate, a column for each word in order."""
        shares = _saturate(self._count_words([*weights]), self._lengths["words"], saturation)
        shares *= np.array([*weights.values()], float)
        return shares

    def _count_words(self, terms: Sequence[str]) -> Numbers:
        hits, which = Lookup(codes_of_words(terms)).find(self._codes)
        return self._counted(self._owners[hits], which, len(terms))

    def _count_pairs(self, pairs: Sequence[tuple[str, str]]) -> Numbers:
        sought = neighbours(*(codes_of_words(side) for side in zip(*pairs, strict=True))) if pairs else NONE
        hits, which = Lookup(sought).find(neighbours(self._codes[:-1], self._codes[1:]))
        inside = self._owners[hits] == self._owners[hits + 1]
        return self._counted(self._owners[hits[inside]], which[inside], len(pairs))

    def _count_grams(self, grams: Sequence[str]) -> Numbers:
        total = self._counted(NONE, NONE, len(grams))
        for numbers, sought, codes in self._letters.stretches(grams):
            hits, which = Lookup(sought).find(codes)
            total += self._counted(self._letters.owners[hits], numbers[which], len(grams))
        return total

    def _counted(self, owners: Codes, which: Codes, columns: int) -> Numbers:
        cells = np.bincount(owners * columns + which, minlength=len(self.candidates) * columns)
        return cells.reshape(len(self.candidates), columns).astype(float)


def _saturate(counts: Numbers, lengths: Numbers, saturation: Saturation) -> Numbers:
    """The weight of a term that occurs ``counts`` times in a document ``lengths`` times as long as the mean."""
    shares = np.zeros_like(counts)
    # An empty document has neither counts nor a norm.
    np.divide(counts, counts + saturation.norm(lengths)[:, np.newaxis], out=shares, where=counts > 0)
    return (saturation.k1 + 1) * shares
