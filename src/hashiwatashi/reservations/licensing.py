"""Operator licences and reservations: who may operate alone on which days, and what is said to whoever may not.

A valid licence on every day of the use, or an instructor who attends: nothing begins without one of them (INV-06).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.common import written
from hashiwatashi.common.languages import is_japanese
from hashiwatashi.common.timespans import TimeSpan, days_of
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.licences.announced import next_course
from hashiwatashi.licences.enums import LicenceState
from hashiwatashi.licences.holding import Gap, entitling, first_gap, licences_for
from hashiwatashi.licences.models import Course, OperatorLicence
from hashiwatashi.opening.hours import Opening, opening_of
from hashiwatashi.opening.models import UseRules
from hashiwatashi.people.models import Account
from hashiwatashi.reservations.enums import COMING, ReservationStage
from hashiwatashi.reservations.models import Reservation

_DAY = timedelta(days=1)


def gap_of(user: Account | None, equipment: Equipment, level: int, span: TimeSpan) -> Gap | None:
    """The first day of a span on which nothing entitles somebody to operate an instrument; None for no such day."""
    return first_gap(licences_for(user, equipment), level, days_of(span, timezone.get_default_timezone()))


def refusal(gap: Gap, level: int, rules: UseRules, equipment: Equipment, now: datetime) -> str:
    """What is missing, and every way there is: an instructor, a commissioned test, the next course."""
    course = next_course(equipment, level, now)
    return ("" if is_japanese() else " ").join([_missing(gap, level), *_ways(rules, course)])


@dataclass(frozen=True, slots=True)
class Standing:
    """By which licence a reservation's user operates alone, or what is missing; neither where nothing is needed."""

    licence: OperatorLicence | None = None
    lack: str = ""


def standing_of(reservation: Reservation) -> Standing:
    """How a reservation stands; an instructor who attends needs nothing further."""
    level = 0 if reservation.with_instructor else _level(reservation)
    if not level:
        return Standing()
    held = licences_for(reservation.user, reservation.unit.equipment)
    days = days_of(reservation.span, timezone.get_default_timezone())
    if gap := first_gap(held, level, days):
        return Standing(lack=_missing(gap, level))
    return Standing(entitling(held, level, timezone.localdate(reservation.starts)))


def lack_of(reservation: Reservation) -> str:
    """Why a use cannot begin for want of a licence; empty where it can, or an instructor attends."""
    return standing_of(reservation).lack


def licence_of(reservation: Reservation) -> OperatorLicence | None:
    """The licence by which somebody operates without an instructor."""
    return standing_of(reservation).licence


def dependants(licence: OperatorLicence) -> list[Reservation]:
    """The coming reservations that lack a licence and are for what this one is for, in the order of their time."""
    found = Reservation.objects.filter(
        user=licence.person_id,
        stage__in=[stage for stage in COMING if stage != ReservationStage.IN_USE],
        with_instructor=False,
        ends__gt=timezone.now(),
    )
    if licence.equipment_id is not None:
        found = found.filter(unit__equipment=licence.equipment_id)
    else:
        of_owner = found.filter(unit__equipment__owner=licence.owner_id)
        found = of_owner.filter(unit__equipment__equipment_class=licence.equipment_class_id)
    return [one for one in found.for_lists().order_by("starts", "pk") if lack_of(one)]


def highest_level(opening: Opening, span: TimeSpan) -> int:
    """The highest level that the rules ask for on some day of a span; 0 for none."""
    days = days_of(span, timezone.get_default_timezone())
    return max((rules.licence_level for day in days if (rules := opening.rules_on(day))), default=0)


def _level(reservation: Reservation) -> int:
    first, last = timezone.localdate(reservation.starts), timezone.localdate(reservation.ends)
    return highest_level(opening_of(reservation.unit.equipment, first, last + _DAY), reservation.span)


def _missing(gap: Gap, level: int) -> str:
    values: dict[str, object] = {"level": level}
    if gap.licence is None:
        return _("An operator licence of level %(level)d is needed.") % values
    values |= {"number": gap.licence.number, "own": gap.licence.level, "day": written.day(gap.day)}
    if gap.state == LicenceState.SUSPENDED:
        return _("Your operator licence %(number)s is suspended. Ask the institution.") % values
    if gap.state == LicenceState.EXPIRED:
        values["last"] = written.day(gap.licence.expires_on)
        return _("Your operator licence %(number)s is valid until %(last)s only, not on %(day)s.") % values
    return _("An operator licence of level %(level)d is needed. Yours (%(number)s) is of level %(own)d.") % values


def _ways(rules: UseRules, course: Course | None) -> Iterator[str]:
    if rules.with_instructor:
        yield _("Ask for an instructor to attend.")
    if rules.takes_tests:
        yield _("Or let the institution do it as a commissioned test.")
    if course is not None:
        day = written.day(timezone.localdate(course.starts))
        yield _("The next course with free seats: %(day)s “%(title)s”.") % {"day": day, "title": course.title}
