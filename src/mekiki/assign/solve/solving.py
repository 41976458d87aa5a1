"""Who takes what, aim by aim: no conflict, most places filled, worst task, level loads, best total."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mekiki.assign.model.aims import Aims, Objective
from mekiki.assign.model.exact import exact
from mekiki.assign.model.network import Network, build
from mekiki.assign.model.problem import Ints, Problem
from mekiki.assign.solve.certificate import Certificate
from mekiki.assign.solve.flow import cheapest
from mekiki.assign.solve.infeasible import check
from mekiki.assign.solve.level import levelled
from mekiki.assign.solve.sums import best_sums
from mekiki.assign.solve.total import best_total
from mekiki.assign.solve.worst import raised
from mekiki.errors import InputError


@dataclass(frozen=True, eq=False)
class Worst:
    """How the worst-served task fares. `method`: "pair" (its one score) or "sum" (the sum over its agents).

    `bound`: what no assignment that keeps the earlier aims can exceed; equal to `score` when that is proved best.
    `task`: the first one that fares so. `reason`: the cut that shows why it cannot be higher, where there is one.
    """

    method: str
    score: float
    bound: float
    task: str
    reason: str = ""


@dataclass(frozen=True, eq=False)
class Assignment:
    """An assignment that keeps all bounds. `pairs`: numbers of the pairs used, by task, then agent."""

    problem: Problem
    pairs: Ints
    certificate: Certificate
    worst: Worst | None = None
    level_proved: bool = True

    @property
    def proved(self) -> bool:
        """Whether every aim is proved best."""
        fair = self.worst is None or self.worst.score == self.worst.bound
        return self.certificate.proved and fair and self.level_proved

    @property
    def loads(self) -> Ints:
        """Tasks of each agent, (agents,)."""
        return np.bincount(self.problem.pair_agent[self.pairs], minlength=len(self.problem.agents))

    @property
    def missing(self) -> Ints:
        """Places of each task, (tasks,), that stay empty; all 0 unless `partial` was asked for."""
        filled = np.bincount(self.problem.pair_task[self.pairs], minlength=len(self.problem.tasks))
        return self.problem.demand - filled

    @property
    def served(self) -> Ints:
        """The sums of scores, (tasks,), as doubles."""
        scores = self.problem.score[self.pairs]
        return np.bincount(self.problem.pair_task[self.pairs], scores, minlength=len(self.problem.tasks))


def solve(problem: Problem, aims: Aims | None = None) -> Assignment:
    """The best assignment of a problem, proved.

    Raises `Infeasible` with its proof when the bounds cannot be kept, `InputError` for a pair given twice or aims
    that do not go together, `SolverFailed` rather than return what stood no check.
    """
    aims = aims or Aims()
    network = build(problem, aims.seed, partial=aims.partial)
    check(network)
    if aims.partial:
        network = _filled(network)
    if aims.objective is Objective.FAIREST and len(problem.score) and problem.demand.any():
        return _with_best_worst(network, aims)
    if aims.level:
        network = levelled(network)
    flow, certificate = best_total(network, exact(problem.score))
    return Assignment(problem, _used(network, flow), certificate)


def _with_best_worst(network: Network, aims: Aims) -> Assignment:
    if network.problem.demand.max() > 1:
        return _with_best_sum(network, aims)
    problem = network.problem
    network, score, reason = raised(network)
    if aims.level:
        network = levelled(network)
    flow, certificate = best_total(network, exact(problem.score))
    pairs = _used(network, flow)
    if not len(pairs):
        return Assignment(problem, pairs, certificate)  # partial, and nobody can be served: there is no worst
    task = problem.tasks[problem.pair_task[pairs[np.argmin(problem.score[pairs])]]]
    return Assignment(problem, pairs, certificate, Worst("pair", score, score, task, reason))


def _with_best_sum(network: Network, aims: Aims) -> Assignment:
    problem, scores = network.problem, exact(network.problem.score)
    if aims.partial:
        raise InputError("fairest with demands above 1 needs every place filled; leave out partial, or aim for total")
    found = best_sums(network, scores, aims, best_total(network, scores)[0])
    pairs = _used(network, found.flow)
    total = scores.total(pairs)
    sums = {
        name: scores.total(pairs[problem.pair_task[pairs] == task])
        for task, name in enumerate(problem.tasks)
        if problem.demand[task]
    }
    name = min(sums, key=lambda task: (sums[task], task))
    worst = Worst("sum", float(sums[name]), float(max(found.worst_bound, sums[name])), name)
    return Assignment(
        problem, pairs, Certificate(total, max(found.total_bound, total)), worst, level_proved=found.level_proved
    )


def _filled(network: Network) -> Network:
    """The network narrowed to the flows that fill most places."""
    cost = np.zeros(len(network.tail), np.int64)
    cost[network.blocks["intake"]] = -1
    lower = network.lower.copy()
    lower[network.blocks["intake"]] = cheapest(network, cost)[network.blocks["intake"]]
    return network.bounded(lower, network.upper)


def _used(network: Network, flow: Ints) -> Ints:
    """The pairs a flow uses, by task, then agent."""
    problem, pairs = network.problem, network.pair[flow[network.blocks["pairs"]] > 0]
    names = [(problem.tasks[problem.pair_task[pair]], problem.agents[problem.pair_agent[pair]]) for pair in pairs]
    return pairs[sorted(range(len(pairs)), key=names.__getitem__)]
