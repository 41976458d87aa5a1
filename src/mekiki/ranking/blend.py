"""How a query wants to be scored: a short question looks one passage up, a long text looks for everything akin.

One formula cannot serve both: what is best for questions (little weight for repetition, adjacency counts) is worst
for pages, and the other way round. So every weight slides with the number of different words of the query. There is
one setting for all collections, and nothing else about a query or a collection is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass

_QUESTION_WORDS = 12
_PAGE_WORDS = 30


@dataclass(frozen=True, slots=True)
class Saturation:
    """BM25's two constants: ``k1`` how much repetition counts, ``b`` how much length is held against a document."""

    k1: float
    b: float

    def __call__(self, count: int, length: float) -> float:
        """The weight of a term that occurs ``count`` times in a document ``length`` times as long as the mean."""
        return count * (self.k1 + 1) / (count + self.k1 * (1 - self.b + self.b * length))


@dataclass(frozen=True, slots=True)
class Formula:
    """One way to score. Weights of fields are relative to words; ``cosine`` and ``kin`` to the best field score."""

    words: Saturation
    others: Saturation
    pairs: float
    grams: float
    cosine: float
    kin: float


QUESTION = Formula(Saturation(0.5, 1.0), Saturation(0.5, 1.0), pairs=0.5, grams=0.35, cosine=0.0, kin=0.3)
PAGE = Formula(Saturation(1.2, 0.75), Saturation(1.2, 0.75), pairs=0.3, grams=0.3, cosine=1.0, kin=1.0)


def page_share(different_words: int) -> float:
    """0 for a question, 1 for a page, in between as the number of different words grows."""
    return min(1.0, max(0.0, (different_words - _QUESTION_WORDS) / (_PAGE_WORDS - _QUESTION_WORDS)))
