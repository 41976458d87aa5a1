"""How a query wants to be scored: some look one passage up, some look for everything akin.

One formula cannot serve both: what is best for looking up (repetition counts little, neighbours count much) is worst
for finding kin, and the other way round. Two things tell them apart, whatever the collection: whether the text asks
(who, when, how many…?), and how many different words it has. The weights slide with that; there is one setting for
all collections, and no switch. How far the best candidate stands out was tried as a sign too: it tells questions from
subjects on the whole, but not among those where it would matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

_QUESTION_WORDS = 12
_PAGE_WORDS = 40
_SHORT_SUBJECT = 0.7
Length = TypeVar("Length", float, NDArray[np.float64])


@dataclass(frozen=True, slots=True)
class Saturation:
    """BM25's two constants: ``k1`` how much repetition counts, ``b`` how much length is held against a document."""

    k1: float
    b: float

    def norm(self, length: Length) -> Length:
        """What stands beside the count in BM25, for documents ``length`` times as long as the mean."""
        return self.k1 * (1 - self.b + self.b * length)


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
KIN = Formula(Saturation(2.0, 0.9), Saturation(1.2, 0.75), pairs=0.3, grams=0.3, kin=0.75)


def kin_share(different_words: int, *, asks: bool) -> float:
    """0 for looking one passage up, 1 for finding everything akin."""
    by_length = (different_words - _QUESTION_WORDS) / (_PAGE_WORDS - _QUESTION_WORDS)
    return min(1.0, max(0.0 if asks else _SHORT_SUBJECT, by_length))
