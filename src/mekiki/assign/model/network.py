"""An assignment problem as a circulation: a flow without beginning or end, between bounds on every arc.

root → intake → task (demand) → [task and group (at most so many)] → agent (a pair) → [group] → root (capacity).
Conflicts are missing arcs, minimum loads and forced pairs are lower bounds, so one kind of network holds all of it
(Ahuja, Magnanti and Orlin, Network Flows, 1993, ch. 6, 9).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from mekiki.assign.model.problem import Ints, Problem
from mekiki.errors import InputError

ROOT, INTAKE = 0, 1


@dataclass(frozen=True, eq=False)
class Network:
    """Arcs (all arrays of the same length) in blocks: pairs, demands, intake, shares, loads, quotas.

    `pair`: (pairs,) which pair of the problem each arc of the first block is. Order and numbers of the nodes follow
    the seed alone, not the order of the rows, so that ties are broken the same way every time.
    """

    problem: Problem
    nodes: int
    tail: Ints
    head: Ints
    lower: Ints
    upper: Ints
    pair: Ints
    blocks: dict[str, slice]
    group_of_share: Ints  # (shares,) the group of each (task, group) node

    def bounded(self, lower: Ints, upper: Ints) -> Network:
        """The same arcs between other bounds."""
        return replace(self, lower=lower, upper=upper)

    def with_pairs(self, arcs: Ints) -> Network:
        """With some of the arcs of the first block only, in their order; all other arcs stay."""
        rest = slice(self.blocks["pairs"].stop, None)
        gone = len(self.pair) - len(arcs)
        tail, head, lower, upper = (
            np.concatenate([column[arcs], column[rest]]) for column in (self.tail, self.head, self.lower, self.upper)
        )
        blocks = {name: slice(part.start - gone, part.stop - gone) for name, part in self.blocks.items()}
        blocks["pairs"] = slice(0, len(arcs))
        return replace(self, tail=tail, head=head, lower=lower, upper=upper, pair=self.pair[arcs], blocks=blocks)


def build(problem: Problem, seed: int, *, partial: bool = False) -> Network:
    """The network of a problem; with `partial` demands are upper bounds only. A pair twice raises `InputError`."""
    tasks, agents = len(problem.tasks), len(problem.agents)
    shuffle = np.random.default_rng(seed)
    task_place = _ranks(problem.tasks, shuffle)
    agent_place = _ranks(problem.agents, shuffle)
    pair = _in_order(problem, task_place, agent_place)
    task_node, agent_node = task_place + 2, agent_place + 2 + tasks
    tail, head = task_node[problem.pair_task[pair]], agent_node[problem.pair_agent[pair]]
    nodes = 2 + tasks + agents
    forced = problem.forced[pair].astype(np.int64)
    ones = np.ones(len(pair), np.int64)
    needed = np.zeros_like(problem.demand) if partial else problem.demand
    into = np.full(tasks, INTAKE)
    parts: list[tuple[str, Ints, Ints, Ints, Ints]] = [
        ("pairs", tail, head, forced, ones),
        ("demands", into, task_node, needed, problem.demand),
        (
            "intake",
            np.array([ROOT]),
            np.array([INTAKE]),
            np.zeros(1, np.int64),
            problem.demand.sum(keepdims=True) + 1,
        ),  # never tight
    ]
    to = np.full(agents, ROOT)
    owner = np.zeros(0, np.int64)
    groups = problem.groups
    if groups is not None:
        group_node = nodes + np.arange(len(groups.names))
        nodes += len(groups.names)
        to = np.where(groups.of >= 0, group_node[groups.of], ROOT) if len(groups.names) else to
        of_pair = groups.of[problem.pair_agent[pair]]
        limited = (of_pair >= 0) & (groups.per_task[of_pair] < agents) if len(groups.names) else of_pair >= 0
        key, place = np.unique(
            problem.pair_task[pair][limited] * len(groups.names) + of_pair[limited], return_inverse=True
        )
        share_task, owner = np.divmod(key, max(1, len(groups.names)))
        share_node = nodes + np.arange(len(key))
        nodes += len(key)
        tail[limited] = share_node[place]
        parts.append(("shares", task_node[share_task], share_node, np.zeros_like(owner), groups.per_task[owner]))
        parts.append(("quotas", group_node, np.full(len(group_node), ROOT), groups.minimum, groups.maximum))
    parts.append(("loads", agent_node, to, problem.minimum, problem.capacity))
    return _joined(problem, nodes, pair, parts, owner)


def _joined(
    problem: Problem, nodes: int, pair: Ints, parts: list[tuple[str, Ints, Ints, Ints, Ints]], owner: Ints
) -> Network:
    blocks, start = {}, 0
    for name, tail, *_ in parts:
        blocks[name] = slice(start, start + len(tail))
        start += len(tail)
    tail, head, lower, upper = (np.concatenate([part[place] for part in parts]) for place in range(1, 5))
    return Network(problem, nodes, tail, head, lower, upper, pair, blocks, owner)


def _ranks(names: tuple[str, ...], shuffle: np.random.Generator) -> Ints:
    """For each name its place in the shuffled alphabetical order."""
    order = np.array(sorted(range(len(names)), key=names.__getitem__), dtype=np.int64)
    ranks = np.empty(len(names), np.int64)
    ranks[order] = shuffle.permutation(len(names))
    return ranks


def _in_order(problem: Problem, task_place: Ints, agent_place: Ints) -> Ints:
    """The pairs by the places of their tasks, then of their agents."""
    key = task_place[problem.pair_task] * len(problem.agents) + agent_place[problem.pair_agent]
    room = len(problem.tasks) * len(problem.agents)
    if room > 4 * len(key):
        order: Ints = np.argsort(key, kind="stable")
    else:  # nearly every pair: to lay them out is quicker than to sort them
        placed = np.full(room, -1, np.int64)
        placed[key] = np.arange(len(key))
        order = placed[placed >= 0]
    if len(order) < len(key) or (np.diff(key[order]) == 0).any():
        raise InputError("a pair of task and agent stands twice")
    return order
