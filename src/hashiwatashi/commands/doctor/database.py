"""The database: reachable, new enough, set up as it must be, whole."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from hashiwatashi.commands.doctor.findings import Finding, broken, good, warning
from hashiwatashi.common.audit import anchors, trail
from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.reservations import guard

_SECONDS_TO_ANSWER = 5
_OLDEST_SQLITE = (3, 35)
_OLDEST_POSTGRESQL = 15


def reachable() -> Finding:
    """The database is there and answers."""
    part = _("Database")
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and "memory" not in name and not Path(name).exists():
        mend = _("Make it: hashi migrate (or hashi demo to look around)")
        return broken(part, _("there is none yet: %(file)s") % {"file": name}, mend)
    try:
        _knock()
    except DatabaseError as error:
        if connection.vendor == "sqlite":
            return broken(part, str(error), _sqlite_mend(error))
        return broken(part, str(error).strip(), _("Start the database server, or correct DATABASE_URL."))
    return good(part, _server())


def fit() -> Finding:
    """Version and settings of the server are those the product relies on."""
    return _sqlite_fit() if connection.vendor == "sqlite" else _postgresql_fit()


def migrated() -> Finding:
    """The tables are those of this version of the product."""
    part = _("Tables")
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        return broken(part, _("%(count)d changes are missing") % {"count": len(plan)}, _("Run: hashi migrate"))
    return good(part, _("up to date"))


def guarded() -> Finding:
    """Two reservations of one instrument at the same time cannot be stored."""
    part = _("Guard against double reservations")
    if guard.is_missing(connection):
        return broken(part, _("missing in the database"), _("Run: hashi migrate"))
    return good(part, _("in place"))


def trail_unbroken() -> Finding:
    """Nobody has changed the audit trail."""
    part = _("Audit trail")
    first = next(trail.broken_lines(), None)
    if first is None:
        head = next(anchors.lost(settings.HASHI_HOME, key=settings.SECRET_KEY), None)
        if head:
            seen = _("line %(line)d, noted on %(day)s, is not the same any more") % {
                "line": head.line,
                "day": head.day,
            }
            return broken(part, seen, _("Lines were removed or sealed anew. Compare with a backup from that day."))
        return good(part, _("%(count)d lines, unbroken") % {"count": AuditEvent.objects.count()})
    mend = _("Somebody changed the table by hand. Compare line %(line)d with a backup and restore it.")
    return broken(part, _("broken at line %(line)d") % {"line": first.pk}, mend % {"line": first.pk})


def _knock() -> None:
    """Connect, without the long patience of the pool where the server has one."""
    if connection.vendor == "postgresql":
        wrapper: Any = connection
        parameters = {**wrapper.get_connection_params(), "connect_timeout": _SECONDS_TO_ANSWER}
        try:
            wrapper.Database.connect(**parameters).close()
        except wrapper.Database.Error as error:
            raise DatabaseError(str(error)) from error
    connection.ensure_connection()


def _sqlite_mend(error: DatabaseError) -> str:
    # The low byte: the rest tells the finer kinds.
    if getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}:
        return _("The account that runs hashi must be able to write to the file and its folder.")
    return _("The file is damaged: stop hashi and restore the latest backup.")


def _server() -> str:
    if connection.vendor == "sqlite":
        return f"SQLite {sqlite3.sqlite_version} ({connection.settings_dict['NAME']})"
    return f"PostgreSQL {_ask('SHOW server_version')}"


def _sqlite_fit() -> Finding:
    part = _("Database settings")
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        return broken(part, sqlite3.sqlite_version, _("SQLite 3.35 or newer is needed: use a newer Python."))
    # A database in memory (in tests) cannot have a write-ahead log.
    journal = _ask("PRAGMA journal_mode")
    if journal not in {"wal", "memory"}:
        mend = _("The disk must allow shared memory: do not put HASHI_HOME on a network folder.")
        return broken(part, f"journal_mode={journal}", mend)
    if _ask("PRAGMA foreign_keys") != "1":
        return broken(part, "foreign_keys=off", _("Leave the options of DATABASE_URL away."))
    damage = _damage()
    if damage != "ok":
        return broken(part, damage, _("The file is damaged: stop hashi and restore the latest backup."))
    if _ask("""SELECT json_extract('{"a": 1}', '$.a')""") != "1":
        return broken(part, "JSON", _("SQLite was built without JSON: use another Python."))
    return good(part, f"journal_mode={journal}, foreign_keys=on, JSON, quick_check=ok")


def _postgresql_fit() -> Finding:
    part = _("Database settings")
    version = int(_ask("SHOW server_version_num")) // 10_000
    if version < _OLDEST_POSTGRESQL:
        return broken(part, f"PostgreSQL {version}", _("PostgreSQL 15 or newer is needed."))
    encoding = _ask("SHOW server_encoding")
    if encoding != "UTF8":
        mend = _("Make the database anew: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0")
        return broken(part, encoding, mend)
    collation = _ask("SELECT datcollate FROM pg_database WHERE datname = current_database()")
    if _ask("SELECT count(*) FROM pg_available_extensions WHERE name = 'btree_gist'") == "0":
        mend = _("Install the server's contrib package (postgresql-contrib); bookings will need btree_gist.")
        return warning(part, _("the extension btree_gist is not there"), mend)
    return good(part, f"{encoding}, {collation}")


def _damage() -> str:
    """What SQLite finds wrong with the file; "ok" when nothing."""
    try:
        return _ask("PRAGMA quick_check(1)")
    except DatabaseError as error:
        return str(error)


def _ask(question: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(question)
        row = cursor.fetchone()
    return str(row[0])
