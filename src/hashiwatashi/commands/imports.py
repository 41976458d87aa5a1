"""`hashi import`: a file into a table, wholly or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.exchange.actions import Outcome, run_import
from hashiwatashi.exchange.mapping import read_mapping

# More lines than this help nobody on a terminal; the file of rejected rows has them all.
_SHOWN = 10


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("import")(import_file)


def import_file(
    table: Annotated[
        str,
        typer.Argument(help="equipment, seeds, themes, calls, organisations, municipalities or industries"),
    ],
    file: Annotated[Path, typer.Argument(help="CSV, Excel or, for industries, JSON")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; write nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="End with one line of counts.")] = False,
    mapping: Annotated[
        Path | None, typer.Option(help="JSON or CSV file: column of the file, field of the table.")
    ] = None,
    encoding: Annotated[str, typer.Option(help="Only where it cannot be told from the file.")] = "",
    rejects: Annotated[
        Path | None, typer.Option(help="Where rejected rows go, to be mended and imported again.")
    ] = None,
) -> None:
    """Import a file. A second import of the same file changes nothing; rejected rows go to a file of their own."""
    rejects_path = rejects or Path(f"{file.stem}.rejected.csv")
    with _bar(file.name) as tell:
        outcome = run_import(
            table,
            file,
            by=SystemActor("hashi import"),
            dry_run=dry_run,
            mapping=read_mapping(mapping) if mapping else None,
            encoding=encoding,
            rejects_path=rejects_path,
            progress=tell,
        )
    if as_json:
        typer.echo(json.dumps(outcome.counts()))
    else:
        _tell(outcome, rejects_path, dry_run=dry_run)


def _tell(outcome: Outcome, rejects_path: Path, *, dry_run: bool) -> None:
    text = _(
        "%(rows)d rows: %(created)d new, %(updated)d changed, %(unchanged)d unchanged, %(rejected)d rejected;"
        " %(duplicates_proposed)d possible duplicates to look at."
    )
    typer.echo(text % outcome.counts())
    for rejection in outcome.rejections[:_SHOWN]:
        told = _("line %(line)d, %(column)s “%(value)s”: %(reason)s")
        shown = {"line": rejection.line, "column": rejection.column, "value": rejection.value[:60]}
        typer.echo("  " + told % {**shown, "reason": rejection.reason})
    if outcome.rejections:
        typer.echo(_("All rejected rows: %(path)s. Mend them there and import that file.") % {"path": rejects_path})
    if dry_run:
        typer.echo(_("Nothing was written (dry run)."))


@contextmanager
def _bar(text: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on the terminal's error stream; nothing where there is no terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        work = bar.add_task(text, total=None)
        yield lambda done, total: bar.update(work, completed=done, total=total)
