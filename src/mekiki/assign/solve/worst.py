"""The worst pair as good as can be: the bottleneck assignment, by flows between ever closer thresholds."""

from __future__ import annotations

import numpy as np

from mekiki.assign.model.network import Network
from mekiki.assign.solve.flow import unmet
from mekiki.assign.solve.infeasible import Infeasible, check


def raised(network: Network) -> tuple[Network, float, str]:
    """The network without the pairs below the highest feasible threshold, that threshold, and why it is no higher.

    The threshold is a score of the problem. Exact: the next higher score has no flow. From above in doubling steps,
    then halving (Garfinkel 1971; thresholds with few pairs are quick to try). `network` must be feasible.
    """
    steps = _Thresholds(network)
    low, step, high = 0, 1, len(steps.scores) - 1  # thresholds before `low` are too high, the one at `high` is not
    while low + step - 1 < high and unmet(steps.at(low + step - 1)) is not None:
        low, step = low + step, step * 2
    high = min(low + step - 1, high)
    while low < high:
        middle = (low + high) // 2
        if unmet(steps.at(middle)) is None:
            high = middle
        else:
            low = middle + 1
    return steps.at(low), steps.scores[low], steps.why_not_above(low)


class _Thresholds:
    """The different scores from above, from the lowest forced pair down, and the pairs that reach each."""

    def __init__(self, network: Network) -> None:
        score = network.problem.score[network.pair]
        self._network = network
        self._arcs = np.argsort(-score, kind="stable")
        ranked = score[self._arcs]
        ends = np.append(np.flatnonzero(np.diff(ranked)) + 1, len(ranked))
        forced = np.flatnonzero(network.lower[network.blocks["pairs"]] > 0)
        self._held_by = forced[np.argmin(score[forced])] if len(forced) else None
        first = int((ranked[ends - 1] > score[self._held_by]).sum()) if len(forced) else 0
        self._ends = ends[first:]
        self.scores: list[float] = ranked[self._ends - 1].tolist()

    def at(self, number: int) -> Network:
        """The network at a threshold."""
        return self._network.with_pairs(np.sort(self._arcs[: self._ends[number]]))

    def why_not_above(self, number: int) -> str:
        """The proof that a threshold is the highest; nothing when it is the best score there is."""
        if number:
            try:
                check(self.at(number - 1))
            except Infeasible as error:
                return f"with scores of {self.scores[number - 1]:.12g} and more {error}"
            raise AssertionError("a threshold that was infeasible is feasible")
        if self._held_by is None:
            return ""
        problem, pair = self._network.problem, self._network.pair[self._held_by]
        task, agent = problem.tasks[problem.pair_task[pair]], problem.agents[problem.pair_agent[pair]]
        return f"the forced pair {task}, {agent} scores only {problem.score[pair]:.12g}"
