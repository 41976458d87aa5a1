"""Ranges of time on the clock, half-open, and what is left of some when others are taken out.

Moments are kept in UTC, where they can be compared and subtracted; a day begins and ends by the clock of the place,
so that a day on which the clock is put forward or back has 23 or 25 hours, and 24:00 is the beginning of the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

#: Minutes from midnight to midnight on the face of the clock.
DAY_MINUTES = 24 * 60
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class TimeSpan:
    """From ``start`` on until before ``end``, given in any zone, kept in UTC.

    Raises `ValueError` for a moment without a zone and an end that is not later.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("Both moments need a zone.")
        # Moments of one zone are compared by what the clock shows, which an hour that comes twice makes wrong.
        object.__setattr__(self, "start", self.start.astimezone(UTC))
        object.__setattr__(self, "end", self.end.astimezone(UTC))
        if self.end <= self.start:
            raise ValueError(f"{self.end} is not after {self.start}.")

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    @property
    def minutes(self) -> int:
        return int(self.length.total_seconds() // 60)

    def meets(self, other: TimeSpan) -> bool:
        """Whether there is a moment in both."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: TimeSpan) -> bool:
        """Whether all of the other lies within."""
        return self.start <= other.start and other.end <= self.end

    def within(self, other: TimeSpan) -> TimeSpan | None:
        """What both have in common; None where that is nothing."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return TimeSpan(start, end) if start < end else None


def merged(spans: Iterable[TimeSpan]) -> list[TimeSpan]:
    """The same time in as few spans as can be, in order; those that touch become one."""
    found: list[TimeSpan] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            found[-1] = TimeSpan(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def without(spans: Iterable[TimeSpan], taken: Iterable[TimeSpan]) -> list[TimeSpan]:
    """What is left of ``spans``, in order."""
    left = merged(spans)
    for hole in merged(taken):
        left = [part for span in left for part in _cut(span, hole)]
    return left


def _cut(span: TimeSpan, hole: TimeSpan) -> Iterator[TimeSpan]:
    if not span.meets(hole):
        yield span
        return
    if span.start < hole.start:
        yield TimeSpan(span.start, hole.start)
    if hole.end < span.end:
        yield TimeSpan(hole.end, span.end)


def at_minute(day: date, minute: int, zone: tzinfo) -> datetime:
    """The moment when the clock shows ``minute`` minutes after midnight, 0 to 1440 (24:00).

    A time that the clock leaves out when it is put forward is the moment at which it is.
    """
    if not 0 <= minute <= DAY_MINUTES:
        raise ValueError(f"{minute} is no minute of a day.")
    if minute == DAY_MINUTES:
        day, minute = day + _DAY, 0
    return datetime.combine(day, time(minute // 60, minute % 60), zone).astimezone(UTC)


def whole_day(day: date, zone: tzinfo) -> TimeSpan:
    """From midnight to midnight."""
    return TimeSpan(at_minute(day, 0, zone), at_minute(day, DAY_MINUTES, zone))


def part_of_day(day: date, minutes: tuple[int, int], zone: tzinfo) -> TimeSpan | None:
    """From one minute after midnight until another; None for an hour that the clock leaves out."""
    start, end = (at_minute(day, minute, zone) for minute in minutes)
    return TimeSpan(start, end) if start < end else None


def days_of(span: TimeSpan, zone: tzinfo) -> list[date]:
    """The days that a span touches, in order, by the clock of a place."""
    first = span.start.astimezone(zone).date()
    last = (span.end - timedelta(microseconds=1)).astimezone(zone).date()
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
