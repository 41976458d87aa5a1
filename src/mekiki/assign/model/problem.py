"""What is asked: tasks, agents, the pairs that may meet, and the bounds to keep."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mekiki.errors import InputError

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]
LIMIT = 2**31 - 1  # the largest demand, capacity, minimum or quota


@dataclass(frozen=True, eq=False)
class Groups:
    """Agents in groups with quotas. An agent belongs to one group at most, so all of it stays exact.

    `of`: (agents,) the group's number, -1 for none. `minimum`, `maximum`: (groups,) places the group takes in all.
    `per_task`: (groups,) how many of the group one task may get at most.
    """

    names: tuple[str, ...]
    of: Ints
    minimum: Ints
    maximum: Ints
    per_task: Ints


@dataclass(frozen=True, eq=False)
class Problem:
    """Tasks, agents and the pairs that may meet; a pair that is not listed is a conflict.

    `pair_task`, `pair_agent`: (pairs,) numbers into `tasks` and `agents`. `score`: (pairs,) finite, higher is better.
    `demand`: (tasks,) how many different agents a task needs. `capacity`, `minimum`: (agents,) most and fewest
    tasks an agent takes. `forced`: (pairs,) pairs that must be used. Raises `InputError` for what contradicts itself.
    """

    tasks: tuple[str, ...]
    agents: tuple[str, ...]
    pair_task: Ints
    pair_agent: Ints
    score: Floats
    demand: Ints
    capacity: Ints
    minimum: Ints
    forced: Marks
    groups: Groups | None = None

    def __post_init__(self) -> None:
        shapes = {len(self.pair_task), len(self.pair_agent), len(self.score), len(self.forced)}
        if len(shapes) != 1 or len(self.demand) != len(self.tasks):
            raise InputError("the pairs' columns, or the tasks and their demands, differ in length")
        if not len(self.agents) == len(self.capacity) == len(self.minimum):
            raise InputError("the agents, their capacities and their minimums differ in length")
        if len(set(self.tasks)) != len(self.tasks) or len(set(self.agents)) != len(self.agents):
            raise InputError("a task or an agent is named twice")
        if not np.isfinite(self.score).all():
            raise InputError("a score is not a finite number")
        for bound in (self.demand, self.capacity, self.minimum):
            if len(bound) and not 0 <= int(bound.min()) <= int(bound.max()) <= LIMIT:
                raise InputError(f"demands, capacities and minimums lie between 0 and {LIMIT}")
        for agent in np.flatnonzero(self.minimum > self.capacity)[:1]:
            raise InputError(
                f"{self.agents[agent]} must take {self.minimum[agent]} tasks but has {self.capacity[agent]} places"
            )
        if len(self.pair_task) and (min(self.pair_task.min(), self.pair_agent.min()) < 0 or self._beyond()):
            raise InputError("a pair names a task or an agent that is not there")

    def _beyond(self) -> bool:
        return bool(self.pair_task.max() >= len(self.tasks) or self.pair_agent.max() >= len(self.agents))
