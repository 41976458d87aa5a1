"""The use of some units together, fiscal year by fiscal year, in four queries however many years there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils import timezone

from hashiwatashi.common.calendar import fiscal_year_days
from hashiwatashi.common.timespans import TimeSpan, at_minute, merged
from hashiwatashi.opening.hours import openings
from hashiwatashi.opening.models import Unit
from hashiwatashi.reservations.utilisation import Use, open_minutes, used_times


def use_by_year(units: Sequence[Unit], years: Sequence[int], now: datetime) -> Mapping[int, Use]:
    """The use in each year as far as it is over, up to yesterday; the units loaded with their equipment.

    Finished uses are not counted here.
    """
    spans = {year: span for year in years if (span := _over(year, timezone.localdate(now)))}
    if not spans:
        return {}
    zone, first, last = timezone.get_default_timezone(), min(spans.values())[0], max(spans.values())[1]
    used, _numbers = used_times(
        [unit.pk for unit in units], TimeSpan(at_minute(first, 0, zone), at_minute(last, 0, zone))
    )
    found = openings([unit.equipment for unit in units], first, last)
    made = {}
    for year, (since, until) in spans.items():
        within = TimeSpan(at_minute(since, 0, zone), at_minute(until, 0, zone))
        shared: dict[tuple[object, ...], dict[date, int]] = {}
        parts = [part for unit in units for span in merged(used[unit.pk]) if (part := span.within(within))]
        opened = sum(open_minutes(unit, found[unit.equipment_id], since, until, shared) for unit in units)
        made[year] = Use(sum(part.minutes for part in parts), opened, 0)
    return made


def _over(year: int, today: date) -> tuple[date, date] | None:
    """From its first day until before today or the next year; None where nothing of it is over."""
    days = fiscal_year_days(year)
    until = min(days.until or date.max, today)
    return (days.since, until) if days.since < until else None
