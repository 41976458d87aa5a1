"""When an instrument can be used over REST: its units, the rules in force, special days, and when it is closed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from hashiwatashi.api.reservations import A_DAY, FIRST, LAST, SpanOut
from hashiwatashi.api.routing import public_get
from hashiwatashi.api.shapes import Shape
from hashiwatashi.common.timespans import TimeSpan, at_minute
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.opening.hours import opening_of
from hashiwatashi.opening.models import SpecialDay, Unit, UseRules
from hashiwatashi.opening.week import clock
from hashiwatashi.people.enums import Role
from hashiwatashi.reservations.models import Occupancy

router = Router(tags=["opening"])


class HoursOut(Shape):
    """From one time of the day until before another, as the clock shows them; 24:00 is the end of the day."""

    opens: str
    closes: str


class UnitInUse(Shape):
    """One machine of an instrument, and from which day on until before which it is in use."""

    uid: UUID
    number: int
    room: str
    since: date
    until: date | None


class ApprovalStep(Schema):
    """Who agrees to an application, and whether all who have the role must."""

    model_config = ConfigDict(extra="forbid")

    role: Role
    needs_all: bool = False


class RulesOut(Shape):
    """Under which rules it is used on a day. ``week`` begins on Monday; minutes and days as on the pages.
    ``route`` is told to the institution's own people alone."""

    uid: UUID
    is_own: bool
    since: date
    until: date | None
    week: list[list[HoursOut]]
    holidays: str
    users: list[str]
    earliest_months: int
    latest_days: int
    same_day_until: str | None
    step_minutes: int
    longest_minutes: int
    preparation_minutes: int
    cleaning_minutes: int
    loan_days: int
    one_at_a_time: bool
    hold_hours: int
    offer_hours: int
    late_minutes: int
    absent_by_clock: bool
    absences_most: int
    absence_bars_days: int
    licence_level: int
    licence_months: int
    with_instructor: bool
    takes_tests: bool
    in_person: bool
    route: list[ApprovalStep] | None
    note: str


class SpecialDayOut(Shape):
    """A day with other hours than usual; without any it is closed."""

    uid: UUID
    day: date
    is_yearly: bool
    is_own: bool
    hours: list[HoursOut]
    reason: str


class ClosedOut(SpanOut):
    """A time at which a unit is closed or used by the institution itself; why, it tells its own people."""

    unit: UUID


class DayBounds(Schema):
    """On which day; today where none is named."""

    day: Annotated[date, Field(ge=FIRST, lt=LAST), A_DAY] | None = None


class DaysBounds(Schema):
    """From which day on, and how many."""

    since: Annotated[date, Field(ge=FIRST, lt=LAST), A_DAY] | None = None
    days: Annotated[int, Field(ge=1, le=366)] = 92


@public_get(
    router, "/equipment/{uuid:uid}/units", response=list[UnitInUse], summary="The units of an instrument in use"
)
def units(request: HttpRequest, uid: UUID, bounds: Query[DayBounds]) -> Any:
    found = Unit.objects.of([_seen(request, uid).pk]).in_force_on(bounds.day or timezone.localdate())
    return [present_unit(one) for one in found.order_by("number")]


@public_get(
    router,
    "/equipment/{uuid:uid}/rules",
    response=list[RulesOut],
    summary="The rules of use in force, if any",
)
def rules(request: HttpRequest, uid: UUID, bounds: Query[DayBounds]) -> Any:
    day = bounds.day or timezone.localdate()
    found = opening_of(_seen(request, uid), day, day + timedelta(days=1)).rules_on(day)
    return [present_rules(found, request.user)] if found else []


@public_get(
    router, "/equipment/{uuid:uid}/special-days", response=list[SpecialDayOut], summary="Days with other hours"
)
def special_days(request: HttpRequest, uid: UUID, bounds: Query[DaysBounds]) -> Any:
    record, (first, last) = _seen(request, uid), _days(bounds)
    found = SpecialDay.objects.standing().of([record.owner_id], [record.pk]).meeting(first, last)
    return [present_day(one) for one in found]


@public_get(
    router,
    "/equipment/{uuid:uid}/closures",
    response=list[ClosedOut],
    summary="When its units are closed",
)
def closures(request: HttpRequest, uid: UUID, bounds: Query[DaysBounds]) -> Any:
    zone, (first, last) = timezone.get_default_timezone(), _days(bounds)
    within = TimeSpan(at_minute(first, 0, zone), at_minute(last, 0, zone))
    keys = dict(Unit.objects.of([_seen(request, uid).pk]).values_list("pk", "uid"))
    found = Occupancy.objects.taking(list(keys), within).filter(closure__isnull=False).order_by("starts", "pk")
    return [
        ClosedOut(unit=keys[unit], start=_local(starts), end=_local(ends))
        for unit, starts, ends in found.values_list("unit", "starts", "ends")
    ]


def _seen(request: HttpRequest, uid: UUID) -> Equipment:
    record: Equipment = get_object_or_404(Equipment.objects.visible_to(request.user), uid=uid)
    return record


def _days(bounds: DaysBounds) -> tuple[date, date]:
    first = bounds.since or timezone.localdate()
    return first, first + timedelta(days=bounds.days)


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment)


def _hours(ranges: list[list[int]]) -> list[HoursOut]:
    return [HoursOut(opens=clock(opens), closes=clock(closes)) for opens, closes in ranges]


_SAME = (
    "uid",
    "since",
    "until",
    "holidays",
    "users",
    "earliest_months",
    "latest_days",
    "step_minutes",
    "longest_minutes",
    "preparation_minutes",
    "cleaning_minutes",
    "loan_days",
    "one_at_a_time",
    "hold_hours",
    "offer_hours",
    "late_minutes",
    "absent_by_clock",
    "absences_most",
    "absence_bars_days",
    "licence_level",
    "licence_months",
    "with_instructor",
    "takes_tests",
    "in_person",
    "note",
)


def present_unit(record: Unit) -> UnitInUse:
    """A unit as the API gives it."""
    return UnitInUse(uid=record.uid, number=record.number, room=record.room, since=record.since, until=record.until)


def present_day(record: SpecialDay) -> SpecialDayOut:
    """A special day as the API gives it."""
    return SpecialDayOut(
        uid=record.uid,
        day=record.day,
        is_yearly=record.is_yearly,
        is_own=record.equipment_id is not None,
        hours=_hours(record.hours),
        reason=record.reason,
    )


def present_rules(record: UseRules, account: Any) -> RulesOut:
    """Rules of use as the API gives them to somebody."""
    is_kept = account.has_perm("hashiwatashi.set_use_rules", record)
    route = [ApprovalStep(role=role, needs_all=needs_all) for role, needs_all in record.route]
    return RulesOut(
        **{name: getattr(record, name) for name in _SAME},
        is_own=record.equipment_id is not None,
        week=[_hours(day) for day in record.week],
        route=route if is_kept else None,
        same_day_until=None if record.same_day_until is None else clock(record.same_day_until),
    )
