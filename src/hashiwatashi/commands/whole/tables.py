"""Every table of the product, and how it is read and filled as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connections, models, transaction
from django.utils.translation import gettext as _

import hashiwatashi
from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common.audit import trail
from hashiwatashi.common.errors import Conflict
from hashiwatashi.matching.models import IndexMark

# Sessions, tasks and what the search index has to learn belong to the place; everybody signs in anew.
_APPS = ("hashiwatashi", "account", "mfa")


def tables() -> Iterator[type[models.Model]]:
    """Every table that is more than this place's own, those of many-to-many relations included."""
    for label in _APPS:
        for model in apps.get_app_config(label).get_models(include_auto_created=True):
            if model is not IndexMark and not model._meta.proxy:
                yield model


def in_order(found: Iterable[type[models.Model]]) -> list[type[models.Model]]:
    """The tables, those that others refer to first."""
    kept = list(found)
    beneath = {
        table: [
            field.related_model
            for field in table._meta.concrete_fields
            if field.is_relation and field.related_model in kept and field.related_model is not table
        ]
        for table in kept
    }
    return list(TopologicalSorter(beneath).static_order())


def newest_migration() -> str:
    """The name of the last change to the tables that this version knows."""
    folder = Path(hashiwatashi.__path__[0]) / "migrations"
    return (folder / "max_migration.txt").read_text(encoding="ascii").strip()


@contextmanager
def one_moment(alias: str) -> Iterator[None]:
    """What is read inside belongs together, whoever writes meanwhile; nobody has to wait for it."""
    connection = connections[alias]
    if connection.vendor == "postgresql":
        with transaction.atomic(using=alias):
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
        return
    # Django's own transactions are IMMEDIATE here and would keep writers waiting; a deferred one only reads.
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


@contextmanager
def as_they_stand(changed_tables: Sequence[type[models.Model]]) -> Iterator[None]:
    """Moments of the last change are copied, too, instead of being set to now."""
    changed: list[tuple[Any, str]] = []
    for table in changed_tables:
        for field in table._meta.concrete_fields:
            changed += [(field, name) for name in ("auto_now", "auto_now_add") if getattr(field, name, False)]
    for field, name in changed:
        setattr(field, name, False)
    try:
        yield
    finally:
        for field, name in changed:
            setattr(field, name, True)


def refuse_filled(asked: Iterable[type[models.Model]], *, using: str) -> None:
    """Raises `Conflict` where one of these tables is there and holds more than migrations put into it."""
    standing = set(connections[using].introspection.table_names())
    for table in asked:
        name = table._meta.db_table
        if table is not Prefecture and name in standing and table._base_manager.using(using).exists():
            raise Conflict(
                _("The database holds data already (table %(table)s): give an empty one.") % {"table": name}
            )


def refuse_broken_trail() -> None:
    """Raises `Conflict` at the first line of the audit trail that was tampered with."""
    if (broken := next(trail.broken_lines(), None)) is not None:
        raise Conflict(_("The audit trail is broken at line %(line)d; see hashi doctor.") % {"line": broken.pk})


def set_sequences(filled: Sequence[type[models.Model]], *, using: str) -> None:
    """The next new row gets a number behind those that were put in with theirs."""
    target = connections[using]
    with target.cursor() as cursor:
        for statement in target.ops.sequence_reset_sql(no_style(), list(filled)):
            cursor.execute(statement)
