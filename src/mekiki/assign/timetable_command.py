"""`mekiki timetable`: who meets whom and when, on files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from mekiki.assign.timetable import Timetable

INFEASIBLE = 3  # exit code: no timetable has the minimum meetings


def timetable(
    wishes: Annotated[Path, typer.Option(help="CSV firm,researcher,score; other pairs do not meet")],
    slots: Annotated[int, typer.Option(min=1, max=1000, help="how many slots the event has")],
    rooms: Annotated[int, typer.Option(min=1, max=100_000, help="how many meetings a slot holds")],
    out: Annotated[Path, typer.Option(help="CSV slot,room,firm,researcher,score to write")],
    absences: Annotated[Path | None, typer.Option(help="CSV role,name,slot; role: firm or researcher")] = None,
    minimum: Annotated[Path | None, typer.Option(help="CSV firm,minimum: fewest meetings")] = None,
    seed: Annotated[int, typer.Option(min=0, help="decides between equals")] = 0,
    time_limit: Annotated[float, typer.Option(min=0.1, help="seconds, needed with absences only")] = 60.0,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object on standard output")] = False,
) -> None:
    """Choose the meetings of an event and give them slots: the best total, or its gap.

    Exit code 2: an input that cannot be used, or no timetable found in time. Exit code 3: none exists.
    """
    # The solvers take half a second to load, so only this command loads them.
    from mekiki.assign.files.event import EventFiles, read_event, write_timetable
    from mekiki.assign.solve.infeasible import Infeasible
    from mekiki.assign.timetable import arrange

    event = read_event(EventFiles(wishes, absences, minimum), slots=slots, rooms=rooms)
    try:
        found = arrange(event, seed=seed, time_limit=time_limit)
    except Infeasible as error:
        if as_json:
            typer.echo(json.dumps(error.facts(), ensure_ascii=False))
        typer.echo(f"mekiki: {error}", err=True)
        raise typer.Exit(INFEASIBLE) from None
    write_timetable(out, found)
    if as_json:
        typer.echo(json.dumps(_facts(found), ensure_ascii=False, allow_nan=False))
    else:
        typer.echo(_sentence(found))


def _facts(found: Timetable) -> dict[str, object]:
    """One JSON object: status, method, total with its bound and gap, meetings of each firm and researcher."""
    event, proof = found.event, found.certificate
    firm, researcher = event.wish_firm[found.wishes].tolist(), event.wish_researcher[found.wishes].tolist()
    return {
        "status": "optimal" if found.proved else "searched to the end" if found.searched_to_the_end else "feasible",
        "method": found.method,
        "meetings": len(found.wishes),
        "total": float(proof.total),
        "bound": float(proof.bound),
        "gap": float(proof.gap),
        "firms": {name: firm.count(number) for number, name in enumerate(event.firms)},
        "researchers": {name: researcher.count(number) for number, name in enumerate(event.researchers)},
    }


def _sentence(found: Timetable) -> str:
    proof = found.certificate
    words = f"{len(found.wishes)} meetings, total {float(proof.total):.12g}, "
    if found.proved:
        return words + "proved best"
    if found.searched_to_the_end:
        return words + f"nothing better was found by searching to the end (bound {float(proof.bound):.12g})"
    return words + f"at most {float(proof.gap):.3g} below the best ({float(proof.gap / abs(proof.bound)):.3%})"
