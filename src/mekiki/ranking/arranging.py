"""The order of hits beside their scores: equal ones together, some last, and not all of one owner first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mekiki.documents import Arrangement

# Of the first five hits at most two are of one owner.
_FIRST, _MOST = 5, 2
Keywords = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Placed:
    """One hit: a position among the candidates, its score, and the positions of those that are the same."""

    position: int
    score: float
    others: tuple[int, ...] = ()


def arranged(
    best: Sequence[tuple[int, float]], keywords: Callable[[int], Keywords], wanted: Arrangement
) -> list[Placed]:
    """The hits in the order that is wanted, out of (position, score), best first; one for those that are the same."""
    if wanted == Arrangement():
        return [Placed(position, score) for position, score in best]
    carried = {position: keywords(position) for position, _ in best}
    together = _together(best, carried, wanted.same)
    together.sort(key=lambda hit: _is_last(carried[hit.position], wanted.last))
    return _spread(together, carried, wanted) if wanted.spread else together


def _together(best: Iterable[tuple[int, float]], carried: Mapping[int, Keywords], same: str) -> list[Placed]:
    """The best of those that share a value, with the others; documents without one stand alone."""
    found: dict[object, list[tuple[int, float]]] = {}
    for position, score in best:
        found.setdefault(carried[position].get(same) or position, []).append((position, score))
    return [Placed(*first, tuple(position for position, _ in others)) for first, *others in found.values()]


def _is_last(carried: Keywords, last: Mapping[str, tuple[str, ...]]) -> bool:
    return any(value in values for name, values in last.items() for value in carried.get(name, ()))


def _spread(hits: Sequence[Placed], carried: Mapping[int, Keywords], wanted: Arrangement) -> list[Placed]:
    """The third hit of an owner waits until five stand, unless only those that shall be last could take its place."""
    first: list[Placed] = []
    waiting: list[Placed] = []
    owners: Counter[str] = Counter()
    remaining: Iterator[Placed] = iter(hits)
    for hit in remaining:
        if _is_last(carried[hit.position], wanted.last) and waiting:
            waiting.append(hit)
            break
        values = carried[hit.position].get(wanted.spread, ())
        if any(owners[value] >= _MOST for value in values):
            waiting.append(hit)
            continue
        owners.update(values)
        first.append(hit)
        if len(first) == _FIRST:
            break
    return [*first, *waiting, *remaining]
