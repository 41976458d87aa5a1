"""`hashi migrate` and `hashi manage …`: Django's own commands under our name."""

from __future__ import annotations

from typing import Annotated

import typer
from django.core.management import call_command, execute_from_command_line


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(migrate)
    app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(manage)


def migrate() -> None:
    """Make the database, or bring it to this version; then collect the site's static files."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    typer.echo("The database is up to date.")


def manage(
    context: typer.Context,
    command: Annotated[str, typer.Argument(help="e.g. createsuperuser, dumpdata, loaddata, dbshell")],
) -> None:
    """Run one of Django's management commands with its own options."""
    execute_from_command_line(["hashi manage", command, *context.args])
