"""The week of an instrument: when each unit is open, free or taken, for everybody, without a name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from hashiwatashi.common.timespans import TimeSpan, at_minute, merged, whole_day, without
from hashiwatashi.common.visitors import organisation_ids
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.opening.enums import UserKind
from hashiwatashi.opening.models import Unit
from hashiwatashi.opening.week import clock
from hashiwatashi.reservations.answers import answer_for
from hashiwatashi.reservations.availability import Availability, availabilities, shortest
from hashiwatashi.reservations.models import Waiting
from hashiwatashi.reservations.wishes import user_kind_of
from hashiwatashi.web.permissions import public
from hashiwatashi.web.reservations.times import named, parts, week_of
from hashiwatashi.web.reservations.views import kept_by
from hashiwatashi.web.visitors import account_of

_DAYS = 7
_WEEK = timedelta(days=_DAYS)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a day on which a unit is free, taken, shut (repair and the like) or past.

    ``href`` leads to the form where it can be reserved or waited for. How many wait is counted for those alone who
    keep the unit.
    """

    span: TimeSpan
    state: str
    href: str = ""
    waiting: int = 0

    @property
    def says(self) -> str:
        """13:00–17:00."""
        _day, start, _last, end = parts(self.span)
        return f"{clock(start)}–{clock(end)}"


@dataclass(frozen=True, slots=True)
class Day:
    """One day of one unit; without stretches it is closed, for ``reason`` if there is one."""

    day: date
    stretches: tuple[Stretch, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class UnitWeek:
    """The seven days of a unit."""

    unit: Unit
    days: tuple[Day, ...]


@public
def week(request: HttpRequest, uid: UUID) -> HttpResponse:
    """When an instrument is free, week by week; nobody's name stands there."""
    record = get_object_or_404(Equipment.objects.visible_to(request.user).for_lists(), uid=uid)
    now = timezone.now()
    monday = week_of(request.GET.get("week", ""), timezone.localdate(now))
    units = list(Unit.objects.of([record.pk]).in_force_on(max(monday, timezone.localdate(now))).for_lists())
    context = {
        "record": record,
        "units": weeks_of(units, monday, now, request),
        "monday": monday,
        "sunday": monday + _WEEK - timedelta(days=1),
        "days": [monday + timedelta(days=number) for number in range(_DAYS)],
        "this": named(monday),
        "before": named(monday - _WEEK),
        "after": named(monday + _WEEK),
        "answer": answer_for(record, kind_of(request), now),
        "kept": organisation_ids(request.user),
    }
    return render(request, "reservations/week.html", context)


def weeks_of(units: Sequence[Unit], monday: date, now: datetime, request: HttpRequest) -> list[UnitWeek]:
    """The week of each unit."""
    zone = timezone.get_default_timezone()
    within = TimeSpan(at_minute(monday, 0, zone), at_minute(monday + _WEEK, 0, zone))
    found = availabilities(units, within)
    days = [monday + timedelta(days=number) for number in range(_DAYS)]
    waits = _waits(units, within, now, request)
    return [
        UnitWeek(unit, tuple(_day(found[unit.pk], day, now, request, waits[unit.pk]) for day in days))
        for unit in units
    ]


def kind_of(request: HttpRequest) -> UserKind:
    """As what kind of user the visitor would come; whoever has not signed in, as a firm."""
    if not request.user.is_authenticated:
        return UserKind.FIRM
    memberships = account_of(request).current_memberships
    return user_kind_of(memberships[0].organisation if memberships else None)


def _waits(
    units: Sequence[Unit], within: TimeSpan, now: datetime, request: HttpRequest
) -> Mapping[int, list[TimeSpan]]:
    """For which times of each unit somebody waits; nothing for whoever does not keep it."""
    found: dict[int, list[TimeSpan]] = defaultdict(list)
    kept = kept_by(account_of(request)) if request.user.is_authenticated else frozenset()
    own = [unit for unit in units if unit.owner_id in kept]
    if own:
        entries = Waiting.objects.standing(now).filter(unit__equipment__in={unit.equipment_id for unit in own})
        for one in entries.meeting(within):
            for unit in own if one.takes_any else [unit for unit in own if unit.pk == one.unit_id]:
                found[unit.pk].append(one.span)
    return found


def _day(found: Availability, day: date, now: datetime, request: HttpRequest, waits: Sequence[TimeSpan]) -> Day:
    of_day = found.within(whole_day(day, timezone.get_default_timezone()))
    shut = [part for span in of_day.shut for one in of_day.open if (part := one.within(span))]
    taken = [_taken(found, span, now, waits) for span in without(without(of_day.open, of_day.free), shut)]
    taken += [Stretch(span, "shut") for span in merged(shut)]
    free = [_free(of_day.within(span), span, now, request) for span in of_day.free]
    return Day(day, tuple(sorted([*taken, *free], key=lambda one: one.span)), found.opening.closed_because(day))


def _taken(found: Availability, span: TimeSpan, now: datetime, waits: Sequence[TimeSpan]) -> Stretch:
    """A taken stretch, with the way to wait for it as long as it is to come."""
    count = sum(one.start < span.end and span.start < one.end for one in waits)
    if span.start <= now or found.opening.rules_on(timezone.localdate(span.start)) is None:
        return Stretch(span, "taken", waiting=count)
    day, start, _last, end = parts(span)
    query = urlencode({"day": day.isoformat(), "start": clock(start), "end": clock(end), "wait": "1"})
    return Stretch(span, "taken", f"{reverse('reservation-new', args=[found.unit.uid])}?{query}", count)


def _free(found: Availability, span: TimeSpan, now: datetime, request: HttpRequest) -> Stretch:
    """A free stretch, with the way to reserve it from the first moment at which the rules allow."""
    if span.end <= now:
        return Stretch(span, "past")
    first = first_to_reserve(found, now, kind_of(request))
    rest = TimeSpan(max(span.start, now), span.end)
    if first is None:
        return Stretch(rest, "free")
    return Stretch(TimeSpan(first.start, span.end), "free", where_to_reserve(found.unit, first))


def first_to_reserve(found: Availability, now: datetime, user_kind: UserKind) -> TimeSpan | None:
    """The first time, as short as can be, that the rules allow to reserve."""
    if not found.free:
        return None
    rules = found.opening.rules_on(timezone.localdate(found.free[0].start))
    if rules is None:
        return None
    return next(found.starts(shortest(rules), user_kind=user_kind, now=now), None)


def where_to_reserve(unit: Unit, first: TimeSpan) -> str:
    """The form with that beginning filled in."""
    day, start, _last, _end = parts(first)
    query = urlencode({"day": day.isoformat(), "start": clock(start)})
    return f"{reverse('reservation-new', args=[unit.uid])}?{query}"
