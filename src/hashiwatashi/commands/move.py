"""`hashi move`: everything from this database into another one, exactly, SQLite to PostgreSQL or back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Annotated

import typer
from django.conf import settings
from django.core.management import call_command
from django.db import connections, models, transaction
from django.utils.translation import gettext as _

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.commands.progress import each
from hashiwatashi.commands.whole.tables import (
    as_they_stand,
    one_moment,
    refuse_broken_trail,
    refuse_filled,
    set_sequences,
)
from hashiwatashi.commands.whole.tables import tables as whole_tables
from hashiwatashi.common.errors import Conflict, InvalidInput
from hashiwatashi.configuration import Configuration
from hashiwatashi.matching.models import IndexMark

_FROM, _TO = "default", "target"
_AT_ONCE = 1000


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(move)


def move(to: Annotated[str, typer.Option(help="DATABASE_URL of an empty database to fill.")]) -> None:
    """Copy everything into another database, exactly, and compare; this database stays as it is.

    All is read as one moment saw it. Stop hashi first all the same: what is changed meanwhile stays behind.
    """
    _open(to)
    call_command("migrate", database=_TO, verbosity=0)
    tables = list(whole_tables())
    refuse_filled(tables, using=_TO)
    with one_moment(_FROM):
        rows = _moved(tables)
    typer.echo(_("%(count)d rows moved and compared.") % {"count": rows})
    typer.echo(_("Now set DATABASE_URL to the new database and run: hashi index build"))


def _moved(tables: Sequence[type[models.Model]]) -> int:
    """Copy every table and compare; how many rows there are."""
    refuse_broken_trail()
    with transaction.atomic(using=_TO), as_they_stand(tables):
        Prefecture.objects.using(_TO).all().delete()
        for table in each(tables, _("Moving"), len(tables)):
            _copy(table)
        IndexMark.objects.using(_TO).all().delete()
        set_sequences(tables, using=_TO)
    return sum(_compare(table) for table in tables)


def _open(url: str) -> None:
    """Make the database known to Django. Raises `InvalidInput` for the one we stand on."""
    configuration: Configuration = settings.CONFIGURATION
    entry = replace(configuration, values={**configuration.values, "DATABASE_URL": url}).database
    if (
        str(entry["NAME"]) == str(connections[_FROM].settings_dict["NAME"])
        and entry["ENGINE"] == connections[_FROM].settings_dict["ENGINE"]
    ):
        raise InvalidInput(_("This is the database everything is in already."))
    connections.databases[_TO] = connections.configure_settings({"default": entry})["default"]


def _copy(table: type[models.Model]) -> None:
    # References may point forward: both databases look at them when the transaction ends.
    batch: list[models.Model] = []
    for record in table._base_manager.using(_FROM).order_by("pk").iterator(chunk_size=_AT_ONCE):
        batch.append(record)
        if len(batch) == _AT_ONCE:
            table._base_manager.using(_TO).bulk_create(batch)
            batch = []
    table._base_manager.using(_TO).bulk_create(batch)


def _compare(table: type[models.Model]) -> int:
    """How many rows a table has, the same on both sides. Raises `Conflict` at the first that differs."""
    names = [field.attname for field in table._meta.concrete_fields]
    sides = (table._base_manager.using(alias).order_by("pk").values_list(*names) for alias in (_FROM, _TO))
    count = 0
    for count, (one, other) in enumerate(zip_longest(*(side.iterator(chunk_size=_AT_ONCE) for side in sides)), 1):
        if one != other:
            text = _("Row %(row)d of %(table)s differs. Was something changed meanwhile? Stop hashi and start anew.")
            raise Conflict(text % {"row": count, "table": table._meta.db_table})
    return count
