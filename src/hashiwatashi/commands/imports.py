"""`hashi import`: a file into a table, wholly or not at all."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from itertools import count, takewhile
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hashiwatashi.commands.progress import bar
from hashiwatashi.commands.whole.importing import import_from
from hashiwatashi.commands.whole.telling import tell_manifest
from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.common.errors import InvalidInput, NotFound
from hashiwatashi.common.folding import to_digits
from hashiwatashi.exchange.actions import Outcome, run_import
from hashiwatashi.exchange.mapping import read_mapping
from hashiwatashi.exchange.rejects import Group, grouped
from hashiwatashi.organisations.models import Organisation

# Not a table, but every one of them.
_ALL = "all"
# Whoever brings a file of a fixed form wants to know what of it is no part of that form.
# More lines than this help nobody on a terminal; the file of rejected rows has them all.
_SHOWN = 10
# Digits of a corporate number.
_NUMBER = 13
_REJECTED = re.compile(r"\.rejected(-\d+)?$")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("import")(import_file)


def import_file(
    table: Annotated[
        str,
        typer.Argument(
            help="equipment, uniquip, seeds, experts, themes, calls, measures, organisations, municipalities,"
            " industries; or all, for what hashi export all wrote"
        ),
    ],
    file: Annotated[Path, typer.Argument(help="CSV, Excel or, for industries, JSON; for all the folder or .zip")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; write nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="End with one line of counts.")] = False,
    mapping: Annotated[
        Path | None, typer.Option(help="JSON or CSV file: column of the file, field of the table.")
    ] = None,
    encoding: Annotated[str, typer.Option(help="Only where it cannot be told from the file.")] = "",
    sheet: Annotated[
        str, typer.Option(help="Sheet of a workbook; otherwise the first visible one whose headings fit.")
    ] = "",
    rejects: Annotated[
        Path | None,
        typer.Option(
            help="Where rejected rows go, to be mended and imported again; otherwise beside FILE, and nowhere in a"
            " dry run."
        ),
    ] = None,
    owner: Annotated[
        str | None, typer.Option(help="Corporate number or name of the one organisation the file is about.")
    ] = None,
) -> None:
    """Import a file. A second import of the same file changes nothing; rejected rows go to a file of their own."""
    if table == _ALL:
        if any((dry_run, as_json, mapping, encoding, sheet, rejects, owner)):
            raise InvalidInput(_("hashi import all takes no options: it is everything, or nothing."))
        _import_all(file)
        return
    limits = frozenset({organisation_called(owner).pk}) if owner else None
    if rejects and rejects.resolve() == file.resolve():
        raise InvalidInput(_("The file of rejected rows must not be the file that is read."))
    rejects_path = rejects or (None if dry_run else _free_path(file))
    with bar(file.name, tells_lines=True) as tell:
        outcome = run_import(
            table,
            file,
            by=SystemActor("hashi import"),
            dry_run=dry_run,
            mapping=read_mapping(mapping) if mapping else None,
            encoding=encoding,
            sheet_name=sheet,
            rejects_path=rejects_path,
            owner_limits=limits,
            progress=tell,
        )
    if rejects_path and rejects is None:
        rejects_path = _first_alike(rejects_path)
    if as_json:
        typer.echo(json.dumps(outcome.counts()))
    else:
        _tell(outcome, rejects_path, dry_run=dry_run)


def _import_all(source: Path) -> None:
    tell_manifest(import_from(source))
    typer.echo(_("Every table has as many rows here as in the export."))
    typer.echo(_("Everybody sets a new password. Now run: hashi index build"))


def organisation_called(text: str) -> Organisation:
    """The organisation of a corporate number or name. Raises `NotFound` unless there is exactly one."""
    number = to_digits(text)
    numbered = Organisation.objects.filter(corporate_number=number)
    found = list(numbered if len(number) == _NUMBER else Organisation.objects.named(text))
    if len(found) != 1:
        told = _("%(count)d organisations are called %(name)s. Give the corporate number of one.")
        raise NotFound(told % {"count": len(found), "name": text})
    return found[0]


def _free_path(file: Path) -> Path:
    """A free name beside the file, or in HASHI_HOME where nothing can be written there.

    A file of an earlier import is never overwritten: somebody may be mending it.
    """
    folder = file.parent if os.access(file.parent, os.W_OK) else Path(settings.HASHI_HOME) / "rejects"
    folder.mkdir(parents=True, exist_ok=True)
    return next(path for path in _names(folder, _stem(file)) if not path.exists())


def _first_alike(written: Path) -> Path:
    """The first file of this name that says the same, so that repeated imports leave one; later ones go."""
    if not written.is_file():
        return written
    names = takewhile(lambda path: path != written, _names(written.parent, _stem(written)))
    same = next((path for path in names if path.read_bytes() == written.read_bytes()), written)
    if same != written:
        written.unlink()
    return same


def _names(folder: Path, stem: str) -> Iterator[Path]:
    yield folder / f"{stem}.rejected.csv"
    yield from (folder / f"{stem}.rejected-{number}.csv" for number in count(2))


def _stem(file: Path) -> str:
    return _REJECTED.sub("", file.stem)


def _tell(outcome: Outcome, rejects_path: Path | None, *, dry_run: bool) -> None:
    text = _(
        "%(rows)d rows: %(created)d new, %(updated)d changed, %(unchanged)d unchanged, %(rejected)d rejected;"
        " %(duplicates_proposed)d possible duplicates to look at."
    )
    typer.echo(text % outcome.counts())
    if len(outcome.sheets) > 1:
        told = {"sheet": outcome.sheet, "sheets": ", ".join(outcome.sheets)}
        typer.echo(_("Read: the sheet %(sheet)s, of %(sheets)s.") % told)
    if outcome.told_unread:
        typer.echo(_("Columns that are not read: %(names)s.") % {"names": ", ".join(outcome.told_unread[:_SHOWN])})
    for text, names in ((_("New organisations: "), outcome.new_owners), (_("Completed: "), outcome.completed_owners)):
        if names:
            more = f" … ({len(names)})" if len(names) > _SHOWN else ""
            typer.echo(text + ", ".join(names[:_SHOWN]) + more)
    for old, new in outcome.mergers:
        typer.echo(_("%(old)s is marked as merged into %(new)s.") % {"old": old, "new": new})
    for group in grouped(outcome.rejections, shown=1)[:_SHOWN]:
        typer.echo("  " + _told(group))
    if outcome.rejections and rejects_path:
        typer.echo(_("All rejected rows: %(path)s. Mend them there and import that file.") % {"path": rejects_path})
    if dry_run:
        typer.echo(_("Nothing was written (dry run)."))


def _told(group: Group) -> str:
    """One line for all rows rejected for one reason."""
    first = group.first[0]
    told = _("line %(line)d, %(column)s “%(value)s”: %(reason)s")
    text = told % {"line": first.line, "column": first.column, "value": first.value[:60], "reason": first.reason}
    more = group.count - 1
    also = ngettext("(and %(count)d further row)", "(and %(count)d further rows)", more) % {"count": more}
    return f"{text} {also}" if more else text
