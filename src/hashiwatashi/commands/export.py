"""`hashi export all`: everything in files that need no software of ours to be read; `hashi import all` takes them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _

from hashiwatashi.commands.whole.exporting import export_to
from hashiwatashi.commands.whole.telling import tell_manifest


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help="Everything, to take elsewhere.", no_args_is_help=True)
    group.callback()(_group)
    group.command("all")(export_all)
    app.add_typer(group, name="export")


def _group() -> None:
    """Everything, to take elsewhere."""


def export_all(
    to: Annotated[Path, typer.Argument(help="The folder or the .zip to write; it must not be there yet.")],
) -> None:
    """Write every table as CSV and JSON, every file and a manifest, without secrets, while the site goes on."""
    tell_manifest(export_to(to))
    typer.echo(_("Without passwords and other secrets. An empty installation takes it with: hashi import all"))
