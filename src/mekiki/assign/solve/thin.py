"""The best few pairs of every task: nearly always enough, and quick to tell when they are not."""

from __future__ import annotations

import numpy as np

from mekiki.assign.model.network import Network
from mekiki.assign.model.problem import Ints
from mekiki.assign.solve.flow import unmet

FEW = 32  # pairs of each task to begin with
WORTH = 500_000  # pairs above which thinning pays


def feasible_part(network: Network) -> Ints | None:
    """Arcs of the first block that suffice for a flow: the best few of every task and all with a lower bound.

    Doubled until a flow fits. `None` if there are few pairs, or if nearly all of them are needed.
    """
    few = FEW
    while len(network.pair) > WORTH:
        arcs = _best(network, few)
        if 2 * len(arcs) > len(network.pair):
            return None
        if unmet(network.with_pairs(arcs)) is None:
            return arcs
        few *= 2
    return None


def _best(network: Network, few: int) -> Ints:
    pairs = network.blocks["pairs"]
    kept = network.lower[pairs] > 0
    usable = np.flatnonzero(network.upper[pairs] > 0)  # arcs stand in the order of their tasks
    score = network.problem.score[network.pair[usable]]
    task = network.problem.pair_task[network.pair[usable]]
    ends = np.append(np.flatnonzero(np.diff(task)) + 1, len(task)).tolist()
    start = 0
    for end in ends:
        part = slice(start, end)
        best = np.argpartition(-score[part], few - 1)[:few] if end - start > few else np.arange(end - start)
        kept[usable[part][best]] = True
        start = end
    return np.flatnonzero(kept)
