"""How much instruments are used: hours used ÷ hours open, by item, room, institution and programme (R-05, R-06).

Hours used are those of finished uses, as reported or else as noted, and of commissioned tests and own work; hours
open are those of the opening hours, holidays and special days. Four queries for any number of units.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.utils import timezone

from hashiwatashi.common.calendar import Span
from hashiwatashi.common.timespans import TimeSpan, at_minute, merged
from hashiwatashi.opening.hours import Opening, openings
from hashiwatashi.opening.models import Unit
from hashiwatashi.reservations.enums import OccupancyKind, ReservationStage
from hashiwatashi.reservations.models import Occupancy, Reservation
from hashiwatashi.reservations.reporting import noted_times

K = TypeVar("K")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Use:
    """The use of some units in a period, in minutes; ``number`` counts finished uses."""

    used: int
    open: int
    number: int

    @property
    def percent(self) -> float | None:
        """Hours used in per cent of hours open; None where it was never open."""
        return None if not self.open else 100 * self.used / self.open

    def __add__(self, other: Use) -> Use:
        return Use(self.used + other.used, self.open + other.open, self.number + other.number)


NOTHING = Use(0, 0, 0)


def use_of(units: Collection[Unit], period: Span, now: datetime) -> dict[int, Use]:
    """The use of each unit by its key, in the days of a period that are over; the units loaded with equipment."""
    until = min(period.until or date.max, timezone.localdate(now))
    if until <= period.since:
        return {unit.pk: NOTHING for unit in units}
    zone = timezone.get_default_timezone()
    within = TimeSpan(at_minute(period.since, 0, zone), at_minute(until, 0, zone))
    found = openings([unit.equipment for unit in units], period.since, until)
    used, numbers = used_times([unit.pk for unit in units], within)
    shared: dict[tuple[object, ...], dict[date, int]] = {}
    return {
        unit.pk: Use(
            sum(span.minutes for span in merged(used[unit.pk])),
            open_minutes(unit, found[unit.equipment_id], period.since, until, shared),
            numbers[unit.pk],
        )
        for unit in units
    }


def together(units: Iterable[Unit], uses: Mapping[int, Use], key: Callable[[Unit], K]) -> dict[K, Use]:
    """The use of units that have something in common: sums of hours, not means of per cents."""
    found: dict[K, Use] = defaultdict(lambda: NOTHING)
    for unit in units:
        found[key(unit)] += uses[unit.pk]
    return dict(found)


def used_times(units: Collection[int], within: TimeSpan) -> tuple[Mapping[int, list[TimeSpan]], Mapping[int, int]]:
    """When each unit was used within a span, and how many finished uses there were."""
    spans: dict[int, list[TimeSpan]] = defaultdict(list)
    numbers: dict[int, int] = defaultdict(int)
    done = Reservation.objects.filter(unit__in=units, stage=ReservationStage.DONE).meeting(within)
    for one in done.select_related("report"):
        report = getattr(one, "report", None)
        started, ended = (report.started, report.ended) if report else noted_times(one)
        if part := TimeSpan(started, ended).within(within):
            spans[one.unit_id].append(part)
            numbers[one.unit_id] += 1
    own = Occupancy.objects.taking(units, within).filter(kind=OccupancyKind.TEST)
    for unit, starts, ends in own.values_list("unit", "starts", "ends"):
        if part := TimeSpan(starts, ends).within(within):
            spans[unit].append(part)
    return spans, numbers


def open_minutes(
    unit: Unit, opening: Opening, since: date, until: date, shared: dict[tuple[object, ...], dict[date, int]]
) -> int:
    """How long a unit was open while it was in use; units with the same rules and days share the reckoning."""
    own = tuple(one.pk for one in (*opening.own_rules, *opening.own_days))
    by_day = shared.setdefault((unit.equipment.owner_id, own), {})
    first, last = max(since, unit.since), min(until, unit.until or until)
    total, day = 0, first
    while day < last:
        if day not in by_day:
            by_day[day] = sum(closes - opens for opens, closes in opening.hours_on(day))
        total += by_day[day]
        day += _DAY
    return total
