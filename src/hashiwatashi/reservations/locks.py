"""In which order whoever changes the time of units waits for others: institution, person, unit.

Taken first in a transaction, before the audit trail's, and always in this order, so that nobody waits in a ring.
SQLite lets one transaction write at a time, but not by turns: some of those who wait give up at last. There the
processes of an installation stand in line at a file.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

# Any numbers will do: they tell our locks from each other and from those of other programs.
_OWNER, _USER, _UNIT, _PERMITS = 7_217_001, 7_217_002, 7_217_003, 7_217_004
_WIDTH = 2**31


@contextmanager
def in_line() -> Iterator[None]:
    """Wait for one's turn to write, before a transaction begins; on PostgreSQL the locks themselves are a line."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with (Path(settings.HASHI_HOME) / "reservations.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def hold_units(owner: int, units: Iterable[int], user: int | None = None) -> None:
    """Nobody else changes the time of these units, nor reserves for this user, nor the institution's hours."""
    taken = [("pg_advisory_xact_lock_shared", _OWNER, owner)]
    if user is not None:
        taken.append(("pg_advisory_xact_lock", _USER, user))
    taken += [("pg_advisory_xact_lock", _UNIT, unit) for unit in sorted(set(units))]
    _hold(taken)


def hold_institution(owner: int) -> None:
    """Nobody else reserves anything of the institution, nor changes its hours."""
    _hold([("pg_advisory_xact_lock", _OWNER, owner)])


def hold_person(user: int) -> None:
    """Nobody else reserves for this user. After the institution alone is held, with no other person."""
    _hold([("pg_advisory_xact_lock", _USER, user)])


def hold_permits(owner: int) -> None:
    """Nobody else takes a number for a permission of the institution."""
    _hold([("pg_advisory_xact_lock", _PERMITS, owner)])


def _hold(taken: list[tuple[str, int, int]]) -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A lock is held until the end of a transaction.")
    if connection.vendor != "postgresql":
        return
    # One statement; each lock is taken as a row of its own, in this order.
    rows = " UNION ALL ".join(f"SELECT {name}(%s, %s)" for name, _kind, _key in taken)
    with connection.cursor() as cursor:
        cursor.execute(rows, [value for _name, kind, key in taken for value in (kind, key % _WIDTH)])
