"""Flows on a network: the cheapest one (OR-Tools), its prices, and whether there is one at all."""

from __future__ import annotations

import numpy as np
from ortools.graph.python.max_flow import SimpleMaxFlow  # type: ignore[import-untyped]
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # type: ignore[import-untyped]

from mekiki.assign.model.network import Network
from mekiki.assign.model.problem import Ints, Marks
from mekiki.errors import MekikiError

COST_BITS = 58  # the solver multiplies costs by the number of nodes and keeps all of it in 63 bits


class SolverFailed(MekikiError):
    """A solver gave no answer, or one that did not stand the check; nothing is written."""


def cost_bits(network: Network) -> int:
    """How many bits the costs of a network may have."""
    return COST_BITS - network.nodes.bit_length()


def cheapest(network: Network, cost: Ints) -> Ints:
    """The flow of least cost, (arcs,), for integer costs below 2 ** `cost_bits`; the network must be feasible.

    Cost-scaling push-relabel (Goldberg 1997). Raises `SolverFailed` when the solver finds none.
    """
    free = np.flatnonzero(network.upper > network.lower)
    solver = SimpleMinCostFlow()
    if len(free):
        solver.add_arcs_with_capacity_and_unit_cost(
            network.tail[free], network.head[free], (network.upper - network.lower)[free], cost[free]
        )
    solver.set_nodes_supplies(np.arange(network.nodes), _supply(network))
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise SolverFailed(f"the flow was not solved: {status}")
    flow = network.lower.copy()
    if len(free):
        flow[free] += solver.flows(np.arange(len(free)))
    return flow


def prices(network: Network, flow: Ints, cost: Ints) -> Ints:
    """Node prices p, (nodes,), with cost + p[tail] - p[head] ≥ 0 where flow can grow, ≤ 0 where it can shrink.

    Shortest paths in the residual network (Bellman-Ford). Raises `SolverFailed` if the flow is not of least cost.
    """
    up, down = np.flatnonzero(flow < network.upper), np.flatnonzero(flow > network.lower)
    tail = np.concatenate([network.tail[up], network.head[down]])
    head = np.concatenate([network.head[up], network.tail[down]])
    weight = np.concatenate([cost[up], -cost[down]])
    price = np.zeros(network.nodes, np.int64)
    for _ in range(network.nodes + 1):
        before = price.copy()
        np.minimum.at(price, head, price[tail] + weight)
        if np.array_equal(before, price):
            return price
    raise SolverFailed("the flow is not of least cost: a cheaper cycle is left")


def unmet(network: Network) -> Marks | None:
    """None if a flow exists; otherwise the nodes, (nodes,), into which more must flow than can flow out.

    The minimum cut of the maximum flow (Hoffman's circulation theorem, 1960).
    """
    lower, upper = network.lower, network.upper
    excess = _supply(network)
    source, sink = network.nodes, network.nodes + 1
    gives, takes, free = np.flatnonzero(excess > 0), np.flatnonzero(excess < 0), np.flatnonzero(upper > lower)
    solver = SimpleMaxFlow()
    solver.add_arcs_with_capacity(
        np.concatenate([network.tail[free], np.full(len(gives), source), takes, [source]]),
        np.concatenate([network.head[free], gives, np.full(len(takes), sink), [sink]]),
        np.concatenate([(upper - lower)[free], excess[gives], -excess[takes], [0]]),
    )
    status = solver.solve(source, sink)
    if status != solver.OPTIMAL:
        raise SolverFailed(f"the flow was not solved: {status}")
    if solver.optimal_flow() == int(excess[gives].sum()):
        return None
    side = np.zeros(network.nodes + 2, bool)
    side[np.asarray(solver.get_source_side_min_cut())] = True
    return side[: network.nodes]


def _supply(network: Network) -> Ints:
    """What the lower bounds bring into each node more than they take out of it."""
    bound = np.flatnonzero(network.lower)
    supply = np.zeros(network.nodes, np.int64)
    np.add.at(supply, network.head[bound], network.lower[bound])
    np.subtract.at(supply, network.tail[bound], network.lower[bound])
    return supply
