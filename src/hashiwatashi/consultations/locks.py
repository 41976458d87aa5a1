"""One sender's questions are counted one after the other, so that many sent at once are not all let through."""

from __future__ import annotations

import zlib

from django.db import connection, transaction

# Any number will do: it tells our lock from those of `reservations.locks` and of other programs.
_SENDER = 7_217_011


def hold_sender(sender: str) -> None:
    """Nobody else asks as this sender until the transaction ends. SQLite has one writer at a time anyway."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A lock is held until the end of a transaction.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_SENDER, zlib.crc32(sender.encode()) % 2**31])
