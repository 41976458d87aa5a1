"""How demo records are told from real ones, and how they get identities that never vary."""

from __future__ import annotations

import random
from typing import Any
from uuid import UUID, uuid5

from hashiwatashi.common.audit.trail import SystemActor

SOURCE = "demo"
CREDIT = "架空のデータ（デモ用） / fictional data for the demonstration"
DEMO = SystemActor("demo")
_NAMESPACE = UUID("6f1b8f0e-6d0c-4b53-9a53-9f4f6ad60d01")


def uid_of(table: str, key: str) -> UUID:
    """The same identifier in every demo world."""
    return uuid5(_NAMESPACE, f"{table}:{key}")


def marks(table: str, key: str) -> dict[str, Any]:
    """The fields that make a record known as invented."""
    return {"uid": uid_of(table, key), "source": SOURCE, "source_key": key, "credit": CREDIT}


def dice(key: str) -> random.Random:
    """Chance that depends on ``key`` alone, so that one more record changes no other."""
    return random.Random(f"hashiwatashi:{key}")  # noqa: S311


def phone(number: int) -> str:
    """A telephone number that nobody can have."""
    return f"000-0000-{number % 10_000:04d}"


def mail(key: str) -> str:
    """An address in the domain that is reserved for examples (RFC 2606, JPRS)."""
    return f"{key}@example.jp"
