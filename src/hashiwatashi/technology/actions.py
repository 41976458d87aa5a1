"""What can be done with seed records."""

from __future__ import annotations

from typing import Any

from hashiwatashi.common import actions
from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.technology.models import Seed


def register_seed(*, by: Actor, reason: str = "", **fields: Any) -> Seed:
    """Store a new record from its model fields. Raises `InvalidInput`. Audited as `SeedEvent.REGISTERED`."""
    return actions.register(Seed(**fields), by=by, reason=reason)


def change_seed(
    seed: Seed, *, by: Actor, reason: str = "", version: int | None = None, **changes: Any
) -> dict[str, tuple[Any, Any]]:
    """Change fields of a record; returns field → (before, after). Raises `InvalidInput`, `EditConflict`.

    Audited as `SeedEvent.CHANGED`; nothing is stored or audited when nothing differs.
    """
    return actions.change(seed, by=by, changes=changes, reason=reason, version=version)
