"""The worst sum as good as can be: tasks that need several agents, whose score is the sum over them.

Max-min of sums is NP-hard (it holds the Santa Claus problem, Bansal and Sviridenko 2006), so this is a search in
whole numbers (CP-SAT of OR-Tools) with a time limit and a bound, told whether or not the search comes to its end.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from ortools.sat.python import cp_model

from mekiki.assign.model.aims import Aims
from mekiki.assign.model.exact import Exact
from mekiki.assign.model.network import Network
from mekiki.assign.model.problem import Ints
from mekiki.assign.solve.flow import SolverFailed

BITS = 34  # scores are searched as whole numbers of this many bits
WORKERS = 8  # strategies that take turns on the cores


@dataclass(frozen=True)
class Sums:
    """The flow, (arcs,), and what worst sum and total cannot exceed; `level_proved`: loads are proved most level."""

    flow: Ints
    worst_bound: Fraction
    total_bound: Fraction
    level_proved: bool


def best_sums(network: Network, scores: Exact, aims: Aims, start: Ints) -> Sums:
    """Worst sum, then level loads if asked for, then total, each kept while the next is sought.

    `start`: a flow that keeps the bounds, (arcs,); the answer is never worse. The aims share the time limit evenly.
    Scores of more than `BITS` bits are rounded down for the search, and the bounds allow for that.
    """
    search = _Search(network, scores, aims, start)
    worst_bound = search.improve(search.worst)
    level_proved = True
    if aims.level:
        bound = search.improve(-search.squares)
        level_proved = bound == search.value(-search.squares)
    total_bound = search.improve(search.total)
    places = int(network.problem.demand.max())
    unit = Fraction(2**search.shift, scores.denominator)
    slack = 1 if search.shift else 0  # rounding down loses less than one unit a place
    return Sums(
        search.flow,
        (worst_bound + slack * places) * unit,
        (total_bound + slack * int(network.problem.demand.sum())) * unit,
        level_proved,
    )


class _Search:
    """The network as a model: a whole number for every arc, and what goes into a node comes out of it."""

    def __init__(self, network: Network, scores: Exact, aims: Aims, start: Ints) -> None:
        self.flow, self._network, self._aims = start, network, aims
        self.model, self._solver = cp_model.CpModel(), cp_model.CpSolver()
        bounds = zip(network.lower.tolist(), network.upper.tolist(), strict=True)
        self._arcs = [self.model.new_int_var(lower, upper, "") for lower, upper in bounds]
        self._conserve()
        units, self.shift = _units(scores)
        self._unit = units[network.pair].tolist()
        pairs = range(len(self._unit))
        self.total = cp_model.LinearExpr.weighted_sum([self._arcs[arc] for arc in pairs], self._unit)
        self.worst = self._lowest_sum()
        self.squares = self._sum_of_squares() if aims.level else cp_model.LinearExpr.sum([])

    def improve(self, aim: cp_model.LinearExprT) -> int:
        """Raise an aim as far as the time allows, keep it there, and return what it cannot exceed."""
        stages = 3 if self._aims.level else 2
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        for arc, value in zip(self._arcs, self.flow.tolist(), strict=True):
            self.model.add_hint(arc, value)
        self.model.maximize(aim)
        parameters = self._solver.parameters
        parameters.max_time_in_seconds = self._aims.time_limit / stages
        parameters.random_seed = self._aims.seed % 2**31
        parameters.num_workers = WORKERS
        parameters.interleave_search = aim is self.total  # the last aim decides who; this way it is repeatable
        status = self._solver.solve(self.model)
        if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            raise SolverFailed(
                f"no fairest assignment within {self._aims.time_limit:g} s ({self._solver.status_name(status)}); "
                "allow more time"
            )
        self.flow = np.array([self._solver.value(arc) for arc in self._arcs], dtype=np.int64)
        self.model.add(aim >= round(self._solver.objective_value))
        return round(self._solver.best_objective_bound)

    def value(self, aim: cp_model.LinearExprT) -> int:
        """What an aim has come to."""
        return int(self._solver.value(aim))

    def _conserve(self) -> None:
        into: list[list[cp_model.IntVar]] = [[] for _ in range(self._network.nodes)]
        out: list[list[cp_model.IntVar]] = [[] for _ in range(self._network.nodes)]
        ends = zip(self._arcs, self._network.tail.tolist(), self._network.head.tolist(), strict=True)
        for arc, tail, head in ends:
            out[tail].append(arc)
            into[head].append(arc)
        for gains, losses in zip(into, out, strict=True):
            self.model.add(sum(gains) == sum(losses))

    def _lowest_sum(self) -> cp_model.IntVar:
        """A number no task's sum is below."""
        most = int(self._network.problem.demand.max()) * max(map(abs, self._unit))
        lowest = self.model.new_int_var(-most, most, "")
        tasks = self._network.problem.pair_task[self._network.pair]
        for task in np.flatnonzero(self._network.problem.demand):
            arcs = np.flatnonzero(tasks == task).tolist()
            chosen, units = [self._arcs[arc] for arc in arcs], [self._unit[arc] for arc in arcs]
            self.model.add(cp_model.LinearExpr.weighted_sum(chosen, units) >= lowest)
        return lowest

    def _sum_of_squares(self) -> cp_model.LinearExprT:
        """Σ load², the k-th place of an agent costing 2k - 1."""
        costs: list[int] = []
        places: list[cp_model.IntVar] = []
        for agent, load in enumerate(self._arcs[self._network.blocks["loads"]]):
            met = int((self._network.problem.pair_agent == agent).sum())
            steps = [self.model.new_bool_var("") for _ in range(met)]
            self.model.add(sum(steps) == load)
            places += steps
            costs += [2 * step + 1 for step in range(met)]
        return cp_model.LinearExpr.weighted_sum(places, costs)


def _units(scores: Exact) -> tuple[Ints, int]:
    """Scores as whole numbers of at most `BITS` bits, and the shift: one unit is 2 ** shift numerators."""
    everything = np.arange(len(scores.values))
    whole = scores.units.tolist() if scores.units is not None else scores.numerators(everything)
    shift = max(0, max(map(abs, whole)).bit_length() - BITS)
    return np.array([unit >> shift for unit in whole], dtype=np.int64), shift
