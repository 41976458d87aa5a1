"""What can be done with seed records."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from hashiwatashi.common import actions
from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.technology.models import Seed

#: What counts as movement on the way to a product (R-31).
PROGRESS = frozenset({"trl", "brl", "next_milestone", "milestone_on", "blocker"})


def register_seed(*, by: Actor, reason: str = "", **fields: Any) -> Seed:
    """Store a new record from its model fields. Raises `InvalidInput`. Audited as `SeedEvent.REGISTERED`."""
    return actions.register(Seed(**{"moved_on": timezone.localdate(), **fields}), by=by, reason=reason)


def change_seed(
    seed: Seed, *, by: Actor, reason: str = "", version: int | None = None, **changes: Any
) -> dict[str, tuple[Any, Any]]:
    """Change fields of a record; returns field → (before, after). Raises `InvalidInput`, `EditConflict`.

    Audited as `SeedEvent.CHANGED`; nothing is stored or audited when nothing differs.
    """
    with transaction.atomic():
        changed = actions.change(seed, by=by, changes=changes, reason=reason, version=version)
        if not PROGRESS.isdisjoint(changed):
            # Worked out from the change itself, and told by its line.
            seed.moved_on = timezone.localdate()
            seed.save(update_fields=["moved_on"])
    return changed
