"""Dates of the demo world, all told from the day on which it is made."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from hashiwatashi.common.calendar import fiscal_year, fiscal_year_days

_OPENING, _CLOSING = time(9), time(17)


def fiscal_year_start(day: date, *, years_before: int = 0) -> date:
    """1 April of the fiscal year of ``day``, or of one before it (after it, when negative)."""
    return fiscal_year_days(fiscal_year(day) - years_before).since


def days_from(day: date, days: int) -> date:
    """``days`` after ``day`` (before it, when negative)."""
    return day + timedelta(days=days)


def opening(day: date) -> datetime:
    """The moment a call opens: nine in the morning, Japan time."""
    return timezone.make_aware(datetime.combine(day, _OPENING))


def closing(day: date) -> datetime:
    """The moment a call closes: five in the afternoon, Japan time."""
    return timezone.make_aware(datetime.combine(day, _CLOSING))
