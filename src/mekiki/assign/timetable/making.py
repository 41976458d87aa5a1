"""An event's timetable: which firm meets which researcher in which slot, so that the wishes' total is best."""

from __future__ import annotations

import time
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from mekiki.assign.model.exact import exact
from mekiki.assign.model.problem import Ints
from mekiki.assign.solve.certificate import Certificate
from mekiki.assign.timetable.colouring import coloured
from mekiki.assign.timetable.event import Event
from mekiki.assign.timetable.exchange import exchanged
from mekiki.assign.timetable.meetings import Chosen, choose
from mekiki.assign.timetable.placing import Placing, columns, in_turn, place

MANY = 20_000  # wishes times slots, above which a search of everything together takes too long


@dataclass(frozen=True, eq=False)
class Timetable:
    """Meetings, (meetings,): which wish and in which slot, by slot, then wish. Every bound of the event is kept.

    `method`: "colouring" (nobody absent), "placing" (the best meetings all found a slot) or "search" (fewer or other
    meetings; without the proof, a gap is left). `certificate`: the total and what no timetable can exceed.
    `searched_to_the_end`: the search itself, in floating point, ended without finding better.
    """

    event: Event
    wishes: Ints
    slots: Ints
    certificate: Certificate
    method: str
    searched_to_the_end: bool = False

    @property
    def proved(self) -> bool:
        """Whether nothing better exists."""
        return self.certificate.proved


def arrange(event: Event, *, seed: int = 0, time_limit: float = 60.0) -> Timetable:
    """The best timetable, or the best found within the time limit (seconds) and its gap.

    First the best meetings without slots (a flow; its total bounds every timetable). If nobody is absent, colouring
    the meetings' graph gives all of them slots (König 1916, made even after de Werra 1971), which is optimal.
    With absences an integer programme places them (HiGHS); what finds no place is exchanged for other meetings.
    Raises `Infeasible` when the minimum meetings cannot be had, `SolverFailed` when the time did not suffice to find
    any timetable that has them.
    """
    until = time.monotonic() + time_limit
    chosen = choose(event, seed)
    if event.nobody_absent:
        slots = coloured(
            event.wish_firm[chosen.wishes],
            event.wish_researcher[chosen.wishes],
            slots=event.firm_there.shape[1],
            rooms=event.rooms,
        )
        return _timetable(event, Placing(chosen.wishes, slots), chosen, "colouring")
    placed = place(event, chosen.wishes, seed=seed, seconds=time_limit / 2)
    if placed.best is not None and len(placed.best.wishes) == len(chosen.wishes):
        return _timetable(event, placed.best, chosen, "placing")
    return _searched(event, chosen, placed.best, seed, until)


def _searched(event: Event, chosen: Chosen, placed: Placing | None, seed: int, until: float) -> Timetable:
    """Other meetings than the best ones: all together if they are few enough, else some slots at a time."""
    start = _better(event, placed, in_turn(event, seed))
    near = chosen.may_improve(exact(event.score).total(start.wishes)) if start else np.arange(len(event.score))
    if start is not None and columns(event, near) > MANY:
        best = exchanged(event, start, chosen.certificate.bound, seed=seed, until=until)
        return _timetable(event, best, chosen, "search")
    found = place(event, near, seed=seed, seconds=max(1.0, until - time.monotonic()), start=start)
    both = _better(event, found.best, start)
    if both is None:
        raise found.failure()
    return _timetable(event, both, chosen, "search", ended=found.ended)


def _better(event: Event, one: Placing | None, other: Placing | None) -> Placing | None:
    scores = exact(event.score)
    both = [placing for placing in (one, other) if placing is not None]
    return max(both, key=lambda placing: scores.total(placing.wishes), default=None)


def _timetable(event: Event, placing: Placing, chosen: Chosen, method: str, *, ended: bool = False) -> Timetable:
    order = np.lexsort([placing.wishes, placing.slots])
    total = exact(event.score).total(placing.wishes)
    bound: Fraction = max(chosen.certificate.bound, total)
    proof = Certificate(total, bound, chosen.certificate.prices)
    return Timetable(event, placing.wishes[order], placing.slots[order], proof, method, ended)
