"""What can be done with units without a look at reservations; the rest stands in `reservations.units`."""

from __future__ import annotations

from typing import Any

from django.db.models import Max

from hashiwatashi.common import actions
from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.opening.models import Unit


def add_unit(equipment: Equipment, *, by: Actor, **values: Any) -> Unit:
    """Add a machine (号機) to an entry of the catalogue; from then on it can be reserved where rules are set.

    Raises `InvalidInput`, also for a number that another unit bears. Audited as `OpeningEvent.UNIT_ADDED`.
    """
    return actions.register(Unit(equipment=equipment, **values), by=by)


def next_number(equipment: Equipment) -> int:
    """The number that a further unit of an instrument is offered."""
    highest: int | None = Unit.objects.filter(equipment=equipment).aggregate(highest=Max("number"))["highest"]
    return (highest or 0) + 1
