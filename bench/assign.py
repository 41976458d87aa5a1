"""Who takes what at full size: time, memory and gap of mekiki, beside scipy and HiGHS on the same problem.

.venv/bin/python bench/assign.py [--only NAME …]    (names: sparse dense timetable)
Every row runs in a process of its own, one after another.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import highspy
import numpy as np

from mekiki.assign.files.assignment import Files, read_problem, write_assignment
from mekiki.assign.model.aims import Aims, Objective
from mekiki.assign.model.problem import Problem
from mekiki.assign.solve import solve
from mekiki.assign.timetable import arrange
from mekiki.assign.timetable.event import Event

TASKS, AGENTS, CAPACITY = 5_000, 1_000, 6
FIRMS, RESEARCHERS, SLOTS, ROOMS = 200, 150, 24, 60
Row = tuple[str, float, float, str]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", choices=("sparse", "dense", "timetable"), default=())
    parser.add_argument("--row", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.row:
        name, size = options.row.split("/")
        label, seconds, total, note = ROWS[name, size]()
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"| {size} | {label} | {seconds:.2f} | {memory:,.0f} | {total:.6f} | {note} |")
        return 0
    print("| problem | who | s | MB | total | proof |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name, size in ROWS:
        if not options.only or size.split()[0] in options.only:
            subprocess.run([sys.executable, __file__, "--row", f"{name}/{size}"], check=True)
    return 0


def _problem(candidates: int) -> Problem:
    """Random scores; every task has the same number of candidates."""
    random = np.random.default_rng(20)
    agent = np.concatenate([random.choice(AGENTS, candidates, replace=False) for _ in range(TASKS)])
    return Problem(
        tuple(f"t{number}" for number in range(TASKS)),
        tuple(f"a{number}" for number in range(AGENTS)),
        np.repeat(np.arange(TASKS), candidates),
        agent,
        random.random(len(agent)),
        np.ones(TASKS, np.int64),
        np.full(AGENTS, CAPACITY),
        np.zeros(AGENTS, np.int64),
        np.zeros(len(agent), bool),
    )


def _solved(candidates: int, aims: Aims, label: str) -> Row:
    asked = _problem(candidates)
    start = time.perf_counter()
    found = solve(asked, aims)
    seconds = time.perf_counter() - start
    worst = f", worst {found.worst.score:.6f} (bound {found.worst.bound:.6f})" if found.worst else ""
    return label, seconds, float(found.certificate.total), f"gap {float(found.certificate.gap):g}{worst}"


def _command(candidates: int) -> Row:
    """Reading, solving and writing files."""
    asked = _problem(candidates)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        rows = zip(asked.pair_task.tolist(), asked.pair_agent.tolist(), asked.score.tolist(), strict=True)
        with (folder / "scores.csv").open("w") as file:
            file.write("task,agent,score\n")
            file.writelines(f"t{task},a{agent},{score!r}\n" for task, agent, score in rows)
        (folder / "demand.csv").write_text("task,demand\n" + "".join(f"{name},1\n" for name in asked.tasks))
        (folder / "capacity.csv").write_text("agent,capacity\n" + "".join(f"{name},6\n" for name in asked.agents))
        del asked, rows
        start = time.perf_counter()
        files = Files(folder / "scores.csv", folder / "demand.csv", folder / "capacity.csv")
        found = solve(read_problem(files))
        write_assignment(folder / "out.csv", found)
        seconds = time.perf_counter() - start
    return "mekiki total, from file to file", seconds, float(found.certificate.total), "gap 0"


def _scipy(candidates: int) -> Row:
    """scipy's linear_sum_assignment on a matrix with a column for every place."""
    from scipy.optimize import linear_sum_assignment  # a peer, not a dependency

    asked = _problem(candidates)
    start = time.perf_counter()
    matrix = np.full((TASKS, AGENTS), -1e6)
    matrix[asked.pair_task, asked.pair_agent] = asked.score
    wide = np.repeat(matrix, CAPACITY, axis=1)
    task, place = linear_sum_assignment(wide, maximize=True)
    seconds = time.perf_counter() - start
    return "scipy linear_sum_assignment", seconds, float(wide[task, place].sum()), "none given"


def _highs(candidates: int) -> Row:
    """HiGHS on the linear programme, which is integral."""
    asked = _problem(candidates)
    pairs = len(asked.score)
    start = time.perf_counter()
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = pairs, TASKS + AGENTS
    model.col_cost_, model.col_lower_, model.col_upper_ = -asked.score, np.zeros(pairs), np.ones(pairs)
    model.row_lower_ = np.concatenate([np.ones(TASKS), np.zeros(AGENTS)])
    model.row_upper_ = np.concatenate([np.ones(TASKS), np.full(AGENTS, float(CAPACITY))])
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.arange(pairs + 1) * 2
    model.a_matrix_.index_ = np.stack([asked.pair_task, TASKS + asked.pair_agent], axis=1).ravel()
    model.a_matrix_.value_ = np.ones(2 * pairs)
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("time_limit", 300.0)
    solver.passModel(model)
    solver.run()
    status = solver.modelStatusToString(solver.getModelStatus())
    return "HiGHS LP", time.perf_counter() - start, -solver.getInfo().objective_function_value, f"{status}, to 1e-7"


def _timetable(absent: float, *, rooms: int = ROOMS, least: int = 3) -> Row:
    """30 wishes a firm, some researchers far more wanted than others, a minimum for every firm."""
    random = np.random.default_rng(5)
    wanted = random.random(RESEARCHERS) ** 2 + 0.05
    wishes = 30
    chosen = [random.choice(RESEARCHERS, wishes, replace=False, p=wanted / wanted.sum()) for _ in range(FIRMS)]
    event = Event(
        tuple(f"f{number}" for number in range(FIRMS)),
        tuple(f"r{number}" for number in range(RESEARCHERS)),
        np.repeat(np.arange(FIRMS), wishes),
        np.concatenate(chosen),
        np.round(random.random(FIRMS * wishes), 3),
        random.random((FIRMS, SLOTS)) >= absent,
        random.random((RESEARCHERS, SLOTS)) >= absent,
        rooms,
        np.full(FIRMS, least),
    )
    start = time.perf_counter()
    found = arrange(event, time_limit=55)
    seconds, proof = time.perf_counter() - start, found.certificate
    share = float(proof.gap / proof.bound)
    return f"mekiki, {found.method}", seconds, float(proof.total), f"gap {float(proof.gap):g} ({share:.3%})"


SPARSE, DENSE = f"sparse {TASKS:,} × {AGENTS:,}, 50 each", f"dense {TASKS:,} × {AGENTS:,}"
EVENT = f"timetable {FIRMS} × {RESEARCHERS} × {SLOTS} × {ROOMS}"
FAIREST, LEVEL = Aims(Objective.FAIREST), Aims(Objective.FAIREST, level=True)
ROWS: dict[tuple[str, str], Callable[[], Row]] = {
    ("total", SPARSE): lambda: _solved(50, Aims(), "mekiki total"),
    ("fairest", SPARSE): lambda: _solved(50, FAIREST, "mekiki fairest"),
    ("level", SPARSE): lambda: _solved(50, LEVEL, "mekiki fairest, level"),
    ("files", SPARSE): lambda: _command(50),
    ("highs", SPARSE): lambda: _highs(50),
    ("scipy", SPARSE): lambda: _scipy(50),
    ("total", DENSE): lambda: _solved(AGENTS, Aims(), "mekiki total"),
    ("fairest", DENSE): lambda: _solved(AGENTS, FAIREST, "mekiki fairest"),
    ("level", DENSE): lambda: _solved(AGENTS, LEVEL, "mekiki fairest, level"),
    ("files", DENSE): lambda: _command(AGENTS),
    ("scipy", DENSE): lambda: _scipy(AGENTS),
    ("all there", EVENT + ", nobody absent"): lambda: _timetable(0.0),
    ("15 %", EVENT + ", 15 % absent"): lambda: _timetable(0.15),
    ("30 %", EVENT + ", 30 % absent"): lambda: _timetable(0.3),
    ("tight", EVENT.replace("60", "120") + ", 30 % absent, at least 4"): lambda: _timetable(0.3, rooms=120, least=4),
}

if __name__ == "__main__":
    sys.exit(main())
