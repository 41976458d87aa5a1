"""How a day reads in sentences, in Japanese and in English, by the years that the reader has chosen.

The choice concerns what people read; data in files and in the API is ISO 8601 whatever is chosen, and English is
Gregorian.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from enum import StrEnum

from django.utils import formats, timezone

from hashiwatashi.common import calendar
from hashiwatashi.common.languages import is_japanese


class Reckoning(StrEnum):
    """How years are counted."""

    WESTERN = "western"
    ERA = "era"


_chosen: ContextVar[Reckoning] = ContextVar("reckoning", default=Reckoning.WESTERN)


def is_by_era() -> bool:
    """Whether whoever is being answered reads years of the eras."""
    return _chosen.get() is Reckoning.ERA


@contextmanager
def reckoned(reckoning: Reckoning) -> Iterator[None]:
    """Hold a reader's choice for as long as she is answered, and no longer: the thread serves others next."""
    token = _chosen.set(reckoning)
    try:
        yield
    finally:
        _chosen.reset(token)


def day(value: date | None) -> str:
    """2026年11月23日（月）, or 令和8年 where the reader reads eras; in English 23 November 2026; empty for None."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    if not is_japanese():
        return formats.date_format(value, "j F Y")
    if is_by_era():
        return f"{calendar.in_era(value)}{formats.date_format(value, '（D）')}"
    return formats.date_format(value, "Y年n月j日（D）")


def in_letters(value: date) -> str:
    """A day as official letters write it: 令和8年11月28日, whatever the reader has chosen; in English as anywhere."""
    return calendar.in_era(value) if is_japanese() else day(value)


def moment(value: datetime | None) -> str:
    """A day with the time of day in Japan; an empty string for None."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{day(local)} {local:%H:%M}"
