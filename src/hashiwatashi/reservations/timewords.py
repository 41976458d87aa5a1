"""Words that tell a time: days, weekdays, clocks, parts of a day and lengths, as Japanese and English write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from hashiwatashi.common.calendar import ERAS
from hashiwatashi.common.folding import fold
from hashiwatashi.common.timespans import DAY_MINUTES

#: Parts of a day, in minutes from midnight; opening hours make them narrower.
MORNING, AFTERNOON, EVENING = (0, 12 * 60), (12 * 60, DAY_MINUTES), (17 * 60, DAY_MINUTES)
WORKING_DAYS, WEEKEND = frozenset(range(5)), frozenset({5, 6})
_HALF_DAY, _WHOLE_DAY = 4 * 60, 8 * 60
_NOON = 12 * 60
# 「3時から」 without 午前 or 午後 is in the afternoon: no counter is open at three at night.
_EARLIEST_SAID = 7 * 60
# A day of no year is the next one, unless it has just passed.
_JUST_PASSED = timedelta(days=60)
_FIRST_MARK, _LAST_MARK = 0xE000, 0xF8FF


@dataclass(frozen=True, slots=True)
class Mark:
    """A time in a text, and how it was written."""

    written: str


@dataclass(frozen=True, slots=True)
class Days(Mark):
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Weekdays(Mark):
    """From Monday, 0."""

    numbers: frozenset[int]


@dataclass(frozen=True, slots=True)
class Hours(Mark):
    """A part of a day, in minutes from midnight."""

    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Length(Mark):
    minutes: int


@dataclass(frozen=True, slots=True)
class Clock(Mark):
    """A time of the day as its face shows it, and whether 午前 or 午後 was said with it."""

    shown: int
    half: str = ""

    def minute(self, after: Clock | None = None) -> int:
        """Minutes from midnight; without a half of its own it has that of the clock that it comes ``after``."""
        half = self.half or (after.half if after and self.shown < _NOON else "")
        if half == "pm":
            return self.shown + _NOON if self.shown < _NOON else self.shown
        return self.shown if half or not 0 < self.shown < _EARLIEST_SAID else self.shown + _NOON


def marked(text: str, today: date) -> tuple[str, dict[str, Mark]]:
    """A text, folded, with one character of private use for each time in it, and what these stand for."""
    marks: dict[str, Mark] = {}

    def mark(found: re.Match[str], make: _Making) -> str:
        made = make(found, today, marks)
        if made is None or len(marks) > _LAST_MARK - _FIRST_MARK:
            return found[0]
        sign = chr(_FIRST_MARK + len(marks))
        marks[sign] = made
        return sign

    written = _NUMBER.sub(lambda found: _NUMBERS[found[0]], fold(_PRIVATE.sub("", text)))
    for pattern, make in _readers():
        written = pattern.sub(lambda found, make=make: mark(found, make), written)  # type: ignore[misc]
    return written, marks


_PRIVATE = re.compile(f"[{chr(_FIRST_MARK)}-{chr(_LAST_MARK)}]")
_Making = Callable[[re.Match[str], date, dict[str, Mark]], Mark | None]
_NUMBERS = {
    **{digit: str(number) for number, digit in enumerate("一二三四五六七八九", 1)},
    "an": "1",
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "six": "6",
    "eight": "8",
}
_NUMBER = re.compile(r"\b(?:an|one|two|three|four|six|eight)(?=[ -]hours?\b)|[一二三四五六七八九](?=時間?|日中)")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_KANJI = "月火水木金土日"
_ERAS = {era.name: era.year_before for era in ERAS}


@cache
def _readers() -> tuple[tuple[re.Pattern[str], _Making], ...]:
    """In this order: a date has hyphens and slashes that no clock and no range must take."""
    return tuple((re.compile(pattern), make) for pattern, make in (*_dates(), *_days(), *_lengths(), *_hours()))


def _dates() -> Iterator[tuple[str, _Making]]:
    year = rf"(?:(?P<era>{'|'.join(_ERAS)})(?P<year_of_era>\d{{1,2}}|元)年|(?P<year>20\d\d)[年/-])"
    weekday = rf"(?:\s*\([{_KANJI}]\))?"
    # A fraction or a size is no day: 3/8ねじ, 12/24V.
    ends = r"(?=$|[\s()~〜\-、,。のにはかとでま以]|から)"
    yield rf"(?<!\d){year}(?P<month>\d{{1,2}})[月/-](?P<day>\d{{1,2}})日?(?!\d){weekday}", _date
    yield rf"(?<![\d/])(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})日?(?!\d){weekday}", _date
    yield rf"(?<![0-9a-z一-龠ァ-ヶ/.])(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}}){ends}{weekday}", _date
    names = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in _MONTHS)
    yield rf"\b(?P<named>{names})\b\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<year>20\d\d)\b)?", _date
    yield rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?P<named>{names})\b(?: (?P<year>20\d\d)\b)?", _date
    yield (
        rf"(?<=[\ue000-\uf8ff])(?P<to>\s*(?:から|~|〜|-)\s*)(?P<day>\d{{1,2}})(?:日(?!間)|{ends}(?!:))",
        _day_of_month,
    )


def _days() -> Iterator[tuple[str, _Making]]:
    for words, later in ((r"明後日|あさって|\b(?:the )?day after tomorrow\b", 2), (r"明日|あした|\btomorrow\b", 1)):
        yield words, _days_later(later)
    yield r"今日|本日|\btoday\b", _days_later(0)
    for words, later in ((r"再来週|\bweek after next\b", 2), (r"来週|\bnext week\b", 1), (r"今週|\bthis week\b", 0)):
        yield words, _weeks_later(later)
    yield r"平日|\bweekdays?\b|\bworking days?\b", lambda found, _today, _marks: Weekdays(found[0], WORKING_DAYS)
    yield r"土日|週末|\bweekends?\b", lambda found, _today, _marks: Weekdays(found[0], WEEKEND)
    for number, (kanji, name) in enumerate(zip(_KANJI, _WEEKDAYS, strict=True)):
        english = rf"\b(?:next )?{name}s?\b|(?<=\bon ){name[:3]}\b"
        yield rf"{kanji}曜日?(?!大工)|\({kanji}\)|{english}", _on(number)
    # 月〜金, 月・水・金
    yield rf"(?<![一-龠])[{_KANJI}](?:[・~〜-][{_KANJI}])+(?![一-龠])", _on_several


def _lengths() -> Iterator[tuple[str, _Making]]:
    about = r"(?:くらい|ぐらい|程度|ほど|だけ)?[のを]?"
    yield rf"(?<![\d.])(?P<hours>\d{{1,2}}(?:\.\d)?)(?:時間(?P<half>半)?|[ -]?hours?\b|h\b){about}", _length
    yield rf"(?<![\d.])(?P<minutes>\d{{2,3}})(?:分(?!の\d)間?|[ -]?minutes?\b|[ -]?min\b){about}", _length
    yield rf"半日{about}|\bhalf an? day\b|\bhalf day\b", lambda found, _today, _marks: Length(found[0], _HALF_DAY)
    whole = rf"(?:終日|[1丸]日中){about}|\b(?:all|whole) day\b"
    yield whole, lambda found, _today, _marks: Length(found[0], _WHOLE_DAY)


def _hours() -> Iterator[tuple[str, _Making]]:
    half = r"(?:(?P<half>午前|午後|朝|昼|夕方|夜)の?\s*)?"
    after = r"(?:\s*(?P<meridiem>am|pm)\b)?"
    yield rf"{half}(?P<hour>\d{{1,2}})時(?!間)(?:(?P<past>半)|(?P<minute>\d{{1,2}})分)?", _clock
    yield rf"{half}(?<![\w一-龠ァ-ヶ.:])(?P<hour>\d{{1,2}}):(?P<minute>\d\d)(?![\d:]){after}", _clock
    yield r"\b(?P<hour>\d{1,2})\s*(?P<meridiem>am|pm)\b", _clock
    yield r"正午|\bnoon\b", lambda found, _today, _marks: Clock(found[0], _NOON, "pm")
    for words, part in (
        (r"午前中?|(?<![一-龠])朝(?![一-龠])|\bmornings?\b", MORNING),
        (r"午後|\bafternoons?\b", AFTERNOON),
        (r"(?<![一-龠])(?:夕方|夜間?)(?![一-龠])|\bevenings?\b", EVENING),
    ):
        yield words, _part(part)


def _date(found: re.Match[str], today: date, _marks: dict[str, Mark]) -> Mark | None:
    told = found.groupdict()
    month = int(told["month"]) if told.get("month") else 1 + [name[:3] for name in _MONTHS].index(told["named"][:3])
    year = int(told["year"]) if told.get("year") else None
    if told.get("era"):
        of_era = told["year_of_era"]
        year = _ERAS[told["era"]] + (1 if of_era == "元" else int(of_era))
    day = _next(year, month, int(told["day"]), today)
    return Days(found[0], day, day) if day else None


def _next(year: int | None, month: int, day: int, today: date) -> date | None:
    """The day of that year; without a year the next one that comes, or that has just passed."""
    for one in (year,) if year else range(today.year - 1, today.year + 9):
        try:
            meant = date(one, month, day)
        except ValueError:
            continue
        if year or meant >= today - _JUST_PASSED:
            return meant
    return None


def _day_of_month(found: re.Match[str], today: date, marks: dict[str, Mark]) -> Mark | None:
    """「12月3日〜5日」: the last day has the month of the first, and both are one mark of several days."""
    before = marks.get(found.string[found.start() - 1])
    if not isinstance(before, Days):
        return None
    try:
        last = before.first.replace(day=int(found["day"]))
    except ValueError:
        return None
    return Days(found[0], last, last) if last >= before.first else None


def _days_later(days: int) -> _Making:
    def make(found: re.Match[str], today: date, _marks: dict[str, Mark]) -> Mark:
        day = today + timedelta(days=days)
        return Days(found[0], day, day)

    return make


def _weeks_later(weeks: int) -> _Making:
    def make(found: re.Match[str], today: date, _marks: dict[str, Mark]) -> Mark:
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)
        return Days(found[0], max(monday, today), monday + timedelta(days=6))

    return make


def _on(number: int) -> _Making:
    return lambda found, _today, _marks: Weekdays(found[0], frozenset({number}))


def _on_several(found: re.Match[str], _today: date, _marks: dict[str, Mark]) -> Mark:
    numbers = [_KANJI.index(day) for day in found[0] if day in _KANJI]
    if "・" in found[0] or numbers[0] > numbers[-1]:
        return Weekdays(found[0], frozenset(numbers))
    return Weekdays(found[0], frozenset(range(numbers[0], numbers[-1] + 1)))


def _length(found: re.Match[str], _today: date, _marks: dict[str, Mark]) -> Mark | None:
    told = found.groupdict()
    if told.get("hours"):
        minutes = round(float(told["hours"]) * 60) + (30 if told["half"] else 0)
    else:
        minutes = int(told["minutes"])
    return Length(found[0], minutes) if 0 < minutes <= DAY_MINUTES else None


def _clock(found: re.Match[str], _today: date, _marks: dict[str, Mark]) -> Mark | None:
    told = found.groupdict()
    hour, past = int(told["hour"]), int(told.get("minute") or 0)
    shown = hour * 60 + (30 if told.get("past") else past)
    if shown > DAY_MINUTES or past > 59:
        return None
    said = told.get("half") or told.get("meridiem") or ""
    half = {"午前": "am", "朝": "am", "am": "am"}.get(said, "pm" if said else "")
    # 06:00 is written by the clock of 24 hours.
    return Clock(found[0], shown, half or ("am" if told["hour"].startswith("0") else ""))


def _part(span: tuple[int, int]) -> _Making:
    return lambda found, _today, _marks: Hours(found[0], span)
