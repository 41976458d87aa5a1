"""Changing units that may be reserved: none is taken out of use while somebody counts on it; an end is undone within
a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.common import actions
from hashiwatashi.common.actions import UNDO_WITHIN
from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.errors import Conflict, InvalidInput
from hashiwatashi.common.timespans import at_minute
from hashiwatashi.opening.events import OpeningEvent
from hashiwatashi.opening.models import Unit
from hashiwatashi.reservations import locks
from hashiwatashi.reservations.models import Reservation

_TOLD = 5
_EVENTS = (OpeningEvent.UNIT_CHANGED, OpeningEvent.UNIT_END_UNDONE)


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


def undo_end(unit: Unit, *, by: Actor, now: datetime | None = None) -> None:
    """Let a unit be in use for as long as it was before its end was set last.

    Raises `Conflict` after a day, or where it was undone already; `InvalidInput` that names the coming reservations
    outside its days. Audited as `OpeningEvent.UNIT_END_UNDONE`.
    """
    with transaction.atomic():
        locks.hold_units(unit.owner_id, [unit.pk])
        line = _ends([unit], now or timezone.now()).get(unit.uid)
        if line is None:
            raise Conflict(_("This can be undone for a day only, and once. Change the days of the unit instead."))
        told = line.data["changed"]["until"][0]
        until = date.fromisoformat(told) if told else None
        if left := outside_days(unit, since=unit.since, until=until):
            raise InvalidInput.of("until", _told(left))
        actions.change(unit, by=by, changes={"until": until}, event=OpeningEvent.UNIT_END_UNDONE)


def with_undoable_end(units: Iterable[Unit], now: datetime | None = None) -> set[int]:
    """The keys of those of some units whose end was set within the last day and can be undone."""
    found = list(units)
    ended = _ends(found, now or timezone.now())
    return {unit.pk for unit in found if unit.uid in ended}


def outside_days(unit: Unit, *, since: date, until: date | None) -> list[Reservation]:
    """The coming reservations of a unit that would lie outside the days on which it is in use."""
    zone = timezone.get_default_timezone()
    outside = Q(starts__lt=at_minute(since, 0, zone))
    if until is not None:
        outside |= Q(ends__gt=at_minute(until, 0, zone))
    coming = Reservation.objects.filter(unit=unit, ends__gt=timezone.now()).coming()
    return list(coming.filter(outside).order_by("starts", "pk"))


def _ends(units: Iterable[Unit], now: datetime) -> dict[UUID, AuditEvent]:
    """The lines of the trail that ended units, by the unit, where nothing was done with that end since."""
    uids = [unit.uid for unit in units if unit.until is not None]
    lines = AuditEvent.objects.filter(subject_uid__in=uids, event__in=_EVENTS, at__gte=now - UNDO_WITHIN)
    last = {line.subject_uid: line for line in lines.order_by("pk") if "until" in line.data["changed"]}
    return {
        uid: line
        for uid, line in last.items()
        if line.event == OpeningEvent.UNIT_CHANGED and line.data["changed"]["until"][1]
    }


def _told(left: list[Reservation]) -> str:
    said = _("These reservations lie outside: %(numbers)s. Put them to another unit, or cancel them, first.")
    more = " …" if len(left) > _TOLD else ""
    return said % {"numbers": "、".join(one.number for one in left[:_TOLD]) + more}
