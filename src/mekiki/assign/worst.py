"""The worst pair as good as can be: the bottleneck assignment, by flows between ever closer thresholds."""

from __future__ import annotations

import numpy as np

from mekiki.assign.flow import feasible
from mekiki.assign.network import Network


def raised(network: Network) -> tuple[Network, float]:
    """The network without the pairs below the highest threshold that is still feasible, and that threshold.

    The threshold is a score of the problem. Exact: the next higher score has no flow. From above in doubling steps,
    then halving (Garfinkel 1971; thresholds with few pairs are quick to try). `network` must be feasible.
    """
    scores = np.unique(network.problem.score[network.pair])[::-1]
    low, step = 0, 1  # scores before `low` are known to be too high
    high = len(scores) - 1
    while low + step - 1 < high and not feasible(network.at_least(float(scores[low + step - 1]))):
        low, step = low + step, step * 2
    high = min(low + step - 1, high)
    while low < high:
        middle = (low + high) // 2
        if feasible(network.at_least(float(scores[middle]))):
            high = middle
        else:
            low = middle + 1
    return network.at_least(float(scores[low])), float(scores[low])
