"""What can be done with call records."""

from __future__ import annotations

from typing import Any

from hashiwatashi.common import actions
from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.funding.models import Call


def register_call(*, by: Actor, reason: str = "", **fields: Any) -> Call:
    """Store a new record from its model fields. Raises `InvalidInput`. Audited as `CallEvent.REGISTERED`."""
    return actions.register(Call(**fields), by=by, reason=reason)


def change_call(
    call: Call, *, by: Actor, reason: str = "", version: int | None = None, **changes: Any
) -> dict[str, tuple[Any, Any]]:
    """Change fields of a record; returns field → (before, after). Raises `InvalidInput`, `EditConflict`.

    Audited as `CallEvent.CHANGED`; nothing is stored or audited when nothing differs.
    """
    return actions.change(call, by=by, changes=changes, reason=reason, version=version)
