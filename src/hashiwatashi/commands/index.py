"""`hashi index build|update|verify`: the search index, which can be thrown away and made anew at any time."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from django.db import connection
from django.utils.translation import gettext as _

from hashiwatashi.commands.progress import counted
from hashiwatashi.matching import examples, marks, sources, sync
from hashiwatashi.matching.models import IndexMark

# More than this many lines help nobody to mend anything.
_LINES = 20
_REPAIRED_AT_ONCE = 2000
Json = Annotated[bool, typer.Option("--json", help="End with one line of counts.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help="The search index: build, update, verify.", no_args_is_help=True)
    for command in (build, update, verify):
        group.command()(command)
    app.add_typer(group, name="index")


def build(as_json: Json = False) -> None:
    """Build the search index anew from the database; the old one answers until then."""
    aside = sync.Aside()
    examples.examples()
    with counted(_("Building the search index"), sources.count()) as tell:
        written = sync.build_index(progress=tell, aside=aside)
    # What changed during the build waits under its marks.
    with counted(_("Taking in what changed meanwhile"), IndexMark.objects.count()) as tell:
        sync.update_index(progress=tell, aside=aside)
    _tell_aside(aside, as_json)
    text = _("%(count)d documents are in the search index.") % {"count": written}
    _end(as_json, text, documents=written, set_aside=len(aside))


def update(as_json: Json = False) -> None:
    """Bring the search index up to date with what changed since the last time."""
    with counted(_("Updating the search index"), IndexMark.objects.count()) as tell:
        aside = sync.Aside()
        done = sync.update_index(progress=tell, aside=aside)
    _tell_aside(aside, as_json)
    _end(as_json, _("%(count)d changes taken in.") % {"count": done}, marks=done, set_aside=len(aside))


def verify(
    repair: Annotated[bool, typer.Option("--repair", help="Mend what differs.")] = False,
    as_json: Json = False,
) -> None:
    """Compare the search index with the database; exit 1 if they differ (and were not repaired)."""
    sync.update_index()
    absent = marks.missing_triggers(connection)
    found = _compare()
    if not as_json:
        _tell(found, absent)
    _tell_aside(found.aside, as_json)
    repaired = repair and bool(found or absent)
    if repaired:
        _repair(found, absent)
    text = _("Repaired.") if repaired else _("%(count)d differences.") % {"count": len(found) + len(absent)}
    counts = {name: len(getattr(found, name)) for name in ("missing", "outdated", "surplus")}
    _end(as_json, text, **counts, triggers_missing=len(absent), repaired=repaired, set_aside=len(found.aside))
    raise typer.Exit(1 if (found or absent) and not repaired else 0)


def _compare() -> sync.Differences:
    with counted(_("Comparing index and database"), sources.count()) as tell:
        return sync.differences(progress=tell)


def _tell(found: sync.Differences, absent: list[str]) -> None:
    lines = [(_("not in the index"), name) for name in found.missing]
    lines += [(_("older in the index"), name) for name in found.outdated]
    lines += [(_("only in the index"), name) for name in found.surplus]
    lines += [(_("trigger missing in the database"), name) for name in absent]
    for what, name in lines[:_LINES]:
        typer.echo(f"{name}: {what}")
    if len(lines) > _LINES:
        typer.echo(_("… and %(count)d more") % {"count": len(lines) - _LINES})


def _tell_aside(aside: sync.Aside, as_json: bool) -> None:
    """Records that are not to be found, and why, on the error stream: the rest of the work was done."""
    if not aside or as_json:
        return
    for name, reason in list(aside.items())[:_LINES]:
        typer.echo(_("%(record)s cannot be indexed: %(reason)s") % {"record": name, "reason": reason}, err=True)
    typer.echo(_("%(count)d records were set aside.") % {"count": len(aside)}, err=True)


def _repair(found: sync.Differences, absent: list[str]) -> None:
    if absent:
        marks.install(connection)
    for start in range(0, len(found), _REPAIRED_AT_ONCE):
        sync.refresh(set(found.ids[start : start + _REPAIRED_AT_ONCE]))


def _end(as_json: bool, text: str, **counts: int) -> None:
    typer.echo(json.dumps(counts) if as_json else text)
