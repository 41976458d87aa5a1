"""The calendar that Japanese offices keep: fiscal years, eras, holidays and working days, and ranges of days.

Pure functions of days; which day it is, and in which language it is told, is the caller's affair.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate

import jpholiday

_DAY = timedelta(days=1)
_FIRST_MONTH = 4
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Era:
    """An era by the name of which years are counted, from its first day on."""

    name: str
    first_day: date

    @property
    def year_before(self) -> int:
        """What is added to a year of the era to have that of the Western calendar."""
        return self.first_day.year - 1


# Newest first. Meiji was declared in October 1868 and counted from the New Year's Day of the calendar of that time.
# Until the end of 1872 that calendar was not the Gregorian one; months and days here are Gregorian all along.
ERAS = (
    Era("令和", date(2019, 5, 1)),
    Era("平成", date(1989, 1, 8)),
    Era("昭和", date(1926, 12, 25)),
    Era("大正", date(1912, 7, 30)),
    Era("明治", date(1868, 1, 25)),
)


_WESTERN = re.compile(r"(?:FY)?(\d{4})(?:年度?)?", re.IGNORECASE)
_BY_ERA = re.compile(rf"({'|'.join(era.name for era in ERAS)}|[RHS])(元|\d{{1,2}})(?:年度?)?", re.IGNORECASE)
_INITIALS = {"R": "令和", "H": "平成", "S": "昭和"}


def era_of(day: date) -> Era | None:
    """The era in force on ``day``; None before Meiji."""
    return next((era for era in ERAS if era.first_day <= day), None)


def era_year(day: date) -> str:
    """The year of ``day`` in its era: 令和8年, 令和元年. Before Meiji the Western year: 1867年."""
    era = era_of(day)
    if era is None:
        return f"{day.year}年"
    number = day.year - era.year_before
    return f"{era.name}{'元' if number == 1 else number}年"


def in_era(day: date) -> str:
    """``day`` as offices write it: 令和8年11月27日."""
    return f"{era_year(day)}{day.month}月{day.day}日"


def fiscal_year(day: date) -> int:
    """The 年度 of ``day``: the Western year in which its 1 April lies."""
    return day.year if day.month >= _FIRST_MONTH else day.year - 1


def fiscal_year_of(text: str) -> int | None:
    """The fiscal year that people write as 2026, 2026年度, FY2026, 令和8年度 or R8; None for what is none."""
    written = unicodedata.normalize("NFKC", text).replace(" ", "")
    if found := _WESTERN.fullmatch(written):
        return int(found[1])
    if found := _BY_ERA.fullmatch(written):
        return _year_of_era(_INITIALS.get(found[1].upper(), found[1]), 1 if found[2] == "元" else int(found[2]))
    return None


def _year_of_era(name: str, number: int) -> int | None:
    """The Western year; None for a year that the era does not have."""
    place = next(place for place, era in enumerate(ERAS) if era.name == name)
    year = ERAS[place].year_before + number
    is_over = place > 0 and year > ERAS[place - 1].first_day.year
    return None if number < 1 or is_over else year


def fiscal_year_days(year: int) -> Span:
    """The days of a fiscal year: from its 1 April until the next one."""
    return Span(date(year, _FIRST_MONTH, 1), date(year + 1, _FIRST_MONTH, 1))


def fiscal_days(year: int, month: int | None = None) -> Span:
    """The days of a fiscal year, or of one month of it: of 1 that of the January in which it ends."""
    if month is None:
        return fiscal_year_days(year)
    since = date(year + (month < _FIRST_MONTH), month, 1)
    return Span(since, date(since.year + month // 12, month % 12 + 1, 1))


def fiscal_year_label(year: int, *, is_japanese: bool = True) -> str:
    """令和8年度, or FY2026. Where the era changed within, the year has the name of the era of most of its days."""
    return f"{era_year(date(year, 10, 1))}度" if is_japanese else f"FY{year}"


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``since`` on, until before ``until``; one without ``until`` does not end.

    Half-open, so that spans that follow each other share a bound and leave no gap. People read the last day.
    """

    since: date
    until: date | None = None

    def __post_init__(self) -> None:
        if self.until is not None and self.until <= self.since:
            raise ValueError(f"{self.until} is not after {self.since}.")

    def __contains__(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)

    @property
    def last_day(self) -> date | None:
        """The last day within; None where there is no end."""
        return last_day(self.until)

    def meets(self, other: Span) -> bool:
        """Whether there is a day in both."""
        starts_before_end = self.until is None or other.since < self.until
        return starts_before_end and (other.until is None or self.since < other.until)


def last_day(until: date | None) -> date | None:
    """The day before the end of a half-open range, as people read it; None for no end."""
    return None if until is None else until - _DAY


@lru_cache(maxsize=4096)
def holiday(day: date) -> str:
    """The name of the national holiday on ``day``, substitutes and days between two included; else empty.

    By the law of 1948 and its changes up to the release of the library; the equinoxes of coming years are reckoned
    and become certain in February of the year before.
    """
    return str(jpholiday.is_holiday_name(day) or "")


def is_working_day(day: date) -> bool:
    """Whether public offices are open: no Saturday, Sunday, national holiday, and not 29 December to 3 January."""
    return day.weekday() < _SATURDAY and not is_turn_of_year(day) and not holiday(day)


def is_turn_of_year(day: date) -> bool:
    """Whether it is one of the days from 29 December to 3 January, on which public offices are closed."""
    return (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)


def working_days(since: date, until: date) -> Iterator[date]:
    """The working days from ``since`` on until before ``until``, in order; none where ``until`` is not later."""
    day = since
    while day < until:
        if is_working_day(day):
            yield day
        day += _DAY


@lru_cache(maxsize=256)
def _counted_in(year: int) -> tuple[int, ...]:
    """How many working days of a year there are before each of its days, and (last) in all of it."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    days = (first + _DAY * number for number in range((last - first).days + 1))
    return tuple(accumulate(map(is_working_day, days), initial=0))


@lru_cache(maxsize=65_536)
def working_days_after(day: date, until: date) -> int:
    """How many working days there are after ``day`` up to and with ``until``: 0 on the same day or before.

    The counterpart of `after_working_days`; for days that follow each other the counts add up.
    """
    if until <= day:
        return 0
    whole = sum(_counted_in(year)[-1] for year in range(day.year, until.year))
    return whole + _counted_in(until.year)[_place(until)] - _counted_in(day.year)[_place(day)]


def _place(day: date) -> int:
    """Which day of its year it is, from 1 on."""
    return day.toordinal() - date(day.year, 1, 1).toordinal() + 1


def after_working_days(day: date, count: int) -> date:
    """The ``count``-th working day after ``day``; for 0 ``day`` itself. Raises `ValueError` below 0."""
    if count < 0:
        raise ValueError("Working days are counted forward.")
    for _number in range(count):
        day += _DAY
        while not is_working_day(day):
            day += _DAY
    return day
