"""`hashi export all`: everything in files that need no software of ours to be read; `hashi import all` takes them.

`hashi export uniquip`: the public catalogue of equipment, for a harvester that fetches a file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.utils.translation import gettext as _

from hashiwatashi.commands.imports import organisation_called
from hashiwatashi.commands.whole.exporting import export_to
from hashiwatashi.commands.whole.telling import tell_manifest
from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.common.spreadsheets import Book, csv_lines
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.exchange import uniquip


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help="Everything, to take elsewhere.", no_args_is_help=True)
    group.callback()(_group)
    group.command("all")(export_all)
    group.command("uniquip")(export_uniquip)
    app.add_typer(group, name="export")


def _group() -> None:
    """Everything, to take elsewhere."""


def export_all(
    to: Annotated[Path, typer.Argument(help="The folder or the .zip to write; it must not be there yet.")],
) -> None:
    """Write every table as CSV and JSON, every file and a manifest, without secrets, while the site goes on."""
    tell_manifest(export_to(to))
    typer.echo(_("Without passwords and other secrets. An empty installation takes it with: hashi import all"))


def export_uniquip(
    to: Annotated[Path, typer.Argument(help="The .csv or .xlsx to write.")],
    owner: Annotated[str | None, typer.Option(help="Corporate number or name of one institution.")] = None,
) -> None:
    """Write the equipment that everybody may see as UNIQUIP (the 21 classic columns), of all institutions or one."""
    form = to.suffix.lower().removeprefix(".")
    if form not in {"csv", "xlsx"}:
        raise InvalidInput(_("The name of the file must end in .csv or .xlsx."), field="to")
    whose = organisation_called(owner) if owner else None
    rows = uniquip.lines(uniquip.published(whose), _ADDRESSES, names_owner=whose is None)
    if form == "csv":
        to.write_text("".join(csv_lines(rows)), encoding="utf-8", newline="")
    else:
        with Book() as book:
            sheet = book.sheet("UNIQUIP", next(rows))
            for row in rows:
                sheet.append(row)
        book.save(to)
    typer.echo(str(to))


def _address(path: str) -> str:
    """An address of the site; a path alone where the site does not know its own."""
    return settings.SITE_ADDRESS.rstrip("/") + path


def _photo(record: Equipment) -> str:
    first = next(iter(record.photos.all()), None)
    return _address(f"/equipment/{record.uid}/photos/{first.uid}/large.jpg") if first else ""


_ADDRESSES = uniquip.Addresses(lambda record: _address(f"/equipment/{record.uid}/"), _photo)
