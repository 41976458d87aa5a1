"""When an instrument is wanted, read out of what was written: 「木曜の午後にCTを2時間」, CT on Thursday afternoon.

A small, closed vocabulary: what it does not know stays in the text and is looked for as a name. All that is read is
shown with the answer and can be taken off.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from hashiwatashi.common.folding import fold
from hashiwatashi.common.timespans import DAY_MINUTES

#: So many days are looked at where none are named, and at most.
DAYS, MOST_DAYS = 14, 31
#: Parts of a day, in minutes from midnight; opening hours make them narrower.
MORNING, AFTERNOON, EVENING = (0, 12 * 60), (12 * 60, DAY_MINUTES), (17 * 60, DAY_MINUTES)
WORKING_DAYS, WEEKEND = frozenset(range(5)), frozenset({5, 6})
_HALF_DAY, _WHOLE_DAY = 4 * 60, 8 * 60
# 「3時から」 without 午前 or 午後 is in the afternoon: no counter is open at three at night.
_EARLIEST_SAID = 7


@dataclass(frozen=True, slots=True)
class Said:
    """What was read. ``days`` are the first and the last one, ``weekdays`` count from Monday (0), ``hours`` is a part
    of the day in minutes from midnight, ``minutes`` how long; ``rest`` is the text without all that."""

    rest: str
    days: tuple[date, date] | None = None
    weekdays: frozenset[int] = frozenset()
    hours: tuple[int, int] | None = None
    minutes: int | None = None

    def __bool__(self) -> bool:
        """Whether anything was read."""
        return bool(self.days or self.weekdays or self.hours or self.minutes)


def read(text: str, today: date) -> Said:
    """Read the times out of a text, with days counted from ``today``. A text without any is left as it is."""
    said = Said(_CLOCK.sub(_marked, _numbered(fold(text))))
    for pattern, taking in _readers():
        said = _read_by(pattern, taking, said, today)
    if not said:
        return Said(text.strip())
    return replace(said, rest=" ".join(_AROUND.sub(" ", _MARK.sub(" ", said.rest)).split()))


def _read_by(pattern: re.Pattern[str], taking: _Taking, said: Said, today: date) -> Said:
    """What one pattern finds, each time it does; what turns out to be no time stays in the text."""

    def taken(found: re.Match[str]) -> str:
        nonlocal said
        more = taking(found, said, today)
        said = more or said
        return " " if more else found[0]

    rest = pattern.sub(taken, said.rest)
    return replace(said, rest=rest)


_Taking = Callable[[re.Match[str], Said, date], Said | None]
_NUMBERS = {"two": "2", "three": "3", "four": "4", "six": "6", "eight": "8", "an": "1", "one": "1"}
_NUMBERS_JA = {digit: str(number) for number, digit in enumerate("一二三四五六七八九", 1)}
_NUMBER = re.compile(rf"\b(?:{'|'.join(_NUMBERS)})(?=[ -]hours?\b)|[一二三四五六七八九](?=時間?|日中)")
_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# A clock becomes ⟨its minutes from midnight⟩, so that what is read next need not know how it was written.
_CLOCK = re.compile(
    r"(?:(?P<half>午前|午後)\s*)?(?P<hour>\d{1,2})(?:時(?!間)(?:(?P<past>半)|(?P<minutes>\d{1,2})分)?|:(?P<minute>\d\d))"
    r"(?:\s*(?P<after>am|pm)\b)?|\b(?P<twelve>\d{1,2})\s*(?P<meridiem>am|pm)\b|(?P<noon>正午|\bnoon\b)"
)
_MARK = re.compile(r"⟨\d+⟩")
_AT = r"⟨(\d+)⟩"
# What joins a time to the rest of a sentence, and what is said around the name of an instrument.
_JOIN = r"(?:[のにはでも、,]|か(?!ら)|だけ|ごろ|頃)*"
_LEAD = r"(?:\b(?:on|in|at|for|the|this|an?)\s+)*"
_ON = r"(\bfrom\s+)?"
_AROUND = re.compile(
    r"(?:を|が|は)?(?:使いたい|使えますか|使える|借りたい|予約したい|空いて(?:い)?(?:ますか|る)|空き|ありますか)(?:です)?[。?]?"
    r"|(?<=[^ぁ-ん])[をがはで](?=\s|$)|[。?、,]|\b(?:any|free|please|need|want|i|we|to use|use|book|reserve)\b"
)


def _numbered(text: str) -> str:
    return _NUMBER.sub(lambda found: {**_NUMBERS, **_NUMBERS_JA}[found[0]], text)


def _marked(found: re.Match[str]) -> str:
    """The mark of a clock; what is no time of a day stays as it is."""
    if found["noon"]:
        return "⟨720⟩"
    hour, past = int(found["hour"] or found["twelve"]), int(found["minutes"] or found["minute"] or 0)
    half = found["half"] or found["after"] or found["meridiem"] or ""
    if hour < (12 if half in ("午後", "pm") else 0 if half else _EARLIEST_SAID):
        hour += 12
    minute = hour * 60 + (30 if found["past"] else past)
    return f"⟨{minute}⟩" if minute <= DAY_MINUTES and past < 60 else found[0]


@cache
def _readers() -> tuple[tuple[re.Pattern[str], _Taking], ...]:
    return tuple((re.compile(pattern), taking) for pattern, taking in (*_of_hours(), *_of_days()))


def _of_hours() -> Iterator[tuple[str, _Taking]]:
    """How long, and in which part of a day."""
    about = r"(?:くらい|ぐらい|程度|ほど|だけ)?[のを]?"
    yield rf"{_LEAD}(?<!\d)(\d{{1,2}})(?:時間(半)?|[ -]?hours?\b|h\b){about}", _length
    yield rf"{_LEAD}(?<!\d)(\d{{2,3}})(?:分(?!の\d)間?|[ -]?minutes?\b|[ -]?min\b){about}", _length_in_minutes
    yield rf"{_LEAD}(?:半日|half a day\b|half day\b){_JOIN}", _lasting(_HALF_DAY)
    yield rf"{_LEAD}(?:終日|[1丸]日中|all day\b|whole day\b){_JOIN}", _lasting(_WHOLE_DAY)
    yield rf"(?:\b(?:from|between)\s+)?{_AT}\s*(?:から|より|~|〜|-|to|until|and)\s*{_AT}\s*(?:まで)?{_JOIN}", _from_to
    yield rf"(?:\b(?:until|before|by)\s+{_AT}|{_AT}\s*(?:まで|以前)){_JOIN}", _until
    yield rf"(?:\b(?:from|after|at)\s+)?{_AT}\s*(?:から|以降|より|過ぎ)?{_JOIN}", _from
    for words, part in (
        (r"午前中?|朝|mornings?\b", MORNING),
        (r"午後|afternoons?\b", AFTERNOON),
        (r"夕方|夜間?|evenings?\b", EVENING),
    ):
        yield rf"{_LEAD}(?:{words}){_JOIN}", _in_part(part)


def _of_days() -> Iterator[tuple[str, _Taking]]:
    """Which days: by date, from today on, by week, by day of the week."""
    weekday, on = r"(?:\([月火水木金土日]\))?", r"(から|以降|~)?(?:まで)?"
    yield (
        rf"(?:(20\d\d)[年/-])?(?<!\d)(\d{{1,2}})(?:月|/)(\d{{1,2}})日?(?!\d){weekday}{on}{_JOIN}",
        _on_date,
    )
    months = "|".join(_MONTHS)
    yield rf"{_LEAD}\b({months})[a-z]*\.? (\d{{1,2}})(?:st|nd|rd|th)?\b", _on_named(1, 2)
    yield rf"{_LEAD}\b(\d{{1,2}})(?:st|nd|rd|th)? ({months})[a-z]*\b", _on_named(2, 1)
    for words, later in (
        (r"明後日|あさって|\b(?:the )?day after tomorrow\b", 2),
        (r"明日|あした|\btomorrow\b", 1),
        (r"今日|本日|\btoday\b", 0),
    ):
        yield rf"{_ON}(?:{words})(から|以降)?{_JOIN}", _days_later(later)
    for words, later in ((r"再来週|\bweek after next\b", 2), (r"来週|\bnext week\b", 1), (r"今週|\bthis week\b", 0)):
        yield rf"{_ON}(?:{words})(から|以降)?{_JOIN}", _weeks_later(later)
    yield rf"{_LEAD}(?:平日|\bweekdays?\b|\bworking days?\b){_JOIN}", _on(WORKING_DAYS)
    yield rf"{_LEAD}(?:土日|週末|\bweekends?\b){_JOIN}", _on(WEEKEND)
    for number, (japanese, name) in enumerate(zip("月火水木金土日", _DAY_NAMES, strict=True)):
        english = rf"(?:\b(?:on|next|this)\s+)*\b{name}s?\b|\b(?:on|next|this) {name[:3]}\b"
        yield rf"(?:{japanese}曜日?|\({japanese}\)|{english}){_JOIN}", _on({number})


def _length(found: re.Match[str], said: Said, _today: date) -> Said | None:
    minutes = int(found[1]) * 60 + (30 if found[2] else 0)
    return replace(said, minutes=minutes) if 0 < minutes <= DAY_MINUTES else None


def _length_in_minutes(found: re.Match[str], said: Said, _today: date) -> Said | None:
    return replace(said, minutes=int(found[1])) if int(found[1]) else None


def _lasting(minutes: int) -> _Taking:
    return lambda _found, said, _today: replace(said, minutes=minutes)


def _from_to(found: re.Match[str], said: Said, _today: date) -> Said | None:
    start, end = int(found[1]), int(found[2])
    if end <= start:
        return None
    return replace(said, hours=(start, end), minutes=said.minutes or end - start)


def _until(found: re.Match[str], said: Said, _today: date) -> Said | None:
    start, end = said.hours[0] if said.hours else 0, int(found[1] or found[2])
    return replace(said, hours=(start, end)) if start < end else None


def _from(found: re.Match[str], said: Said, _today: date) -> Said | None:
    start, end = int(found[1]), said.hours[1] if said.hours else DAY_MINUTES
    return replace(said, hours=(start, end)) if start < end else None


def _in_part(part: tuple[int, int]) -> _Taking:
    # 「午後3時から」 has told more already.
    return lambda _found, said, _today: replace(said, hours=said.hours or part)


def _on_date(found: re.Match[str], said: Said, today: date) -> Said | None:
    year = int(found[1]) if found[1] else None
    dated = _with_day(said, year, int(found[2]), int(found[3]), today)
    if dated and dated.days and found[4]:
        return replace(dated, days=(dated.days[0], dated.days[0] + timedelta(days=DAYS - 1)))
    return dated


def _on_named(month: int, day: int) -> _Taking:
    return lambda found, said, today: _with_day(said, None, _MONTHS.index(found[month]) + 1, int(found[day]), today)


def _with_day(said: Said, year: int | None, month: int, day: int, today: date) -> Said | None:
    """The day of that year, else the next one that comes; a second one is the last of several."""
    for one in (year,) if year else range(today.year, today.year + 9):
        try:
            meant = date(one, month, day)
        except ValueError:
            continue
        if year or meant >= today:
            first = said.days[0] if said.days else meant
            first, last = min(first, meant), max(first, meant)
            return replace(said, days=(first, min(last, first + timedelta(days=MOST_DAYS - 1))))
    return None


def _days_later(days: int) -> _Taking:
    def taken(found: re.Match[str], said: Said, today: date) -> Said:
        day = today + timedelta(days=days)
        return replace(said, days=(day, _last(found, day, day)))

    return taken


def _weeks_later(weeks: int) -> _Taking:
    def taken(found: re.Match[str], said: Said, today: date) -> Said:
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)
        return replace(said, days=(max(monday, today), _last(found, monday, monday + timedelta(days=6))))

    return taken


def _last(found: re.Match[str], first: date, last: date) -> date:
    """The last day that is meant: 「明日から」 has so many days as are looked at where none are named."""
    return first + timedelta(days=DAYS - 1) if found[1] or found[2] else last


def _on(weekdays: Iterable[int]) -> _Taking:
    return lambda _found, said, _today: replace(said, weekdays=said.weekdays | frozenset(weekdays))
