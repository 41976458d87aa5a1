"""Changing units that may be reserved: none is taken out of use while somebody counts on it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.common import actions
from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.common.timespans import at_minute
from hashiwatashi.opening.models import Unit
from hashiwatashi.reservations import locks
from hashiwatashi.reservations.models import Reservation

_TOLD = 5


def change_unit(unit: Unit, *, by: Actor, version: int | None = None, **changes: Any) -> None:
    """Change number, room or days of a unit; an ``until`` ends it from that day on.

    Raises `InvalidInput` that names the coming reservations outside its days, `EditConflict`, `TypeError` for
    another ``equipment``. Audited as `OpeningEvent.UNIT_CHANGED`.
    """
    if "equipment" in changes:
        raise TypeError("A unit stays what it is.")
    with transaction.atomic():
        locks.hold_units(unit.owner_id, [unit.pk])
        days = {name: changes.get(name, getattr(unit, name)) for name in ("since", "until")}
        if left := outside_days(unit, **days):
            raise InvalidInput.of("until" if changes.get("until") else "since", _told(left))
        actions.change(unit, by=by, changes=changes, version=version)


def outside_days(unit: Unit, *, since: date, until: date | None) -> list[Reservation]:
    """The coming reservations of a unit that would lie outside the days on which it is in use."""
    zone = timezone.get_default_timezone()
    outside = Q(starts__lt=at_minute(since, 0, zone))
    if until is not None:
        outside |= Q(ends__gt=at_minute(until, 0, zone))
    coming = Reservation.objects.filter(unit=unit, ends__gt=timezone.now()).coming()
    return list(coming.filter(outside).order_by("starts", "pk"))


def _told(left: list[Reservation]) -> str:
    said = _("These reservations lie outside: %(numbers)s. Put them to another unit, or cancel them, first.")
    more = " …" if len(left) > _TOLD else ""
    return said % {"numbers": "、".join(one.number for one in left[:_TOLD]) + more}
