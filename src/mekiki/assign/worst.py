"""The worst pair as good as can be: the bottleneck assignment, by flows between ever closer thresholds."""

from __future__ import annotations

import numpy as np

from mekiki.assign.flow import feasible
from mekiki.assign.infeasible import Infeasible, check
from mekiki.assign.network import Network


def raised(network: Network) -> tuple[Network, float, str]:
    """The network without the pairs below the highest feasible threshold, that threshold, and why it is no higher.

    The threshold is a score of the problem. Exact: the next higher score has no flow. From above in doubling steps,
    then halving (Garfinkel 1971; thresholds with few pairs are quick to try). `network` must be feasible.
    """
    scores = np.unique(network.problem.score[network.pair])[::-1].tolist()
    low, step, high = 0, 1, len(scores) - 1  # scores before `low` are too high, the one at `high` is not
    while low + step - 1 < high and not feasible(network.at_least(scores[low + step - 1])):
        low, step = low + step, step * 2
    high = min(low + step - 1, high)
    while low < high:
        middle = (low + high) // 2
        if feasible(network.at_least(scores[middle])):
            high = middle
        else:
            low = middle + 1
    reason = _reason(network, scores[low - 1]) if low else ""
    return network.at_least(scores[low]), scores[low], reason


def _reason(network: Network, score: float) -> str:
    problem, better = network.problem, network.at_least(score)
    for arc in np.flatnonzero(better.lower > better.upper)[:1]:
        pair = network.pair[arc]
        names = problem.tasks[problem.pair_task[pair]], problem.agents[problem.pair_agent[pair]]
        return f"the forced pair {names[0]}, {names[1]} scores only {problem.score[pair]:.12g}"
    try:
        check(better)
    except Infeasible as error:
        return f"with scores of {score:.12g} and more {error}"
    raise AssertionError("a threshold that was infeasible is feasible")
