"""The table of scores, task,agent,score: millions of rows, read in blocks of columns."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from mekiki.assign.files.tables import LARGEST_SCORE, table
from mekiki.assign.model.problem import Floats, Ints
from mekiki.errors import InputError

HEADER = ("task", "agent", "score")
BLOCK = 2_000  # small blocks stay in the cache and out of the garbage collector's old generation


def read_scores(path: Path, tasks: dict[str, int], agents: dict[str, int]) -> tuple[Ints, Ints, Floats]:
    """Numbers of tasks and agents, and scores, (rows,) each.

    Raises `InputError` naming file, line and reason: unknown task or agent, no finite number, a pair given twice.
    """
    blocks: list[tuple[Ints, Ints, Floats]] = []
    with table(path, HEADER) as rows:
        try:
            for task, agent, score in rows.columns(BLOCK):
                blocks.append(
                    (
                        np.fromiter(map(tasks.__getitem__, task), np.int64, len(task)),
                        np.fromiter(map(agents.__getitem__, agent), np.int64, len(task)),
                        np.fromiter(map(float, score), np.float64, len(task)),
                    )
                )
        except (KeyError, ValueError, InputError):
            raise _refusal(path, tasks, agents) from None
    if not blocks:
        raise InputError(f"{path}: no score in it")
    task_number, agent_number, scores = (np.concatenate([block[part] for block in blocks]) for part in range(3))
    met = np.zeros(len(tasks) * len(agents), bool)
    met[task_number * len(agents) + agent_number] = True
    if not (np.abs(scores) <= LARGEST_SCORE).all() or int(met.sum()) != len(scores):  # not a number is not below
        raise _refusal(path, tasks, agents)
    return task_number, agent_number, scores


def _refusal(path: Path, tasks: dict[str, int], agents: dict[str, int]) -> InputError:
    """Read once more, row by row, for the line to blame."""
    met: set[tuple[int, int]] = set()
    with table(path, HEADER) as rows:
        for task, agent, score in rows.rows():
            pair = rows.known(task, "task", tasks), rows.known(agent, "agent", agents)
            rows.score(score)
            if pair in met:
                return rows.refusal(f"the pair {task}, {agent} stood before")
            met.add(pair)
    return InputError(f"{path}: it changed while being read")
