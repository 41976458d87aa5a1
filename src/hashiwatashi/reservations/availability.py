"""When units are free: opening hours less all that takes their time, in three queries for any number of units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from heapq import merge

from django.utils import timezone

from hashiwatashi.common.timespans import TimeSpan, at_minute, days_of, without
from hashiwatashi.opening.enums import UserKind
from hashiwatashi.opening.hours import Opening, openings
from hashiwatashi.opening.models import Unit, UseRules
from hashiwatashi.reservations.enums import Obstacle
from hashiwatashi.reservations.models import Occupancy
from hashiwatashi.reservations.obstacles import OF_A_DAY, rule_obstacles
from hashiwatashi.reservations.wishes import Wish


@dataclass(frozen=True, slots=True)
class Availability:
    """One unit within a span of time: when it is open, and when it is free."""

    unit: Unit
    opening: Opening
    open: tuple[TimeSpan, ...]
    free: tuple[TimeSpan, ...]
    shut: tuple[TimeSpan, ...] = ()
    """When it is out of service, open or not."""

    def within(self, span: TimeSpan) -> Availability:
        """The same of a shorter span of time."""
        return replace(
            self,
            open=tuple(part for one in self.open if (part := one.within(span))),
            free=tuple(part for one in self.free if (part := one.within(span))),
            shut=tuple(part for one in self.shut if (part := one.within(span))),
        )

    def starts(self, minutes: int, *, user_kind: UserKind, now: datetime) -> Iterator[TimeSpan]:
        """Every time of so many minutes that can be reserved, in order: free, and as the rules would have it."""
        zone = timezone.get_default_timezone()
        length = timedelta(minutes=minutes)
        for span in self.free:
            rules = self.opening.rules_on(span.start.astimezone(zone).date())
            if rules is None:
                continue
            step = timedelta(minutes=rules.step_minutes)
            start = _next_step(span.start, rules.step_minutes, zone)
            while start + length <= span.end:
                found = TimeSpan(start, start + length)
                obstacle = self._obstacle(found, user_kind, now)
                if obstacle is None:
                    yield found
                elif obstacle in OF_A_DAY:
                    tomorrow = at_minute(start.astimezone(zone).date() + timedelta(days=1), 0, zone)
                    start = _next_step(tomorrow, rules.step_minutes, zone)
                    continue
                start += step

    def nearest(self, minutes: int, to: datetime, *, user_kind: UserKind, now: datetime) -> Iterator[TimeSpan]:
        """The times of so many minutes that `starts` gives, those that begin nearest to a moment first."""
        length = timedelta(minutes=minutes)
        zone, barred = timezone.get_default_timezone(), set[date]()
        ways = (self._outward(span, length, to) for span in self.free)
        for start in merge(*ways, key=lambda one: abs(one - to)):
            if (day := start.astimezone(zone).date()) in barred:
                continue
            found = TimeSpan(start, start + length)
            obstacle = self._obstacle(found, user_kind, now)
            if obstacle is None:
                yield found
            elif obstacle in OF_A_DAY:
                barred.add(day)

    def _obstacle(self, span: TimeSpan, user_kind: UserKind, now: datetime) -> Obstacle | None:
        found = next(rule_obstacles(Wish(self.unit, span, user_kind=user_kind), self.opening, now), None)
        return found.obstacle if found else None

    def _outward(self, span: TimeSpan, length: timedelta, to: datetime) -> Iterator[datetime]:
        """Every full step of a free span from which on there is time, from the nearest to a moment outward."""
        zone = timezone.get_default_timezone()
        rules = self.opening.rules_on(span.start.astimezone(zone).date())
        if rules is None:
            return
        step = timedelta(minutes=rules.step_minutes)
        first = _next_step(span.start, rules.step_minutes, zone)
        last = (span.end - length - first) // step
        later = min(max(-((first - to) // step), 0), last + 1)
        earlier = later - 1
        while earlier >= 0 or later <= last:
            before, after = first + earlier * step, first + later * step
            if later > last or (earlier >= 0 and to - before <= after - to):
                yield before
                earlier -= 1
            else:
                yield after
                later += 1


def availabilities(units: Collection[Unit], within: TimeSpan, *, but: int | None = None) -> dict[int, Availability]:
    """The availability of each unit by its key; the units are loaded with their equipment.

    ``but`` is a reservation that does not stand in its own way.
    """
    zone = timezone.get_default_timezone()
    days = days_of(within, zone)
    found = openings([unit.equipment for unit in units], days[0], days[-1] + timedelta(days=1))
    taken, shut = _taken_times([unit.pk for unit in units], within, but)
    shared: dict[int, tuple[TimeSpan, ...]] = {}
    made = {}
    for unit in units:
        opening = found[unit.equipment_id]
        if unit.equipment_id not in shared:
            shared[unit.equipment_id] = tuple(opening.spans(within, zone))
        spans = shared[unit.equipment_id]
        free = tuple(without(spans, taken[unit.pk]))
        made[unit.pk] = Availability(unit, opening, spans, free, tuple(shut[unit.pk]))
    return made


Times = Mapping[int, list[TimeSpan]]


def _taken_times(units: Collection[int], within: TimeSpan, but: int | None) -> tuple[Times, Times]:
    """When each unit is taken by something, whatever it is; and when by a closure."""
    found: dict[int, list[TimeSpan]] = defaultdict(list)
    shut: dict[int, list[TimeSpan]] = defaultdict(list)
    rows = Occupancy.objects.taking(units, within).values_list("unit", "starts", "ends", "reservation")
    for unit, starts, ends, reservation in rows:
        if but is None or reservation != but:
            found[unit].append(TimeSpan(starts, ends))
        if reservation is None:
            shut[unit].append(TimeSpan(starts, ends))
    return found, shut


def shortest(rules: UseRules) -> int:
    """The shortest time, in minutes, that leaves some to use, in full steps."""
    inside, step = rules.preparation_minutes + rules.cleaning_minutes, rules.step_minutes
    return (inside // step + 1) * step


def _next_step(moment: datetime, step: int, zone: tzinfo) -> datetime:
    """The first full step of the day's clock from a moment on."""
    local = moment.astimezone(zone)
    over = (local.hour * 60 + local.minute) % step
    rest = timedelta(seconds=local.second, microseconds=local.microsecond)
    late = timedelta(minutes=over) + rest
    return moment - late + timedelta(minutes=step) if late else moment
