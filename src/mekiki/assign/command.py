"""`mekiki assign`: who takes what, on files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from mekiki.assign.model.aims import Aims, Objective

INFEASIBLE = 3  # exit code: no assignment keeps the bounds; the message proves it


def assign(  # noqa: PLR0913, PLR0917, one for each option of the command
    scores: Annotated[Path, typer.Option(help="CSV task,agent,score; a pair that is missing is a conflict")],
    demand: Annotated[Path, typer.Option(help="CSV task,demand")],
    capacity: Annotated[Path, typer.Option(help="CSV agent,capacity")],
    out: Annotated[Path, typer.Option(help="CSV task,agent,score to write")],
    objective: Annotated[Objective, typer.Option(help="total, or fairest: the worst task first")] = Objective.TOTAL,
    conflicts: Annotated[Path | None, typer.Option(help="CSV task,agent: pairs not to be used")] = None,
    minimum: Annotated[Path | None, typer.Option(help="CSV agent,minimum: fewest tasks")] = None,
    forced: Annotated[Path | None, typer.Option(help="CSV task,agent: pairs to be used")] = None,
    groups: Annotated[Path | None, typer.Option(help="CSV agent,group")] = None,
    quotas: Annotated[Path | None, typer.Option(help="CSV group,maximum[,minimum[,per_task]]")] = None,
    partial: Annotated[bool, typer.Option("--partial", help="fill as many places as possible")] = False,
    level: Annotated[bool, typer.Option("--level", help="level loads come before the total")] = False,
    seed: Annotated[int, typer.Option(min=0, help="decides between equals")] = 0,
    time_limit: Annotated[float, typer.Option(min=0.1, help="seconds, where the problem is hard")] = 60.0,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object on standard output")] = False,
) -> None:
    """Give every task its agents: the best total, or the worst-served task as well off as can be. Proved.

    Exit code 2: an input that cannot be used. Exit code 3: no assignment exists; the message is the proof.
    """
    # The solvers take half a second to load, so only this command loads them.
    from mekiki.assign.files.assignment import Files, read_problem, write_assignment
    from mekiki.assign.files.report import report, sentences
    from mekiki.assign.solve import solve
    from mekiki.assign.solve.infeasible import Infeasible

    files = Files(scores, demand, capacity, conflicts, minimum, forced, groups, quotas)
    aims = Aims(objective, partial=partial, level=level, seed=seed, time_limit=time_limit)
    try:
        found = solve(read_problem(files), aims)
    except Infeasible as error:
        if as_json:
            typer.echo(json.dumps(error.facts(), ensure_ascii=False))
        typer.echo(f"mekiki: {error}", err=True)
        raise typer.Exit(INFEASIBLE) from None
    write_assignment(out, found)
    if as_json:
        typer.echo(json.dumps(report(found), ensure_ascii=False, allow_nan=False))
    else:
        typer.echo("\n".join(sentences(found)))
