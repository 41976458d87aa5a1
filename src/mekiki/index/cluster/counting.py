"""Statistics of a whole collection that lies elsewhere: many counts with one question."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from mekiki.ranking.statistics import Statistics

_AT_ONCE = 2_000
_REMEMBERED = 500_000
Term = tuple[str, str]
T = TypeVar("T")


class Counting:
    """The statistics of one state; what was counted is remembered. Safe for many threads."""

    def __init__(
        self, documents: int, averages: Mapping[str, float], count: Callable[[Sequence[Term]], list[int]]
    ) -> None:
        """``count`` tells in how many documents each of some (field, term) occurs."""
        self._documents, self._averages, self._ask = documents, averages, count
        self._known: dict[Term, int] = {}

    def settled(self, compute: Callable[[Statistics], T]) -> T:
        """What ``compute`` makes of the statistics.

        It is run, with a guess for each count that is not known yet, until all it asks for is known: usually twice.
        """
        # A dictionary of its own, as another thread may begin a new one.
        known = self._known
        while True:
            guessing = _Guessing(self._documents, self._averages, known)
            result = compute(guessing)
            if not guessing.missing:
                return result
            self._count(sorted(guessing.missing), known)

    def _count(self, wanted: Sequence[Term], known: dict[Term, int]) -> None:
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            known.update(zip(some, self._ask(some), strict=True))
        if len(known) > _REMEMBERED:
            self._known = {}


class _Guessing:
    """Statistics with a guess for what is not known yet, which it notes."""

    def __init__(self, documents: int, averages: Mapping[str, float], known: Mapping[Term, int]) -> None:
        self.documents = documents
        self.missing: set[Term] = set()
        self._averages, self._known = averages, known

    def frequency(self, field: str, term: str) -> int:
        found = self._known.get((field, term))
        if found is None:
            self.missing.add((field, term))
            # Above 0, so that a term is not left out before it is counted.
            return 1
        return found

    def average_length(self, field: str) -> float:
        return self._averages.get(field, 1.0)
