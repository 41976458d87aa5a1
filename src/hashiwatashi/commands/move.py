"""`hashi move`: everything from this database into another one, exactly, SQLite to PostgreSQL or back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import zip_longest
from typing import Annotated, Any

import typer
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connections, models, transaction
from django.utils.translation import gettext as _

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.commands.progress import each
from hashiwatashi.common.audit import trail
from hashiwatashi.common.errors import Conflict, InvalidInput
from hashiwatashi.configuration import Configuration
from hashiwatashi.matching.models import IndexMark

_FROM, _TO = "default", "target"
# Sessions, tasks and what the search index has to learn belong to the place; everybody signs in anew.
_APPS = ("hashiwatashi", "account", "mfa")
_AT_ONCE = 1000


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(move)


def move(to: Annotated[str, typer.Option(help="DATABASE_URL of an empty database to fill.")]) -> None:
    """Copy everything into another database, exactly, and compare; this database stays as it is.

    On PostgreSQL all is read as one moment saw it. With SQLite stop hashi first: what is changed meanwhile would make
    a difference, which is then told.
    """
    _open(to)
    call_command("migrate", database=_TO, verbosity=0)
    tables = list(_tables())
    _refuse_filled(tables)
    with _one_moment():
        rows = _moved(tables)
    typer.echo(_("%(count)d rows moved and compared.") % {"count": rows})
    typer.echo(_("Now set DATABASE_URL to the new database and run: hashi index build"))


@contextmanager
def _one_moment() -> Iterator[None]:
    """What is read belongs together, whoever writes meanwhile; SQLite would keep the writers waiting for it."""
    if connections[_FROM].vendor != "postgresql":
        yield
        return
    with transaction.atomic(using=_FROM):
        with connections[_FROM].cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def _moved(tables: Sequence[type[models.Model]]) -> int:
    """Copy every table and compare; how many rows there are."""
    if (broken := next(trail.broken_lines(), None)) is not None:
        raise Conflict(_("The audit trail is broken at line %(line)d; see hashi doctor.") % {"line": broken.pk})
    with transaction.atomic(using=_TO), _as_they_stand(tables):
        Prefecture.objects.using(_TO).all().delete()
        for table in each(tables, _("Moving"), len(tables)):
            _copy(table)
        IndexMark.objects.using(_TO).all().delete()
        _set_sequences(tables)
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


def _tables() -> Iterator[type[models.Model]]:
    """Every table that is moved, those of many-to-many relations included."""
    for label in _APPS:
        for model in apps.get_app_config(label).get_models(include_auto_created=True):
            if model is not IndexMark:
                yield model


def _refuse_filled(tables: Sequence[type[models.Model]]) -> None:
    for table in tables:
        if table is not Prefecture and table._base_manager.using(_TO).exists():
            name = table._meta.db_table
            raise Conflict(
                _("The database holds data already (table %(table)s): give an empty one.") % {"table": name}
            )


@contextmanager
def _as_they_stand(tables: Sequence[type[models.Model]]) -> Iterator[None]:
    """Moments of the last change are copied, too, instead of being set to now."""
    changed: list[tuple[Any, str]] = []
    for table in tables:
        for field in table._meta.concrete_fields:
            changed += [(field, name) for name in ("auto_now", "auto_now_add") if getattr(field, name, False)]
    for field, name in changed:
        setattr(field, name, False)
    try:
        yield
    finally:
        for field, name in changed:
            setattr(field, name, True)


def _copy(table: type[models.Model]) -> None:
    # References may point forward: both databases look at them when the transaction ends.
    batch: list[models.Model] = []
    for record in table._base_manager.using(_FROM).order_by("pk").iterator(chunk_size=_AT_ONCE):
        batch.append(record)
        if len(batch) == _AT_ONCE:
            table._base_manager.using(_TO).bulk_create(batch)
            batch = []
    table._base_manager.using(_TO).bulk_create(batch)


def _set_sequences(tables: Sequence[type[models.Model]]) -> None:
    """The next new row gets a number behind those that were moved."""
    target = connections[_TO]
    with target.cursor() as cursor:
        for statement in target.ops.sequence_reset_sql(no_style(), list(tables)):
            cursor.execute(statement)


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
