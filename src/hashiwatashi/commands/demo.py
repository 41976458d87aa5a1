"""`hashi demo`: an invented region to look around in, made and started by one command."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connections
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from hashiwatashi.commands.serve import refuse_taken_port, run
from hashiwatashi.common.errors import Conflict
from hashiwatashi.demo import home
from hashiwatashi.demo.logins import logins
from hashiwatashi.demo.world import make_world
from hashiwatashi.matching.condition import condition
from hashiwatashi.matching.sync import build_index, update_index

_HOST = "127.0.0.1"


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(demo)


def demo(
    reset: Annotated[bool, typer.Option("--reset", help="Forget the demo's data and start anew.")] = False,
    port: Annotated[int, typer.Option(help="Port of the web server.")] = 8000,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Start web server and worker.")] = True,
) -> None:
    """Make an invented region (架空) in HASHI_HOME, print one login per role and start the site."""
    _refuse_other_database(settings.HASHI_HOME)
    if serve:
        _refuse_taken_port(port)
    home.claim(settings.HASHI_HOME)
    with home.held(settings.HASHI_HOME):
        if reset:
            connections.close_all()
            home.forget(settings.HASHI_HOME)
        _prepare()
        _show_logins()
        if serve:
            typer.echo(_("Address: %(address)s") % {"address": f"http://{_HOST}:{port}/"})
            typer.echo(_("Stop with Ctrl-C. The data stays; start anew with --reset."))
            _name_the_site(port)
            run(host=_HOST, port=port)


def _name_the_site(port: int) -> None:
    """Every page of the demo says what it is, and its mails lead back to it; the server processes inherit this."""
    os.environ.setdefault("SITE_ADDRESS", f"http://{_HOST}:{port}")
    os.environ.setdefault("SITE_NAME", _("Hashiwatashi (demo)"))
    os.environ.setdefault("SITE_CONTACT", _("a demonstration in which all data is invented"))


def _prepare() -> None:
    """Bring tables, static files and the world up to date; quick when they are."""
    call_command("migrate", verbosity=0)
    if _static_is_stale(Path(settings.STATIC_ROOT)):
        call_command("collectstatic", interactive=False, verbosity=0)
    made = make_world(day=timezone.localdate(), tell=lambda step: typer.echo(_("Making: %(step)s") % {"step": step}))
    if made:
        typer.echo(_("The demo world is made."))
    _bring_index_up_to_date()


def _bring_index_up_to_date() -> None:
    if condition().needs_building:
        typer.echo(_("Making: %(step)s") % {"step": _("search index")})
        build_index()
    update_index()


def _show_logins() -> None:
    table = Table(box=SIMPLE, pad_edge=False, title=_("Logins of the demo (all invented)"), title_justify="left")
    for heading in (_("Role"), _("Mail address"), _("Password")):
        table.add_column(heading, no_wrap=True)
    for login in logins():
        table.add_row(login.role or _("Operator of the site"), login.email, login.password)
    Console().print(table)


def _refuse_other_database(folder: Path) -> None:
    """The demo keeps to its own folder, so that starting anew can reach nothing else."""
    database = settings.DATABASES["default"]
    inside = database["ENGINE"].endswith("sqlite3") and Path(database["NAME"]).is_relative_to(folder)
    index = settings.SEARCH_INDEX
    if not inside or not isinstance(index, Path) or not index.is_relative_to(folder):
        raise Conflict(
            _(
                "The demo lives in HASHI_HOME alone: leave DATABASE_URL and SEARCH_URL empty. "
                "To fill another database, import your own files."
            )
        )


def _refuse_taken_port(port: int) -> None:
    if _is_free(port):
        return
    other = next((number for number in range(port + 1, port + 100) if _is_free(number)), port + 100)
    raise Conflict(
        _("Port %(port)d is taken by another program. Choose another: hashi demo --port %(other)d")
        % {"port": port, "other": other}
    )


def _is_free(port: int) -> bool:
    try:
        refuse_taken_port(_HOST, port)
    except Conflict:
        return False
    return True


def _static_is_stale(root: Path) -> bool:
    """Whether a source of static files is missing from ``root`` or newer than what was collected."""
    manifest = root / "staticfiles.json"
    if not manifest.exists():
        return True
    collected_at = manifest.stat().st_mtime
    sources = (Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([]))
    return any(source.stat().st_mtime > collected_at for source in sources)
