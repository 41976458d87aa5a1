"""The command itself: run every check, print one line for each, fail if anything is broken."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from hashiwatashi.commands.doctor.examination import examine
from hashiwatashi.commands.doctor.findings import Finding, State

_COLOURS = {State.GOOD: typer.colors.GREEN, State.WARNING: typer.colors.YELLOW, State.BROKEN: typer.colors.RED}


def register(app: typer.Typer) -> None:
    """Add the command of this package."""
    app.command()(doctor)


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of lines.")] = False,
) -> None:
    """Say what is wrong with this installation and how to mend it; exit 1 if something is broken."""
    findings = []
    for finding in examine():
        findings.append(finding)
        if not as_json:
            _print(finding)
    fails = any(finding.state == State.BROKEN for finding in findings)
    if as_json:
        typer.echo(json.dumps({"ok": not fails, "findings": [_as_dict(f) for f in findings]}, ensure_ascii=False))
    raise typer.Exit(1 if fails else 0)


def _print(finding: Finding) -> None:
    label = typer.style(str(finding.state.label), fg=_COLOURS[finding.state], bold=True)
    typer.echo(f"[{label}] {finding.part}: {finding.seen}")
    if finding.mend:
        typer.echo(f"       → {finding.mend}")


def _as_dict(finding: Finding) -> dict[str, str]:
    return {
        "part": str(finding.part),
        "state": finding.state.value,
        "seen": str(finding.seen),
        "mend": str(finding.mend),
    }
