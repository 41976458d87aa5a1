"""What can be done with need records."""

from __future__ import annotations

from typing import Any

from hashiwatashi.common import actions
from hashiwatashi.common.audit.events import Event
from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.needs.models import Need


def register_need(*, by: Actor, reason: str = "", **fields: Any) -> Need:
    """Store a new record from its model fields. Raises `InvalidInput`. Audited as `Event.NEED_REGISTERED`."""
    return actions.register(Need(**fields), by=by, event=Event.NEED_REGISTERED, reason=reason)


def change_need(
    need: Need, *, by: Actor, reason: str = "", version: int | None = None, **changes: Any
) -> dict[str, tuple[Any, Any]]:
    """Change fields of a record; returns field → (before, after). Raises `InvalidInput`, `EditConflict`.

    Audited as `Event.NEED_CHANGED`; nothing is stored or audited when nothing differs.
    """
    return actions.change(need, by=by, event=Event.NEED_CHANGED, changes=changes, reason=reason, version=version)
