"""The database's own refusal of two things at the same time on one unit (INV-02), whoever writes them.

PostgreSQL has an exclusion constraint, SQLite triggers, since it has none. Like the marks of the index they are
derived: they come off before tables are altered and stand again afterwards. `hashi serve` refuses to start without.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import DatabaseError, OperationalError
from django.utils.translation import gettext as _

from hashiwatashi.common.errors import Unavailable
from hashiwatashi.reservations.models import Occupancy
from hashiwatashi.reservations.querysets import LONGEST

#: What an error of the database names where the guard refuses.
NAME = "occupancy_no_overlap"
_TABLE = Occupancy._meta.db_table
_OTHER = (
    f"SELECT 1 FROM {_TABLE} WHERE unit_id = NEW.unit_id AND occupies AND id <> COALESCE(NEW.id, -1)"  # noqa: S608
    f" AND starts < NEW.ends AND starts >= datetime(NEW.starts, '-{LONGEST.days} days') AND ends > NEW.starts"
)
# A limit in the model would stand in the file as a function that Django alone knows; other programs read it, too.
_TOO_LONG = "occupancy_not_too_long"
_TRIGGERS = {
    f"{NAME}_{event}": (
        f"CREATE TRIGGER {NAME}_{event} BEFORE {event.upper()} ON {_TABLE} WHEN NEW.occupies"
        f" BEGIN SELECT RAISE(ABORT, '{_TOO_LONG}')"
        f" WHERE NEW.ends > datetime(NEW.starts, '+{LONGEST.days} days');"
        f" SELECT RAISE(ABORT, '{NAME}') WHERE EXISTS ({_OTHER}); END"
    )
    for event in ("insert", "update")
}
# Ranges of one number stand for "the same unit" where the extension btree_gist is not at hand.
_CONSTRAINT = (
    "EXCLUDE USING gist (int8range(unit_id, unit_id, '[]') WITH &&, tstzrange(starts, ends, '[)') WITH &&)"
    " WHERE (occupies)"
)


def is_missing(connection: BaseDatabaseWrapper) -> bool:
    """Whether the database would store an overlap."""
    if connection.vendor == "sqlite":
        return _standing(connection) != _TRIGGERS
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_constraint WHERE (conname, contype) IN ((%s, 'x'), (%s, 'c')) AND convalidated"
            " AND conrelid = to_regclass(%s)",
            [NAME, _TOO_LONG, _TABLE],
        )
        return bool(cursor.fetchone() != (2,))


def install(connection: BaseDatabaseWrapper) -> None:
    """Put it on where it is missing. Fails, with the database's own words, where rows overlap already."""
    if _TABLE not in connection.introspection.table_names() or not is_missing(connection):
        return
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in _statements(connection):
            cursor.execute(statement)


def uninstall(connection: BaseDatabaseWrapper) -> None:
    """Take it off, so that tables can be altered freely."""
    if connection.vendor != "sqlite":
        return  # PostgreSQL alters the table with its constraint
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for name in _TRIGGERS:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def before_migrations(plan: Sequence[Any], connection: BaseDatabaseWrapper) -> None:
    """Nothing is taken off where nothing is to be done."""
    if plan:
        uninstall(connection)


def insist(connection: BaseDatabaseWrapper) -> None:
    """Raises `Unavailable` where the database would store two reservations of one unit at the same time.

    One that does not answer stores nothing: it passes, and pages tell of it until it does.
    """
    try:
        missing = is_missing(connection)
    except OperationalError:
        return
    if missing:
        told = _("The guard against double reservations is missing in the database. Run hashi migrate, then start.")
        raise Unavailable(told)


def refused(error: DatabaseError) -> bool:
    """Whether an error of the database is the guard's refusal."""
    return NAME in str(error)


def _statements(connection: BaseDatabaseWrapper) -> list[str]:
    if connection.vendor == "sqlite":
        return [*(f"DROP TRIGGER IF EXISTS {name}" for name in _TRIGGERS), *_TRIGGERS.values()]
    return [
        f"ALTER TABLE {_TABLE} DROP CONSTRAINT IF EXISTS {NAME}",
        f"ALTER TABLE {_TABLE} ADD CONSTRAINT {NAME} {_CONSTRAINT}",
        f"ALTER TABLE {_TABLE} DROP CONSTRAINT IF EXISTS {_TOO_LONG}",
        f"ALTER TABLE {_TABLE} ADD CONSTRAINT {_TOO_LONG} CHECK (ends <= starts + interval '{LONGEST.days} days')",
    ]


def _standing(connection: BaseDatabaseWrapper) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"{NAME}%"])
        return dict(cursor.fetchall())
