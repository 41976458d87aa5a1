"""Which changes of the database the search index has to learn of, and the triggers that note them.

Triggers write an `IndexMark` in the transaction of the change, so that nothing can forget to: neither bulk import,
nor raw SQL, nor the administration site. Like the index they are derived: from what `matching.kinds` declares. They
come off before tables are altered (SQLite makes such a table anew, without its triggers) and are put on afterwards;
migrations know nothing of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration, RunPython, RunSQL

from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.models import IndexMark
from hashiwatashi.matching.registry import searchables
from hashiwatashi.matching.searchable import Searchable
from hashiwatashi.organisations.mergers import LINE
from hashiwatashi.organisations.models import Organisation, OrganisationName

_MARKS = IndexMark._meta.db_table
_ORGANISATIONS = Organisation._meta.db_table
_ENDING = "_marks"
# An organisation's name stands in its own document and, as predecessor or successor, in those of its neighbours.
_FAMILY = (
    "SELECT {row}.id UNION SELECT {row}.successor_id UNION"  # noqa: S608 our own names
    f" SELECT id FROM {_ORGANISATIONS} WHERE successor_id = {{row}}.id"
)
_NAMED = "SELECT {row}.organisation_id"
_ROWS = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}


@dataclass(frozen=True, slots=True)
class Flow:
    """A change of a row of ``table`` flows into the documents of ``kind`` whose record ids ``ids`` selects.

    ``ids`` is SQL of one column (NULLs are dropped), with ``{row}`` for the changed row, before and after.
    """

    table: str
    kind: Kind
    ids: str = "SELECT {row}.id"


@cache
def flows() -> tuple[Flow, ...]:
    """All of them, of every searchable kind."""
    return tuple(flow for searchable in searchables().values() for flow in _flows_of(searchable))


def _flows_of(searchable: Searchable) -> Iterator[Flow]:
    kind, own = searchable.kind, searchable.model._meta
    if searchable.owner:
        yield Flow(own.db_table, kind)
        owner = own.get_field(searchable.owner).column  # type: ignore[union-attr]
        theirs = f"SELECT id FROM {own.db_table} WHERE {owner} IN ({{organisations}})"  # noqa: S608 our own names
    else:
        theirs = "{organisations}"
    for table, organisations in ((_ORGANISATIONS, _FAMILY), (OrganisationName._meta.db_table, _NAMED)):
        yield Flow(table, kind, theirs.replace("{organisations}", organisations))
    if searchable.taking_part:
        yield _inherited(searchable)
    for name in searchable.beside:
        yield _beside(kind, searchable.model, name)


def _inherited(searchable: Searchable) -> Flow:
    """What a body takes part in is found by its successors, too: a merger changes who finds what it and those before
    it had."""
    field: Any = searchable.model._meta.get_field(searchable.taking_part)
    line = merged = "SELECT {row}.id"
    for _again in range(LINE - 1):
        merged = f"SELECT id FROM {_ORGANISATIONS} WHERE successor_id IN ({merged})"  # noqa: S608 our own names
        line = f"{line} UNION {merged}"
    rows, record = field.related_model._meta.db_table, field.remote_field.column
    ids = f"SELECT {record} FROM {rows} WHERE organisation_id IN ({line})"  # noqa: S608 our own names
    return Flow(_ORGANISATIONS, searchable.kind, ids)


def _beside(kind: Kind, model: type[models.Model], name: str) -> Flow:
    """The flow of a relation: many to many, from rows that belong to the record, or to a row it names."""
    field: Any = model._meta.get_field(name)
    if field.many_to_many:
        return Flow(field.m2m_db_table(), kind, f"SELECT {{row}}.{field.m2m_column_name()}")
    if field.one_to_many:
        return Flow(field.related_model._meta.db_table, kind, f"SELECT {{row}}.{field.remote_field.column}")
    ids = f"SELECT id FROM {model._meta.db_table} WHERE {field.column} = {{row}}.id"  # noqa: S608 our own names
    return Flow(field.related_model._meta.db_table, kind, ids)


def trigger_names() -> frozenset[str]:
    """The name of every trigger that must be there."""
    return frozenset(_definitions("sqlite"))


def missing_triggers(connection: BaseDatabaseWrapper) -> list[str]:
    """Triggers that ought to be in the database and are not, or do something else."""
    wanted, standing = _definitions(connection.vendor), _standing(connection)
    return sorted(name for name, definition in wanted.items() if standing.get(name) != definition)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put on what is missing and take off what is no longer declared; nothing where all is as it should be.

    Without all tables, as in the middle of migrations that are walked by hand, there are no triggers.
    """
    wanted, standing = _definitions(connection.vendor), _standing(connection)
    if not {_MARKS, *(flow.table for flow in flows())} <= set(connection.introspection.table_names()):
        return uninstall(connection)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for name in sorted(standing.keys() - wanted.keys() | set(missing_triggers(connection))):
            for statement in _dropped(connection.vendor, name, standing):
                cursor.execute(statement)
            for statement in _created(connection.vendor, name, wanted):
                cursor.execute(statement)
    return None


def uninstall(connection: BaseDatabaseWrapper) -> None:
    """Take every trigger off."""
    standing = _standing(connection)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for name in standing:
            for statement in _dropped(connection.vendor, name, standing):
                cursor.execute(statement)


def before_migrations(plan: list[tuple[Migration, bool]], connection: BaseDatabaseWrapper) -> None:
    """Tables can be altered freely; where nothing is to be done the triggers stay on."""
    if plan:
        uninstall(connection)


def after_migrations(plan: list[tuple[Migration, bool]], connection: BaseDatabaseWrapper) -> None:
    """The triggers stand again; where a migration may have changed rows, everything is marked."""
    install(connection)
    changes_rows = any(isinstance(step, RunPython | RunSQL) for migration, _ in plan for step in migration.operations)
    walks_back = any(is_backwards for _, is_backwards in plan)
    if (changes_rows or walks_back) and not missing_triggers(connection):
        mark_all(connection)


def mark_all(connection: BaseDatabaseWrapper) -> None:
    """Let the index look at every record again."""
    with connection.cursor() as cursor:
        for searchable in searchables().values():
            table = searchable.model._meta.db_table
            cursor.execute(
                f"INSERT INTO {_MARKS} (kind, record_id) SELECT %s, id FROM {table}",  # noqa: S608 our own names
                [searchable.kind.value],
            )


@cache
def _definitions(vendor: str) -> Mapping[str, str]:
    """Trigger → what it does, as the database holds it: on SQLite its whole statement, else its function's body."""
    tables = dict.fromkeys(flow.table for flow in flows())
    found = {}
    for table in tables:
        for event in _ROWS:
            body = " ".join(_inserts(table, event))
            name = f"{table.removeprefix('hashiwatashi_')}_{event}{_ENDING}"
            whole = f"CREATE TRIGGER {name} AFTER {event.upper()} ON {table} BEGIN {body} END"
            found[name] = whole if vendor == "sqlite" else f" BEGIN {body} RETURN NULL; END "
    return found


def _standing(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """The triggers that are on, as `_definitions` gives them."""
    catalogue = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
        "postgresql": (
            "SELECT tgname, prosrc FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid"
            " WHERE NOT tgisinternal AND tgenabled <> 'D' AND tgname LIKE %s"
        ),
    }
    with connection.cursor() as cursor:
        cursor.execute(catalogue[connection.vendor], [f"%{_ENDING}"])
        return dict(cursor.fetchall())


def _inserts(table: str, event: str) -> Iterator[str]:
    """One INSERT for each flow, of both states of the row."""
    for flow in flows():
        if flow.table == table:
            ids = " UNION ".join(flow.ids.format(row=row) for row in _ROWS[event])
            found = f"SELECT id FROM ({_named(ids)}) AS ids WHERE id IS NOT NULL"  # noqa: S608 our own names
            yield f"INSERT INTO {_MARKS} (kind, record_id) SELECT '{flow.kind.value}', id FROM ({found}) AS found;"  # noqa: S608 our own names


def _named(ids: str) -> str:
    """A selection whose one column is called id on both databases."""
    return f"SELECT NULL AS id WHERE 1 = 0 UNION {ids}"


def _created(vendor: str, name: str, wanted: Mapping[str, str]) -> list[str]:
    if name not in wanted:
        return []
    if vendor == "sqlite":
        return [wanted[name]]
    table, event = _place_of(name)
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $marks${wanted[name]}$marks$",
        f"CREATE TRIGGER {name} AFTER {event.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def _dropped(vendor: str, name: str, standing: Mapping[str, str]) -> list[str]:
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}"]
    table, _ = _place_of(name)
    # A trigger that is off, or lost, leaves its function behind.
    lost = [] if name not in standing else [f"DROP TRIGGER IF EXISTS {name} ON {table}"]
    return [*lost, f"DROP FUNCTION IF EXISTS {name}() CASCADE"]


def _place_of(name: str) -> tuple[str, str]:
    """The table and the event of a trigger."""
    table, event, _ = name.rsplit("_", 2)
    return f"hashiwatashi_{table}", event
