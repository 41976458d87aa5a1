"""Marking as not come who did not begin in time, where the rules let the clock do so (不着)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from hashiwatashi.notices.reservations import RESERVATION_ABSENT
from hashiwatashi.opening.hours import openings
from hashiwatashi.reservations import locks
from hashiwatashi.reservations.actions import CLOCK, tell_users
from hashiwatashi.reservations.enums import ReservationStage
from hashiwatashi.reservations.models import Reservation
from hashiwatashi.reservations.stages import STAGES

_DAY = timedelta(days=1)


def mark_absent(now: datetime) -> int:
    """Mark permitted uses that did not begin in time; what is left of their time is free. Returns how many.

    Only where the rules of the day say so, and only what has not ended: the past stays as people left it. The users
    are told. Audited as `ReservationEvent.ABSENT`.
    """
    begun = Reservation.objects.filter(stage=ReservationStage.PERMITTED, starts__lte=now, ends__gt=now)
    late = list(begun.for_lists().order_by("pk"))
    if not late:
        return 0
    days = [timezone.localdate(one.starts) for one in late]
    equipment = {one.unit.equipment_id: one.unit.equipment for one in late}
    found = openings(list(equipment.values()), min(days), max(days) + _DAY)
    count = 0
    for one, day in zip(late, days, strict=True):
        rules = found[one.unit.equipment_id].rules_on(day)
        if rules and rules.absent_by_clock and one.starts + timedelta(minutes=rules.late_minutes) <= now:
            count += _mark(one)
    return count


def _mark(reservation: Reservation) -> bool:
    with locks.in_line(), transaction.atomic():
        locks.hold_units(reservation.owner_id, [reservation.unit_id])
        stored = Reservation.objects.select_for_update(of=("self",)).get(pk=reservation.pk)
        # Somebody began it, or put it to another time, at this moment.
        if stored.stage != ReservationStage.PERMITTED or stored.starts != reservation.starts:
            return False
        STAGES.move(stored, "absent", by=CLOCK)
        tell_users(stored, RESERVATION_ABSENT, by=CLOCK)
    return True
