"""The files of an assignment, in and out."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import numpy as np

from mekiki.assign.files.scores import read_scores
from mekiki.assign.files.tables import counts, table
from mekiki.assign.model.problem import LIMIT, Groups, Ints, Marks, Problem
from mekiki.assign.solve import Assignment
from mekiki.errors import InputError
from mekiki.lines import write_whole


@dataclass(frozen=True)
class Files:
    """Where the parts of a problem lie; CSV with a line of headers, UTF-8 with or without byte order mark.

    `scores`: task,agent,score. `demand`: task,demand. `capacity`: agent,capacity. `conflicts` and `forced`:
    task,agent. `minimum`: agent,minimum. `groups`: agent,group. `quotas`: group,maximum[,minimum[,per_task]].
    """

    scores: Path
    demand: Path
    capacity: Path
    conflicts: Path | None = None
    minimum: Path | None = None
    forced: Path | None = None
    groups: Path | None = None
    quotas: Path | None = None


def read_problem(files: Files) -> Problem:
    """The problem that the files describe; raises `InputError` for a line that cannot be used."""
    demand, capacity = counts(files.demand, "task", "demand"), counts(files.capacity, "agent", "capacity")
    tasks = {name: number for number, name in enumerate(demand)}
    agents = {name: number for number, name in enumerate(capacity)}
    task, agent, score = read_scores(files.scores, tasks, agents)
    key = task * len(agents) + agent
    usable: Marks = np.ones(len(key), bool)
    if files.conflicts is not None:
        usable = ~np.isin(key, list(_pairs(files.conflicts, tasks, agents)))
    return Problem(
        tuple(tasks),
        tuple(agents),
        task[usable],
        agent[usable],
        score[usable],
        np.array(list(demand.values()), dtype=np.int64),
        np.array(list(capacity.values()), dtype=np.int64),
        _minimum(files.minimum, agents, capacity),
        _forced(files.forced, tasks, agents, key[usable]),
        _groups(files, agents),
    )


def write_assignment(path: Path, found: Assignment) -> None:
    """Write task,agent,score in one step, by task, then agent; every score as the shortest text of its double."""
    asked = found.problem
    used = zip(asked.pair_task[found.pairs].tolist(), asked.pair_agent[found.pairs].tolist(), strict=True)
    scores = asked.score[found.pairs].tolist()
    rows = [
        (asked.tasks[task], asked.agents[agent], score) for (task, agent), score in zip(used, scores, strict=True)
    ]
    write_csv(path, ("task", "agent", "score"), rows)


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV file in one step, UTF-8; raises `InputError` when the place cannot be written."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    try:
        write_whole(path, [text.getvalue()])
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error


def _pairs(path: Path, tasks: dict[str, int], agents: dict[str, int]) -> dict[int, int]:
    """Keys of pairs → line; a file without a pair is fine, a pair twice is not."""
    found: dict[int, int] = {}
    with table(path, ("task", "agent")) as rows:
        for task, agent in rows.rows():
            key = rows.known(task, "task", tasks) * len(agents) + rows.known(agent, "agent", agents)
            if key in found:
                raise rows.refusal(f"the pair {task}, {agent} stood before")
            found[key] = rows.line
    return found


def _forced(path: Path | None, tasks: dict[str, int], agents: dict[str, int], key: Ints) -> Marks:
    if path is None:
        return np.zeros(len(key), bool)
    pairs = _pairs(path, tasks, agents)
    for missing in sorted(set(pairs) - set(key[np.isin(key, list(pairs))].tolist()), key=pairs.__getitem__):
        task, agent = list(tasks)[missing // len(agents)], list(agents)[missing % len(agents)]
        raise InputError(f"{path}, line {pairs[missing]}: the pair {task}, {agent} is a conflict or has no score")
    return np.isin(key, list(pairs))


def _minimum(path: Path | None, agents: dict[str, int], capacity: dict[str, int]) -> Ints:
    least = np.zeros(len(agents), np.int64)
    seen: set[str] = set()
    if path is not None:
        with table(path, ("agent", "minimum")) as rows:
            for agent, cell in rows.rows():
                least[rows.known(agent, "agent", agents)] = rows.count(cell, "minimum")
                if agent in seen:
                    raise rows.refusal(f"the agent {agent!r} stood before")
                if int(cell) > capacity[agent]:
                    raise rows.refusal(f"the minimum {int(cell)} is above the capacity {capacity[agent]}")
                seen.add(agent)
    return least


def _groups(files: Files, agents: dict[str, int]) -> Groups | None:
    if files.groups is None and files.quotas is None:
        return None
    if files.groups is None or files.quotas is None:
        raise InputError("groups and quotas are given together or not at all")
    names: dict[str, int] = {}
    bounds: list[tuple[int, int, int]] = []
    with table(files.quotas, ("group", "maximum"), ("minimum", "per_task")) as rows:
        for name, maximum, *more in rows.rows():
            if rows.name(name, "group") in names:
                raise rows.refusal(f"the group {name!r} stood before")
            names[name] = len(names)
            least = rows.count(more[0], "minimum") if more else 0
            most = rows.count(maximum, "maximum")
            if least > most:
                raise rows.refusal(f"the minimum {least} is above the maximum {most}")
            bounds.append((least, most, rows.count(more[1], "per_task") if len(more) > 1 else LIMIT))
    of = np.full(len(agents), -1, np.int64)
    with table(files.groups, ("agent", "group")) as rows:
        for agent, group in rows.rows():
            number = rows.known(agent, "agent", agents)
            if of[number] >= 0:
                raise rows.refusal(f"the agent {agent!r} is in a group already; one each keeps the answer exact")
            of[number] = rows.known(group, "group", names)
    least_, most_, each = (np.array([bound[part] for bound in bounds], dtype=np.int64) for part in range(3))
    return Groups(tuple(names), of, least_, most_, each)
