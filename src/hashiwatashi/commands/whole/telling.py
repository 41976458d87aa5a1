"""What people are told of an export."""

from __future__ import annotations

import typer
from django.utils.translation import gettext as _

from hashiwatashi.commands.whole.manifest import Manifest


def tell_manifest(manifest: Manifest) -> None:
    """Say table by table how many rows there are, and how many files."""
    for table in manifest.tables:
        typer.echo(_("%(table)s: %(rows)d rows") % {"table": table.name, "rows": table.rows})
    told = _("%(rows)d rows in %(tables)d tables, %(files)d files, made at %(moment)s.")
    values = {"rows": manifest.rows, "tables": len(manifest.tables), "files": len(manifest.files)}
    typer.echo(told % {**values, "moment": manifest.made_at})
