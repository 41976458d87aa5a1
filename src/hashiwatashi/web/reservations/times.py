"""Days and times of the day in forms and addresses, as the clock of the site shows them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.timespans import DAY_MINUTES, TimeSpan, at_minute
from hashiwatashi.common.values import EARLIEST_YEAR, LATEST_YEAR
from hashiwatashi.opening.week import clock
from hashiwatashi.reservations.models import Reservation
from hashiwatashi.web import formats

_TIME = re.compile(r"(\d{1,2}):(\d{2})")
_SATURDAY = 5
_WEEK = re.compile(r"(\d{4})-W(\d{2})")


class MinuteField(forms.CharField):
    """A time of the day, 9:00 to 24:00, as the minute of the day; written, so that a phone and a keyboard both do."""

    default_error_messages = {"invalid": _("Write a time as 13:30.")}  # noqa: RUF012 as Django declares it

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 6})
        super().__init__(max_length=5, widget=widget, **options)

    def clean(self, value: Any) -> Any:
        """The minute of the day. Raises `ValidationError` for what is no time of the day."""
        text = super().clean(value).replace("：", ":").strip()
        if not text:
            return None
        if re.fullmatch(r"\d{3,4}", text):
            text = f"{text[:-2]}:{text[-2:]}"
        match = _TIME.fullmatch(text)
        minute = int(match[1]) * 60 + int(match[2]) if match else -1
        if match is None or int(match[2]) > 59 or minute > DAY_MINUTES:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return minute

    def prepare_value(self, value: Any) -> Any:
        """A minute as the clock shows it."""
        return clock(value) if isinstance(value, int) else value


def span_of(day: date, start: int, last_day: date, end: int) -> TimeSpan:
    """The span between two times of the day; raises `ValueError` where it would be empty."""
    zone = timezone.get_default_timezone()
    return TimeSpan(at_minute(day, start, zone), at_minute(last_day, end, zone))


def parts(span: TimeSpan) -> tuple[date, int, date, int]:
    """Its day and minute, and those of its end; a midnight is the 24:00 of the day that it ends."""
    start, end = timezone.localtime(span.start), timezone.localtime(span.end)
    last_day, minute = end.date(), end.hour * 60 + end.minute
    if minute == 0:
        last_day, minute = last_day - timedelta(days=1), DAY_MINUTES
    return start.date(), start.hour * 60 + start.minute, last_day, minute


def day_in(text: str) -> date | None:
    """The day that an address names as 2026-11-28; None where it names none in which anything can be stored."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if EARLIEST_YEAR < found.year < LATEST_YEAR - 1 else None


def time_of_span(span: TimeSpan) -> str:
    """2026年11月23日（月） 13:00–17:00; with both days where it ends on another."""
    first, start, last, end = parts(span)
    if first == last:
        return f"{formats.day(first)} {clock(start)}–{clock(end)}"
    return f"{formats.day(first)} {clock(start)} – {formats.day(last)} {clock(end)}"


def time_of_use(reservation: Reservation) -> str:
    """The same of a reservation."""
    return time_of_span(reservation.span)


def week_of(text: str, today: date) -> date:
    """The Monday of a week that an address names as 2026-W48; where it names none that there is, of this
    one, or from Saturday on of the next."""
    match = _WEEK.fullmatch(text)
    if match and 1900 < int(match[1]) < 2999:
        try:
            return date.fromisocalendar(int(match[1]), int(match[2]), 1)
        except ValueError:
            pass
    # At the end of the week nobody looks for what was.
    coming = today + timedelta(days=2) if today.weekday() >= _SATURDAY else today
    return coming - timedelta(days=coming.weekday())


def named(monday: date) -> str:
    """A week as an address names it."""
    year, number, _day = monday.isocalendar()
    return f"{year}-W{number:02}"
