"""`hashi report themes OUT.xlsx`: the main job on all published R&D themes at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _

from hashiwatashi.commands.match import prefecture_named
from hashiwatashi.commands.progress import each
from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.matching import sheet, themes


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help="Reports as Excel sheets.", no_args_is_help=True)
    group.callback()(_group)
    group.command("themes")(report_themes)
    app.add_typer(group, name="report")


def _group() -> None:
    """Reports as Excel sheets."""


def report_themes(
    out: Annotated[Path, typer.Argument(help="The sheet to write, ending in .xlsx.", dir_okay=False)],
    home: Annotated[str, typer.Option(help="Prefecture of themes whose owner's place is not known.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="End with one line of counts.")] = False,
) -> None:
    """Match every published R&D theme against all equipment, seeds and calls; the best five of each, and why."""
    _refuse_unwritable(out)
    place = prefecture_named(home) if home else None
    found = each(themes.answered(home=place), _("Matching themes"), themes.count())
    counts = sheet.write(found, out)
    if as_json:
        typer.echo(json.dumps({name: counts[name] for name in ("themes", "suggestions", "elsewhere", "without")}))
    else:
        told = _(
            "%(themes)d themes, %(suggestions)d suggestions, %(elsewhere)d of them from other prefectures: %(file)s"
        )
        typer.echo(told % {**counts, "file": out})


def _refuse_unwritable(out: Path) -> None:
    if out.suffix.lower() != ".xlsx":
        raise InvalidInput(_("“%(file)s” must end in .xlsx.") % {"file": out}, field="out")
    if not out.parent.is_dir():
        raise InvalidInput(_("There is no folder %(folder)s to write into.") % {"folder": out.parent}, field="out")
