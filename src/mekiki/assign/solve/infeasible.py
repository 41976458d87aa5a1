"""Why nothing fits: the cut that proves it, in words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mekiki.assign.model.network import ROOT, Network
from mekiki.assign.model.problem import Ints, Marks
from mekiki.assign.solve.flow import unmet
from mekiki.assign.solve.thin import feasible_part
from mekiki.errors import MekikiError

NAMED = 5  # names shown before "and so many more"


class Infeasible(MekikiError):
    """No assignment keeps all bounds. `need` is more than `room`: that is the proof.

    `tasks`, `agents`, `groups`: whom the proof is about. `need`: places they must have or fill at least.
    `room`: the most there is for that.
    """

    def __init__(
        self,
        message: str,
        *,
        need: int,
        room: int,
        tasks: Sequence[str],
        agents: Sequence[str],
        groups: Sequence[str],
    ) -> None:
        super().__init__(message)
        self.need, self.room = need, room
        self.tasks, self.agents, self.groups = tuple(tasks), tuple(agents), tuple(groups)

    def facts(self) -> dict[str, object]:
        """The proof as plain values."""
        return {
            "status": "infeasible",
            "message": str(self),
            "need": self.need,
            "room": self.room,
            "tasks": list(self.tasks),
            "agents": list(self.agents),
            "groups": list(self.groups),
        }


def check(network: Network) -> None:
    """Raise `Infeasible` with its proof if no flow keeps the bounds of the network."""
    if feasible_part(network) is not None:
        return
    side = unmet(network)
    if side is not None:
        raise _explained(network, _smallest(network, side))


def _explained(network: Network, side: Marks) -> Infeasible:
    """`side`: nodes into which more must flow than can flow out."""
    into = ~side[network.tail] & side[network.head]
    out = side[network.tail] & ~side[network.head]
    must = [_must(network, name, part, into) for name, part in network.blocks.items()]
    can = [_can(network, name, part, out) for name, part in network.blocks.items()]
    need, room = int(network.lower[into].sum()), int(network.upper[out].sum())
    musts, cans = [words for words in must if words], [words for words in can if words]
    message = f"no assignment exists: {' and '.join(musts)}, but {' and '.join(cans) or 'there is nothing for it'}"
    if len(musts) > 1 or len(cans) > 1:
        message += f": {need} needed, {room} possible"
    about = (into & (network.lower > 0)) | out
    about[network.blocks["pairs"]] &= network.upper[network.blocks["pairs"]] > 0
    ends = np.concatenate([network.tail[about], network.head[about]])
    names = _names(network)
    tasks, agents, groups = (
        sorted({names[kind][end] for end in ends.tolist() if end in names[kind]}) for kind in names
    )
    return Infeasible(message, need=need, room=room, tasks=tasks, agents=agents, groups=groups)


def _must(network: Network, name: str, part: slice, into: Marks) -> str:
    arcs = np.flatnonzero(into[part] & (network.lower[part] > 0)) + part.start
    if not len(arcs):
        return ""
    sum_, names = int(network.lower[arcs].sum()), _names(network)
    if name == "demands":
        return f"{_some('task', network.head[arcs], names['task'])} need{_s(arcs)} {_count(sum_, 'place')}"
    if name == "loads":
        return f"{_some('agent', network.tail[arcs], names['agent'])} must take at least {sum_}"
    if name == "quotas":
        return f"{_some('group', network.tail[arcs], names['group'])} must take at least {sum_}"
    if name == "intake":
        return f"{_count(sum_, 'place')} in all must be filled"
    return f"{_count(len(arcs), 'forced pair')} must be used"


def _can(network: Network, name: str, part: slice, out: Marks) -> str:
    arcs = np.flatnonzero(out[part]) + part.start
    sum_, names = int(network.upper[arcs].sum()), _names(network)
    if not len(arcs) or (name == "pairs" and not sum_):
        return ""
    if name == "demands":
        return f"the {_some('task', network.head[arcs], names['task'])} they may take need{_s(arcs)} only {sum_}"
    if name == "loads":
        agents = _some("agent", network.tail[arcs], names["agent"])
        return f"the {agents} they may go to {'has' if len(arcs) == 1 else 'have'} only {_count(sum_, 'place')}"
    if name == "quotas":
        return f"{_some('group', network.tail[arcs], names['group'])} may take only {sum_}"
    places = _count(sum_, "place")
    return {
        "intake": f"{places} in all may be filled",
        "shares": f"the limits per task and group leave {places}",
        "pairs": f"{_count(sum_, 'pair')} of them with others may be used",
    }[name]


def _names(network: Network) -> dict[str, dict[int, str]]:
    problem, blocks = network.problem, network.blocks
    groups = problem.groups.names if problem.groups else ()
    quotas = network.tail[blocks["quotas"]] if groups else np.zeros(0, np.int64)
    return {
        "task": dict(zip(network.head[blocks["demands"]].tolist(), problem.tasks, strict=True)),
        "agent": dict(zip(network.tail[blocks["loads"]].tolist(), problem.agents, strict=True)),
        "group": dict(zip(quotas.tolist(), groups, strict=True)),
    }


def _some(kind: str, nodes: Ints, names: dict[int, str]) -> str:
    """ "3 agents (a, b, c)", with at most `NAMED` names."""
    known = sorted(names[node] for node in nodes.tolist())
    more = f" and {len(known) - NAMED} more" if len(known) > NAMED else ""
    return f"{_count(len(known), kind)} ({', '.join(known[:NAMED])}{more})"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _s(arcs: Ints) -> str:
    return "s" if len(arcs) == 1 else ""


def _smallest(network: Network, side: Marks) -> Marks:
    """The smallest connected part of a cut that is a proof by itself.

    The parts of the side without the root share no arc, so the shortage is the sum of theirs and one has one.
    """
    rest = side if not side[ROOT] else ~side
    label = np.where(rest, np.arange(network.nodes), -1)
    inside = rest[network.tail] & rest[network.head] & (network.upper > 0)
    tail, head = network.tail[inside], network.head[inside]
    while True:
        before = label.copy()
        np.minimum.at(label, head, label[tail])
        np.minimum.at(label, tail, label[head])
        if np.array_equal(before, label):
            break
    best, size = side, network.nodes + 1
    for part in np.unique(label[rest]).tolist():
        member = label == part
        cut = member if not side[ROOT] else ~member
        into = ~cut[network.tail] & cut[network.head]
        out = cut[network.tail] & ~cut[network.head]
        short = int(network.lower[into].sum()) > int(network.upper[out].sum())
        if short and int(member.sum()) < size:
            best, size = cut, int(member.sum())
    return best
