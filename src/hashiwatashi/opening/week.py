"""Opening hours as people write them, ``9:00–12:00, 13:00–17:00``, and as they are stored: minutes of the day."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

from django.utils.translation import gettext as _

from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.common.timespans import DAY_MINUTES

#: From one minute of the day until before another.
Hours = tuple[int, int]
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MOST = 6
_CLOSED = frozenset({"", "休", "休み", "休館", "休業", "定休", "閉", "x", "×", "-", "closed"})
_TIME = r"(\d{1,2})(?:[:.時h](\d{2})?分?)?"
_RANGE = re.compile(rf"{_TIME}\s*(?:-|~|to|から)\s*{_TIME}(?:まで)?")
_DASHES = str.maketrans("〜～−–—―‐‑ー", "~~-------")


def hours_in(text: str) -> tuple[Hours, ...]:
    """The hours that a text says, in order; empty for a closed day.

    Takes full-width figures, any dash, 時 and 分, and commas, 、 or blanks between ranges. Raises `InvalidInput`
    with what is wrong: a time that is none, an end before the beginning, ranges that overlap.
    """
    written = unicodedata.normalize("NFKC", text.translate(_DASHES)).translate(_DASHES).strip().lower()
    if written in _CLOSED:
        return ()
    found = tuple(_range(part) for part in _parts(written))
    return checked(found)


def checked(hours: Iterable[Sequence[int]]) -> tuple[Hours, ...]:
    """The hours of a day in order. Raises `InvalidInput` for what is outside the day, empty or overlapping."""
    ordered = sorted((int(opens), int(closes)) for opens, closes in hours)
    for opens, closes in ordered:
        if not 0 <= opens < closes <= DAY_MINUTES:
            raise InvalidInput(
                _("%(range)s: the end must be later than the beginning, at the latest 24:00.")
                % {"range": _said(opens, closes)}
            )
    for (_o, closes), (opens, later) in pairwise(ordered):
        if opens < closes:
            raise InvalidInput(_("%(range)s overlaps what stands before it.") % {"range": _said(opens, later)})
    if len(ordered) > _MOST:
        raise InvalidInput(_("At most %(most)d ranges a day.") % {"most": _MOST})
    return tuple(ordered)


def written(hours: Iterable[Sequence[int]]) -> str:
    """Hours as people read them, 09:00–12:00, 13:00–17:00; empty for a closed day."""
    return ", ".join(_said(opens, closes) for opens, closes in hours)


def clock(minute: int) -> str:
    """A minute of the day as the clock shows it: 09:30, 24:00."""
    return f"{minute // 60:02}:{minute % 60:02}"


def _parts(text: str) -> list[str]:
    """The ranges of a day; a blank separates two only where both are whole."""
    parts = [part for part in re.split(r"[,、;/・]|\s+(?=\d{1,2}[:.時]?\d*\s*分?\s*(?:-|~))", text) if part.strip()]
    return [part.strip() for part in parts]


def _range(text: str) -> Hours:
    match = _RANGE.fullmatch(text)
    if match is None:
        raise InvalidInput(_("“%(text)s” is no time. Write 9:00–17:00, or leave it empty.") % {"text": text})
    return _minute(match[1], match[2]), _minute(match[3], match[4])


def _minute(hour: str, minute: str | None) -> int:
    found = int(hour) * 60 + int(minute or 0)
    if int(minute or 0) > 59 or found > DAY_MINUTES:
        told = _("%(time)s is no time of the day.") % {"time": f"{hour}:{minute or '00'}"}
        raise InvalidInput(told)
    return found


def _said(opens: int, closes: int) -> str:
    return f"{clock(opens)}–{clock(closes)}"
