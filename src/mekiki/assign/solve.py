"""Who takes what, aim by aim: no conflict, most places filled, worst task, level loads, best total."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mekiki.assign.certificate import Certificate
from mekiki.assign.exact import exact
from mekiki.assign.flow import cheapest
from mekiki.assign.infeasible import check
from mekiki.assign.level import levelled
from mekiki.assign.network import Network, build
from mekiki.assign.problem import Aims, Ints, Objective, Problem
from mekiki.assign.total import best_total
from mekiki.assign.worst import raised


@dataclass(frozen=True, eq=False)
class Worst:
    """How the worst-served task fares. `method`: "pair" (its one score) or "sum" (the sum over its agents).

    `bound`: what no assignment that keeps the earlier aims can exceed; equal to `score` when that is proved best.
    """

    method: str
    score: float
    bound: float


@dataclass(frozen=True, eq=False)
class Assignment:
    """An assignment that keeps all bounds. `pairs`: numbers of the pairs used, by task, then agent."""

    problem: Problem
    pairs: Ints
    certificate: Certificate
    worst: Worst | None = None

    @property
    def proved(self) -> bool:
        """Whether every aim is proved best."""
        return self.certificate.proved and (self.worst is None or self.worst.score == self.worst.bound)

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
    worst = None
    if aims.objective is Objective.FAIREST and len(problem.score) and problem.demand.any():
        network, score = raised(network)
        worst = Worst("pair", score, score)
    if aims.level:
        network = levelled(network)
    flow, certificate = best_total(network, exact(problem.score))
    used = network.pair[flow[network.blocks["pairs"]] > 0]
    return Assignment(problem, _alphabetical(problem, used), certificate, worst)


def _filled(network: Network) -> Network:
    """The network narrowed to the flows that fill most places."""
    cost = np.zeros(len(network.tail), np.int64)
    cost[network.blocks["intake"]] = -1
    lower = network.lower.copy()
    lower[network.blocks["intake"]] = cheapest(network, cost)[network.blocks["intake"]]
    return network.bounded(lower, network.upper)


def _alphabetical(problem: Problem, pairs: Ints) -> Ints:
    names = [(problem.tasks[problem.pair_task[pair]], problem.agents[problem.pair_agent[pair]]) for pair in pairs]
    return pairs[sorted(range(len(pairs)), key=names.__getitem__)]
