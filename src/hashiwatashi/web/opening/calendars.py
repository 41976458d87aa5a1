"""The year of an institution: twelve months with the days on which it is closed, or open in another way."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from hashiwatashi.common.calendar import fiscal_year_days
from hashiwatashi.opening.hours import Opening
from hashiwatashi.opening.week import written


@dataclass(frozen=True, slots=True)
class Day:
    """One day: its hours in words (empty: closed), and why it is another day than usual."""

    date: date
    hours: str
    why: str
    is_special: bool


@dataclass(frozen=True, slots=True)
class Month:
    """One month, week by week, Monday first; None for days of other months."""

    first: date
    weeks: tuple[tuple[Day | None, ...], ...]


def year(opening: Opening, fiscal_year: int) -> list[Month]:
    """The months of a fiscal year, from April on."""
    return [_month(opening, first) for first in _firsts(fiscal_year)]


def _firsts(fiscal_year: int) -> Iterator[date]:
    first = fiscal_year_days(fiscal_year).since
    for number in range(12):
        months = first.month - 1 + number
        yield date(first.year + months // 12, months % 12 + 1, 1)


def _month(opening: Opening, first: date) -> Month:
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    return Month(
        first,
        tuple(tuple(_day(opening, day) if day.month == first.month else None for day in week) for week in weeks),
    )


def _day(opening: Opening, day: date) -> Day:
    special = opening.special_on(day)
    why = special.reason if special else opening.closed_because(day)
    return Day(day, written(opening.hours_on(day)), why, special is not None)
