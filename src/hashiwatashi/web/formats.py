"""How dates, moments and money read, in Japanese and in English."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Model
from django.utils import formats, timezone
from django.utils.translation import gettext

from hashiwatashi.common import calendar
from hashiwatashi.common.languages import is_japanese
from hashiwatashi.common.written import day, is_by_era, moment

__all__ = (
    "called",
    "closing",
    "closing_day",
    "day",
    "fiscal_year",
    "in_files",
    "last_day",
    "list_of",
    "moment",
    "number",
    "readable",
    "short_day",
    "yen",
)
_INSTANT = timedelta(microseconds=1)


def short_day(value: date) -> str:
    """A day within a week that is named beside: 11月23日（月）, Mon 23 Nov."""
    return formats.date_format(value, "n月j日（D）" if is_japanese() else "D j M")


def last_day(until: date | None) -> str:
    """The last day of a range that ends before ``until``; an empty string for None."""
    return day(calendar.last_day(until))


def fiscal_year(year: int) -> str:
    """2026年度, or 令和8年度 where the visitor reads eras; in English FY2026."""
    if is_japanese() and not is_by_era():
        return f"{year}年度"
    return calendar.fiscal_year_label(year, is_japanese=is_japanese())


def closing_day(value: datetime | None) -> str:
    """The last day on which something is open that closes at a moment: a midnight ends the day before."""
    return day(value - _INSTANT) if value else ""


def closing(value: datetime | None) -> str:
    """`closing_day` with the time of day; a midnight is the 24:00 of the day that it ends."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{closing_day(value)} {'24:00' if (local.hour, local.minute) == (0, 0) else f'{local:%H:%M}'}"


def in_files(value: datetime | None) -> str:
    """A moment as files tell it, whatever the visitor reads on pages: ISO 8601, in Japan time; empty for None."""
    return timezone.localtime(value).isoformat(timespec="minutes") if value else ""


def yen(amount: int | None) -> str:
    """1500000 → 150万円, 120000000 → 1億2,000万円; in English ¥1,500,000; an empty string for None."""
    if amount is None:
        return ""
    if not is_japanese():
        return f"¥{amount:,}"
    parts = [(amount // 10**8, "億"), (amount % 10**8 // 10**4, "万"), (amount % 10**4, "")]
    return "".join(f"{number:,}{unit}" for number, unit in parts if number) + "円" if amount else "0円"


def number(value: int) -> str:
    """12345 → 12,345 in both languages."""
    return f"{value:,}"


def list_of(values: list[str]) -> str:
    """Names joined as the language joins them."""
    return gettext(", ").join(values)


def called(record: Any) -> str:
    """What a record is called in the language of the page: its English name or title where it has one."""
    name = "title" if hasattr(record, "title") else "name"
    return str(("" if is_japanese() else getattr(record, f"{name}_en", "")) or getattr(record, name))


def readable(record: Model, name: str) -> str:
    """The value of a field as people read it: the label of a choice, dates and numbers in the page's language."""
    field: Any = record._meta.get_field(name)
    value = getattr(record, name)
    if value is None:
        return ""
    if field.choices:
        return str(getattr(record, f"get_{field.name}_display")())
    if isinstance(value, datetime):
        return closing(value) if name == "closes_at" else moment(value)
    if isinstance(value, date):
        return last_day(value) if name == "until" else day(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return number(value)
    return str(value)
