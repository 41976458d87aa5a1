"""Which changes of the database the search index has to learn of, declared once, and the triggers that note them.

Triggers write an `IndexMark` in the transaction of the change, so that nothing can forget to: neither bulk import,
nor raw SQL, nor the administration site. A migration that alters one of these tables takes the triggers off first
and puts them on again last (``RunPython(marks.uninstall, marks.install)`` … ``RunPython(marks.install,
marks.uninstall)``): SQLite makes such a table anew, without its triggers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from hashiwatashi.matching.enums import Kind

_MARKS = "hashiwatashi_indexmark"
# An organisation's name stands in its own document and, as predecessor or successor, in those of its neighbours.
_FAMILY = (
    "SELECT {row}.id UNION SELECT {row}.successor_id UNION"
    " SELECT id FROM hashiwatashi_organisation WHERE successor_id = {row}.id"
)


@dataclass(frozen=True, slots=True)
class Flow:
    """A change of a row of ``table`` flows into the documents of ``kind`` whose record ids ``ids`` selects.

    ``ids`` is SQL of one column (NULLs are dropped), with ``{row}`` for the changed row, before and after.
    """

    table: str
    kind: Kind
    ids: str = "SELECT {row}.id"


def _of_organisations(table: str, organisations: str) -> tuple[Flow, ...]:
    """The documents of some organisations and of all that is theirs."""

    def theirs(kind: Kind, owned: str, owner: str) -> Flow:
        ids = f"SELECT id FROM hashiwatashi_{owned} WHERE {owner} IN ({organisations})"  # noqa: S608 our own names
        return Flow(table, kind, ids)

    return (
        Flow(table, Kind.ORGANISATION, organisations),
        theirs(Kind.EQUIPMENT, "equipment", "owner_id"),
        theirs(Kind.SEED, "seed", "owner_id"),
        theirs(Kind.EXPERT, "expert", "organisation_id"),
        theirs(Kind.NEED, "need", "owner_id"),
        theirs(Kind.CALL, "call", "funder_id"),
    )


def _of_linked(table: str, kind: Kind, linked: str, column: str) -> Flow:
    ids = f"SELECT id FROM hashiwatashi_{linked} WHERE {column} = {{row}}.id"  # noqa: S608 our own names
    return Flow(table, kind, ids)


FLOWS: tuple[Flow, ...] = (
    Flow("hashiwatashi_equipment", Kind.EQUIPMENT),
    Flow("hashiwatashi_seed", Kind.SEED),
    Flow("hashiwatashi_expert", Kind.EXPERT),
    Flow("hashiwatashi_need", Kind.NEED),
    Flow("hashiwatashi_call", Kind.CALL),
    *_of_organisations("hashiwatashi_organisation", _FAMILY),
    *_of_organisations("hashiwatashi_organisationname", "SELECT {row}.organisation_id"),
    _of_linked("hashiwatashi_equipmentclass", Kind.EQUIPMENT, "equipment", "equipment_class_id"),
    _of_linked("hashiwatashi_industry", Kind.ORGANISATION, "organisation", "industry_id"),
    _of_linked("hashiwatashi_person", Kind.SEED, "seed", "researcher_id"),
    _of_linked("hashiwatashi_person", Kind.EXPERT, "expert", "person_id"),
    Flow("hashiwatashi_call_areas", Kind.CALL, "SELECT {row}.call_id"),
    Flow("hashiwatashi_expert_areas", Kind.EXPERT, "SELECT {row}.expert_id"),
)
TABLES = tuple(dict.fromkeys(flow.table for flow in FLOWS))
_ROWS = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}


def trigger_names() -> frozenset[str]:
    """The name of every trigger that must be there."""
    return frozenset(_name(table, event) for table in TABLES for event in _ROWS)


def missing_triggers(connection: BaseDatabaseWrapper) -> list[str]:
    """Triggers that ought to be in the database and are not."""
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
    }
    with connection.cursor() as cursor:
        cursor.execute(catalogue[connection.vendor])
        return sorted(trigger_names() - {name for (name,) in cursor.fetchall()})


def install(_apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put every trigger on, replacing what is there; for `RunPython` of a migration."""
    uninstall(_apps, schema_editor)
    for table in _present(schema_editor):
        for event in _ROWS:
            for statement in _created(schema_editor.connection.vendor, table, event):
                schema_editor.execute(statement, params=None)


def uninstall(_apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take every trigger off; for `RunPython` of a migration."""
    for table in _present(schema_editor):
        for event in _ROWS:
            for statement in _dropped(schema_editor.connection.vendor, table, event):
                schema_editor.execute(statement, params=None)


def _present(schema_editor: BaseDatabaseSchemaEditor) -> list[str]:
    """The declared tables that this step of the migrations has."""
    there = set(schema_editor.connection.introspection.table_names())
    return [table for table in TABLES if table in there]


def _name(table: str, event: str) -> str:
    return f"{table.removeprefix('hashiwatashi_')}_{event}_marks"


def _body(table: str, event: str) -> str:
    """One INSERT for each flow and each state of the row."""
    return " ".join(_inserts(table, event))


def _inserts(table: str, event: str) -> Iterator[str]:
    for flow in FLOWS:
        if flow.table == table:
            ids = " UNION ".join(flow.ids.format(row=row) for row in _ROWS[event])
            found = f"SELECT id FROM ({_named(ids)}) AS ids WHERE id IS NOT NULL"  # noqa: S608 our own names
            yield f"INSERT INTO {_MARKS} (kind, record_id) SELECT '{flow.kind.value}', id FROM ({found}) AS found;"  # noqa: S608 our own names


def _named(ids: str) -> str:
    """A selection whose one column is called id on both databases."""
    return f"SELECT NULL AS id WHERE 1 = 0 UNION {ids}"


def _created(vendor: str, table: str, event: str) -> list[str]:
    name, body = _name(table, event), _body(table, event)
    if vendor == "sqlite":
        return [f"CREATE TRIGGER {name} AFTER {event.upper()} ON {table} BEGIN {body} END"]
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $marks$ BEGIN {body} RETURN NULL; END $marks$",
        f"CREATE TRIGGER {name} AFTER {event.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def _dropped(vendor: str, table: str, event: str) -> list[str]:
    name = _name(table, event)
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}"]
    return [f"DROP TRIGGER IF EXISTS {name} ON {table}", f"DROP FUNCTION IF EXISTS {name}()"]
