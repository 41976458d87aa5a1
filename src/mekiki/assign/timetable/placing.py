"""Slots for meetings when people are absent: an integer programme (HiGHS), and slot by slot for a start."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

import highspy
import numpy as np

from mekiki.assign.model.exact import exact
from mekiki.assign.model.network import build
from mekiki.assign.model.problem import Floats, Ints, Problem
from mekiki.assign.solve.flow import SolverFailed
from mekiki.assign.solve.infeasible import Infeasible
from mekiki.assign.solve.total import best_total
from mekiki.assign.timetable.event import Event
from mekiki.errors import MekikiError


@dataclass(frozen=True, eq=False)
class Placing:
    """Meetings, (meetings,): wishes and their slots."""

    wishes: Ints
    slots: Ints


@dataclass(frozen=True, eq=False)
class Search:
    """What an integer programme came to: the best placing, if any, and whether the search came to its end."""

    best: Placing | None
    ended: bool
    seconds: float

    def failure(self) -> MekikiError:
        """Why there is no placing."""
        if self.ended:
            return Infeasible(
                "no timetable exists: the search tried every one, and none gives each firm its minimum",
                need=0,
                room=0,
                tasks=(),
                agents=(),
                groups=(),
            )
        return SolverFailed(
            f"no timetable that gives each firm its minimum was found in {self.seconds:.0f} s; "
            "allow more time, more rooms or lower minimums"
        )


def place(event: Event, wishes: Ints, *, seed: int, seconds: float, start: Placing | None = None) -> Search:
    """The best timetable of some of the wishes, (wishes,), found within the time.

    One whole number for every wish and slot where both are there; each wish once, each person and slot once, rooms,
    and the minimum of each firm. `start` is improved upon.
    """
    which, slot = np.nonzero(
        event.firm_there[event.wish_firm[wishes]] & event.researcher_there[event.wish_researcher[wishes]]
    )
    wish = wishes[which]
    solver = _silent()
    solver.setOptionValue("time_limit", seconds)
    solver.setOptionValue("random_seed", seed % 2**31)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.passModel(_programme(event, wish, slot))
    if start is not None:
        solver.setSolution(_solution(event, wish, slot, start))
    solver.run()
    ended = solver.getModelStatus() in {highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible}
    if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Search(None, ended, seconds)
    used = np.array(solver.getSolution().col_value) > 0.5
    found = Placing(wish[used], slot[used])
    if not _kept(event, found):
        raise SolverFailed("the timetable of the solver does not keep the bounds")
    return Search(found, ended, seconds)


def columns(event: Event, wishes: Ints) -> int:
    """How many meetings in slots some wishes allow."""
    together = event.firm_there[event.wish_firm[wishes]] & event.researcher_there[event.wish_researcher[wishes]]
    return int(np.count_nonzero(together))


def in_turn(event: Event, seed: int) -> Placing | None:
    """Slot by slot the best meetings that are left, firms below their minimum first; None if one stays below.

    Not optimal, and always told as such: the gap to the bound goes with it.
    """
    firms, researchers = len(event.firms), len(event.researchers)
    held, met = np.zeros(len(event.score), bool), np.zeros(firms, np.int64)
    first = 2 * float(np.abs(event.score).max(initial=0)) + 1
    wishes, slots = [], []
    for slot in np.random.default_rng(seed).permutation(event.firm_there.shape[1]).tolist():
        there = event.firm_there[event.wish_firm, slot] & event.researcher_there[event.wish_researcher, slot]
        open_ = np.flatnonzero(there & ~held)
        score = event.score[open_] + first * (met[event.wish_firm[open_]] < event.minimum[event.wish_firm[open_]])
        one = Problem(
            event.firms,
            event.researchers,
            event.wish_firm[open_],
            event.wish_researcher[open_],
            score,
            np.ones(firms, np.int64),
            np.ones(researchers, np.int64),
            np.zeros(researchers, np.int64),
            np.zeros(len(open_), bool),
        )
        network = build(one, seed, partial=True)
        upper = network.upper.copy()
        upper[network.blocks["intake"]] = event.rooms
        network = network.bounded(network.lower, upper)
        flow, _ = best_total(network, exact(score))
        chosen = np.sort(open_[network.pair[flow[network.blocks["pairs"]] > 0]])
        held[chosen] = True
        met[event.wish_firm[chosen]] += 1
        wishes.append(chosen)
        slots.append(np.full(len(chosen), slot))
    if (met < event.minimum).any():
        return None
    return Placing(np.concatenate(wishes), np.concatenate(slots))


def _silent() -> highspy.Highs:
    """A solver that leaves standard output alone; HiGHS greets there when the first one is made."""
    sys.stdout.flush()
    output = os.dup(1)
    try:
        os.dup2(2, 1)
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        solver.setOptionValue("output_flag", False)
    finally:
        os.dup2(output, 1)
        os.close(output)
    return solver


def _programme(event: Event, wish: Ints, slot: Ints) -> highspy.HighsLp:
    """One column for every wish and slot; every column stands in one row of each kind."""
    slots, columns = event.firm_there.shape[1], len(wish)
    firm, researcher = event.wish_firm[wish], event.wish_researcher[wish]
    keys = [wish, firm * slots + slot, researcher * slots + slot, slot, firm]
    most = [1, 1, 1, event.rooms, slots]
    row, bounds = np.zeros((len(keys), columns), np.int64), []
    rows = 0
    for kind, key in enumerate(keys):
        names, place_ = np.unique(key, return_inverse=True)
        row[kind] = place_ + rows
        bounds += [(event.minimum[name] if kind == 4 else 0, most[kind]) for name in names.tolist()]
        rows += len(names)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = columns, rows
    model.col_cost_ = -event.score[wish]
    model.col_lower_, model.col_upper_ = np.zeros(columns), np.ones(columns)
    model.row_lower_ = np.array([low for low, _ in bounds], dtype=np.float64)
    model.row_upper_ = np.array([high for _, high in bounds], dtype=np.float64)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.arange(columns + 1) * len(keys)
    model.a_matrix_.index_ = row.T.ravel()
    model.a_matrix_.value_ = np.ones(len(keys) * columns)
    model.integrality_ = [highspy.HighsVarType.kInteger] * columns
    return model


def _solution(event: Event, wish: Ints, slot: Ints, start: Placing) -> highspy.HighsSolution:
    slots = event.firm_there.shape[1]
    used: Floats = np.isin(wish * slots + slot, start.wishes * slots + start.slots).astype(np.float64)
    solution = highspy.HighsSolution()
    solution.col_value = used.tolist()
    return solution


def _kept(event: Event, found: Placing) -> bool:
    slots = event.firm_there.shape[1]
    firm, researcher = event.wish_firm[found.wishes], event.wish_researcher[found.wishes]
    keys = (found.wishes, firm * slots + found.slots, researcher * slots + found.slots)
    once = all(len(np.unique(key)) == len(key) for key in keys)
    there = (event.firm_there[firm, found.slots] & event.researcher_there[researcher, found.slots]).all()
    roomy = (np.bincount(found.slots, minlength=slots) <= event.rooms).all()
    enough = (np.bincount(firm, minlength=len(event.firms)) >= event.minimum).all()
    return bool(once and there and roomy and enough)
