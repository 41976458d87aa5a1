"""What a ranker must know of a whole collection."""

from __future__ import annotations

import math
from typing import Protocol

#: What terms are counted in.
FIELDS = ("words", "pairs", "grams")
#: What has a mean length: the title's words are counted among all words.
LENGTHS = (*FIELDS, "title")


class Statistics(Protocol):
    """Counts over all documents of an index; ``field`` is one of `FIELDS`."""

    @property
    def documents(self) -> int:
        """How many documents there are."""

    def frequency(self, field: str, term: str) -> int:
        """In how many documents a term occurs."""

    def average_length(self, field: str) -> float:
        """Mean number of terms of a document in one of `LENGTHS`, > 0."""


def rarity(statistics: Statistics, field: str, term: str) -> float:
    """Inverse document frequency as in BM25, > 0 (Robertson and Zaragoza, The Probabilistic Relevance Framework:
    BM25 and Beyond, 2009)."""
    return rarity_of(statistics, statistics.frequency(field, term))


def rarity_of(statistics: Statistics, count: int) -> float:
    """The rarity of what occurs in so many documents."""
    return math.log(1 + (statistics.documents - count + 0.5) / (count + 0.5))
