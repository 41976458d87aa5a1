"""What can be done with equipment records."""

from __future__ import annotations

from typing import Any

from hashiwatashi.common import actions
from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.equipment.models import Equipment


def register_equipment(*, by: Actor, reason: str = "", **fields: Any) -> Equipment:
    """Store a new record from its model fields. Raises `InvalidInput`. Audited as `EquipmentEvent.REGISTERED`."""
    return actions.register(Equipment(**fields), by=by, reason=reason)


def change_equipment(
    equipment: Equipment, *, by: Actor, reason: str = "", version: int | None = None, **changes: Any
) -> dict[str, tuple[Any, Any]]:
    """Change fields of a record; returns field → (before, after). Raises `InvalidInput`, `EditConflict`.

    Audited as `EquipmentEvent.CHANGED`; nothing is stored or audited when nothing differs.
    """
    return actions.change(equipment, by=by, changes=changes, reason=reason, version=version)
