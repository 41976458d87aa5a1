"""Which meetings to hold, before anybody asks when: a flow, whose total bounds every timetable."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from mekiki.assign.model.exact import exact
from mekiki.assign.model.network import Network, build
from mekiki.assign.model.problem import Ints, Marks, Problem
from mekiki.assign.solve.certificate import Certificate, Reduced
from mekiki.assign.solve.infeasible import Infeasible, check
from mekiki.assign.solve.total import best_total
from mekiki.assign.timetable.event import Event


@dataclass(frozen=True, eq=False)
class Chosen:
    """The wishes, (meetings,), with the best total that people's hours and the rooms in all allow."""

    wishes: Ints
    certificate: Certificate
    network: Network
    flow: Ints

    def may_improve(self, total: Fraction) -> Ints:
        """The wishes a timetable better than `total` may use; any other would cost more than the whole gap."""
        scores = exact(self.network.problem.score)
        denominator = scores.denominator
        reduced = Reduced(self.network, scores, [int(price * denominator) for price in self.certificate.prices])
        gap = int((self.certificate.bound - total) * denominator)
        pairs = self.network.blocks["pairs"]
        free, _ = reduced.within(gap)
        used = np.flatnonzero(self.flow[pairs] > 0)
        return np.unique(self.network.pair[np.union1d(free[free < pairs.stop], used)])


def choose(event: Event, seed: int) -> Chosen:
    """The best meetings: nobody more often than they are there, no more in all than slots have rooms and people.

    Raises `Infeasible` with its proof when the minimum meetings cannot be had even so.
    """
    network = _network(event, seed)
    try:
        check(network)
    except Infeasible as error:
        raise _in_words(error) from None
    flow, certificate = best_total(network, exact(event.score))
    wishes = np.sort(network.pair[flow[network.blocks["pairs"]] > 0])
    return Chosen(wishes, certificate, network, flow)


def _network(event: Event, seed: int) -> Network:
    firm, researcher = event.firm_there, event.researcher_there
    problem = Problem(
        tasks=event.firms,
        agents=event.researchers,
        pair_task=event.wish_firm,
        pair_agent=event.wish_researcher,
        score=event.score,
        demand=firm.sum(axis=1),
        capacity=researcher.sum(axis=1),
        minimum=np.zeros(len(event.researchers), np.int64),
        forced=np.zeros(len(event.score), bool),
    )
    network = build(problem, seed, partial=True)
    lower, upper = network.lower.copy(), network.upper.copy()
    lower[network.blocks["demands"]] = event.minimum
    there = np.minimum(firm.sum(axis=0), researcher.sum(axis=0))
    upper[network.blocks["intake"]] = np.minimum(there, event.rooms).sum()
    pairs = network.blocks["pairs"]
    together: Marks = np.any(firm[event.wish_firm] & researcher[event.wish_researcher], axis=1)
    upper[pairs] = together[network.pair]
    return network.bounded(lower, upper)


def _in_words(error: Infeasible) -> Infeasible:
    hours = f"the hours of the researchers ({_some(error.agents)})" if error.agents else "their hours"
    message = (
        f"no timetable exists: {len(error.tasks)} firms ({_some(error.tasks)}) must have {error.need} meetings, "
        f"but their wishes, {hours} and the rooms allow only {error.room}"
    )
    return Infeasible(
        message, need=error.need, room=error.room, tasks=error.tasks, agents=error.agents, groups=error.groups
    )


def _some(names: tuple[str, ...]) -> str:
    return ", ".join(names[:5]) + (", …" if len(names) > 5 else "")
