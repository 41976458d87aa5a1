"""The units of a room, or of a whole institution, on one page: a week at a time, or a day hour by hour; no names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from hashiwatashi.common.timespans import TimeSpan, at_minute, whole_day, without
from hashiwatashi.opening.enums import UserKind
from hashiwatashi.opening.models import Unit
from hashiwatashi.opening.querysets import UnitQuerySet
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.reservations.availability import Availability, availabilities
from hashiwatashi.web.permissions import public
from hashiwatashi.web.reservations.times import day_in, named, week_of
from hashiwatashi.web.reservations.week import first_to_reserve, kind_of, weeks_of, where_to_reserve

PAGE = 30
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_HOUR = 60


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of one unit: free, partly free, taken, shut, past or closed; ``href`` leads to where to reserve it."""

    state: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class UnitDay:
    """The hours of a day of a unit, and why it is closed where it is."""

    unit: Unit
    hours: tuple[Hour, ...]
    because: str


@public
def rooms(request: HttpRequest, uid: UUID) -> HttpResponse:
    """All that can be reserved at an institution, by room; ``?day=`` shows one day by the hour."""
    record = get_object_or_404(Organisation.objects.visible_to(request.user), uid=uid)
    now = timezone.now()
    day = day_in(request.GET.get("day", ""))
    monday = day - timedelta(days=day.weekday()) if day else week_of(request.GET.get("week", ""), _today(now))
    units = _units(request, record).in_force_on(max(day or monday, _today(now)))
    names = sorted(set(units.order_by().values_list("room", flat=True)))
    room = request.GET.get("room")
    chosen = units.filter(room=room) if room in names else units
    page = Paginator(chosen.for_lists().order_by("room", "equipment__name", "equipment", "number"), PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "record": record,
        "rooms": names,
        "room": room if room in names else None,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "week": named(monday),
        "monday": monday,
        "sunday": monday + _WEEK - _DAY,
    }
    shown = _of_day(request, page, day, now) if day else _of_week(request, page, monday, now)
    return render(request, "reservations/rooms.html", context | shown)


def _units(request: HttpRequest, record: Organisation) -> UnitQuerySet:
    found: UnitQuerySet = Unit.objects.visible_to(request.user).filter(equipment__owner=record)
    return found


def _today(now: datetime) -> date:
    return timezone.localdate(now)


def _of_week(request: HttpRequest, page: Page[Unit], monday: date, now: datetime) -> dict[str, Any]:
    weeks = weeks_of(list(page.object_list), monday, now, request)
    days = [monday + number * _DAY for number in range(7)]
    return {
        "weeks": weeks,
        "days": days,
        "by_day": [(day, [(one.unit, one.days[number]) for one in weeks]) for number, day in enumerate(days)],
        "before": named(monday - _WEEK),
        "after": named(monday + _WEEK),
    }


def _of_day(request: HttpRequest, page: Page[Unit], day: date, now: datetime) -> dict[str, Any]:
    zone, units = timezone.get_default_timezone(), list(page.object_list)
    found = availabilities(units, whole_day(day, zone))
    hours = _hours(found.values(), day)
    spans = [TimeSpan(at_minute(day, hour * _HOUR, zone), at_minute(day, (hour + 1) * _HOUR, zone)) for hour in hours]
    lines = [_line(found[unit.pk], day, spans, now, kind_of(request)) for unit in units]
    return {"day": day, "hours": hours, "lines": lines, "before": day - _DAY, "after": day + _DAY}


def _line(found: Availability, day: date, spans: Sequence[TimeSpan], now: datetime, kind: UserKind) -> UnitDay:
    hours = tuple(_hour(found, span, now, kind) for span in spans)
    return UnitDay(found.unit, hours, found.opening.closed_because(day))


def _hours(found: Iterable[Availability], day: date) -> range:
    """The hours of the clock from the first opening of any unit until the last closing."""
    hours = [one for each in found for one in each.opening.hours_on(day)]
    if not hours:
        return range(0)
    return range(min(opens for opens, _closes in hours) // _HOUR, -(-max(closes for _, closes in hours) // _HOUR))


def _hour(found: Availability, span: TimeSpan, now: datetime, kind: UserKind) -> Hour:
    part = found.within(span)
    if not part.open:
        return Hour("closed")
    if span.end <= now:
        return Hour("past")
    if not part.free:
        is_shut = not list(without(part.open, part.shut))
        return Hour("shut" if is_shut else "taken")
    state = "free" if part.free == part.open else "part"
    rest = next(one for one in found.free if one.meets(span))
    first = first_to_reserve(found.within(TimeSpan(max(rest.start, span.start), rest.end)), now, kind)
    if first is None or first.start >= span.end:
        return Hour(state)
    return Hour(state, where_to_reserve(found.unit, first))
