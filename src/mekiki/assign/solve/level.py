"""Loads as level as can be: the least sum of squared loads, and all assignments that reach it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from mekiki.assign.model.network import Network
from mekiki.assign.model.problem import Ints
from mekiki.assign.solve.flow import cheapest, prices


def levelled(network: Network) -> Network:
    """The network narrowed to the flows with the least sum of squared loads; these have the lowest highest load, too.

    The k-th place of an agent costs 2k - 1, a convex cost, so unit arcs in parallel are exact (Ahuja, Magnanti and
    Orlin 1993, ch. 14; Frank and Murota 2022 on decreasingly minimal loads). By complementary slackness arcs with a
    reduced cost above 0 stay at their lower bound in every such flow, arcs below 0 at their upper. `network` must be
    feasible.
    """
    loads = network.blocks["loads"]
    least, places = network.lower[loads], _places(network)
    spare = np.maximum(places - least, 0)
    agent = np.repeat(np.arange(len(least)), spare)
    nth = np.arange(len(agent)) - np.repeat(np.cumsum(spare) - spare, spare) + least[agent] + 1
    ones = np.ones(len(agent), np.int64)
    upper = network.upper.copy()
    upper[loads] = least
    cost = np.concatenate([np.zeros(len(upper), np.int64), 2 * nth - 1])
    unit = replace(
        network,
        tail=np.concatenate([network.tail, network.tail[loads][agent]]),
        head=np.concatenate([network.head, network.head[loads][agent]]),
        lower=np.concatenate([network.lower, 0 * ones]),
        upper=np.concatenate([upper, ones]),
    )
    price = prices(unit, cheapest(unit, cost), cost)
    reduced = cost + price[unit.tail] - price[unit.head]
    arcs, places_cost = reduced[: len(upper)], reduced[len(upper) :]
    low = np.where(arcs < 0, network.upper, network.lower)
    high = np.where(arcs > 0, network.lower, network.upper)
    low[loads] = least + np.bincount(agent[places_cost < 0], minlength=len(least))
    high[loads] = least + np.bincount(agent[places_cost <= 0], minlength=len(least))
    return network.bounded(low, high)


def _places(network: Network) -> Ints:
    """How many tasks each agent can take at most, by its capacity and its pairs."""
    pairs = network.blocks["pairs"]
    usable = network.upper[pairs] > 0
    met = np.bincount(network.problem.pair_agent[network.pair[usable]], minlength=len(network.problem.agents))
    fewest: Ints = np.minimum(network.upper[network.blocks["loads"]], met)
    return fewest
