"""Days and moments as people write them: Western and Japanese years, digits of any width, weekdays, 必着.

A cell is understood wholly or not at all: what is left over after the date makes it no date.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from hashiwatashi.common.calendar import ERAS
from hashiwatashi.common.values import EARLIEST_YEAR, LATEST_YEAR, is_no_end
from hashiwatashi.exchange.errors import Rejected

_JAPAN = ZoneInfo("Asia/Tokyo")
_ERAS = {era.name: era.year_before for era in ERAS}
_ERA_SIGNS = {**{name[0]: year for name, year in _ERAS.items()}, **dict(zip("rhstm", _ERAS.values(), strict=True))}
_ERA = "|".join([*_ERAS, *"令平昭大明", *"rhstm"])
_DAY = re.compile(
    rf"(?:(?P<western>\d{{4}})|(?P<era>{_ERA})\.?(?P<year>\d{{1,2}}|元))"
    r"(?:年(?P<month_a>\d{1,2})月(?:(?P<day_a>\d{1,2})日)?|[-/.](?P<month_b>\d{1,2})(?:[-/.](?P<day_b>\d{1,2}))?)"
    r"|(?P<digits>\d{8})"
)
_WEEKDAY = re.compile(r"[(\[][日月火水木金土](?:曜日?)?[)\]]|[日月火水木金土]曜日?")
_TIME = re.compile(
    r"(?P<noon>正午)|(?P<half>午前|午後|am|pm)?(?:"
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d{1,6})?)?"
    r"|(?P<hour_ja>\d{1,2})時(?:(?P<minute_ja>\d{1,2})分|(?P<half_past>半))?)"
    r"(?P<zone>z|[+-]\d{2}:?\d{2})?"
)
# What stands around a closing or opening time and does not change it.
_SAID_AROUND = re.compile(r"(?:必着|締切|締め切り|〆切|〆|まで|迄|から|より|以降|開始|終了|頃まで)+$")
_BEFORE_TIME = re.compile(r"(?<=\d)\s+(?=\d{1,2}[:時])")
_DASHES = re.compile("[‐‑‒–—―−ー─]")
_KANJI_NUMBER = re.compile("[〇一二三四五六七八九十]+(?=[年月日時分])")
_KANJI_DIGITS: dict[str, int] = {digit: number for number, digit in enumerate("〇一二三四五六七八九")}


def day(field: str, text: str) -> date | None:
    """A day; of a bare month its first. None when empty. Raises `Rejected`, also for a time other than 0:00."""
    folded = _folded(text)
    if not folded:
        return None
    found = _DAY.match(folded)
    rest = _without_weekday(folded[found.end() :]) if found else folded
    if found is None or rest.removeprefix("t") not in {"", "00:00:00", "0:00:00", "00:00", "0:00"}:
        raise Rejected(field, text, _("This is not a date. Write it as 2026-01-31."))
    return _checked(field, text, _day_of(field, text, found))


def moment(field: str, text: str, *, is_end: bool = False) -> datetime | None:
    """A moment in UTC; without a zone it is Japan time. None when empty, and for an end that is "never" (9999-12-31).

    A bare day begins at its 0:00; as an end (``is_end``) it lasts until its 24:00. Raises `Rejected`.
    """
    folded = _folded(text)
    if not folded:
        return None
    found = _DAY.match(folded)
    if found is None:
        raise Rejected(field, text, _("This is not a date. Write it as 2026-01-31."))
    begun = _day_of(field, text, found)
    if is_end and is_no_end(begun):
        return None
    _checked(field, text, begun)
    rest = _SAID_AROUND.sub("", _without_weekday(folded[found.end() :]).removeprefix("t"))
    midnight = datetime(begun.year, begun.month, begun.day, tzinfo=_JAPAN)
    if not rest:
        return (midnight + timedelta(days=int(is_end))).astimezone(UTC)
    time = _TIME.fullmatch(rest)
    if time is None:
        raise Rejected(field, text, _("This is not a time of day. Write it as 2026-01-31 17:00."))
    return _at(field, text, midnight, time)


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).lower().removeprefix("'")
    # 2026/4/1 9:00 must not become the 19th once spaces are gone.
    folded = _BEFORE_TIME.sub("t", folded)
    folded = _DASHES.sub("-", re.sub(r"\s+", "", folded))
    return _KANJI_NUMBER.sub(lambda found: str(_number(found[0])), folded)


def _number(kanji: str) -> int:
    """A number below 100 in kanji: 三十一 → 31."""
    tens, ten, ones = kanji.rpartition("十")
    below_ten = int("".join(str(_KANJI_DIGITS[digit]) for digit in ones) or "0")
    return below_ten + (10 * _KANJI_DIGITS.get(tens, 1) if ten else 0)


def _without_weekday(rest: str) -> str:
    return _WEEKDAY.sub("", rest, count=1)


def _day_of(field: str, text: str, found: re.Match[str]) -> date:
    try:
        if digits := found["digits"]:
            return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        month, of_month = found["month_a"] or found["month_b"], found["day_a"] or found["day_b"] or "1"
        return date(_year(found), int(month), int(of_month))
    except ValueError as error:
        raise Rejected(field, text, _("There is no such day.")) from error


def _year(found: re.Match[str]) -> int:
    if found["western"]:
        return int(found["western"])
    before = _ERAS.get(found["era"]) or _ERA_SIGNS[found["era"]]
    return before + (1 if found["year"] == "元" else int(found["year"]))


def _checked(field: str, text: str, found: date) -> date:
    if not EARLIEST_YEAR <= found.year < LATEST_YEAR:
        told = _("The year must lie between %(first)d and %(last)d.")
        raise Rejected(field, text, told % {"first": EARLIEST_YEAR, "last": LATEST_YEAR - 1})
    return found


def _at(field: str, text: str, midnight: datetime, time: re.Match[str]) -> datetime:
    """The time of day on a day; 24:00 is the end of it."""
    hour, minute = _clock(time)
    second = int(time["second"] or 0)
    if minute > 59 or second > 59 or hour > 24 or (hour == 24 and (minute or second)):
        raise Rejected(field, text, _("There is no such time of day."))
    zone = time["zone"]
    local = midnight.replace(tzinfo=_zone(zone)) if zone else midnight
    return (local + timedelta(hours=hour, minutes=minute, seconds=second)).astimezone(UTC)


def _clock(time: re.Match[str]) -> tuple[int, int]:
    if time["noon"]:
        return 12, 0
    hour = int(time["hour"] or time["hour_ja"])
    minute = 30 if time["half_past"] else int(time["minute"] or time["minute_ja"] or 0)
    if time["half"] in {"午後", "pm"} and hour < 12:
        hour += 12
    return hour, minute


def _zone(text: str) -> timezone:
    if text == "z":
        return UTC
    sign, digits = (-1 if text[0] == "-" else 1), text[1:].replace(":", "")
    return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))
