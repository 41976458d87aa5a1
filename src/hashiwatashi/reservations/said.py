"""When an instrument is wanted, read out of what was written: 「木曜の午後にCTを2時間」, CT on Thursday afternoon.

Each day, weekday, clock, part of a day and length in the text becomes one mark (`timewords`); then it is read what is
said of the marks: from one to another, until, from on, except. What is not understood stays in the text and is looked
for as a name. All that is read is shown with the answer and can be taken off.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from hashiwatashi.common.folding import plain
from hashiwatashi.common.timespans import DAY_MINUTES
from hashiwatashi.reservations.timewords import Clock, Days, Hours, Length, Mark, Weekdays, marked

#: So many days are looked at where none are named, and at most.
DAYS, MOST_DAYS = 14, 31
_EVERY_DAY = frozenset(range(7))


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
    written, marks = marked(text, today)
    reading = _Reading(today, marks)
    rest = _PHRASE.sub(reading.taken, written)
    if not (said := reading.said()):
        return Said(text.strip())
    return replace(said, rest=_as_typed(_AROUND.sub(" ", rest).split(), plain(text)))


def _as_typed(words: list[str], text: str) -> str:
    """The words that are left in capital and small letters as they were typed."""
    folded = text.lower()
    if len(folded) != len(text):
        return " ".join(words)
    places = [(folded.find(word), word) for word in words]
    return " ".join(text[at : at + len(word)] if at >= 0 else word for at, word in places)


_M = r"[\ue000-\uf8ff]"
# What leads up to a time, joins it to what follows and is no part of a name: 「木曜の」, 「木曜は CT」, on Thursday.
_LEAD = r"(?:\b(?:on|in|at|for|the|this|next)\s+)*"
_JOIN = r"(?:[のに、,・]|と(?![ぁ-ん])|[はでもか](?![ぁ-ん])|だけ|ごろ|頃|中(?=[のにはで、\s]|$)|\s+(?:or|and)\b)*"
_TO = r"\s*(?:から|より|~|〜|-|to|until|till|through)\s*"
_PHRASE = re.compile(
    rf"{_LEAD}(?:between\s+(?P<least>{_M})\s+and\s+(?P<most>{_M})"
    rf"|(?:\bfrom\s+)?(?P<first>{_M}){_TO}(?P<last>{_M})\s*(?:まで)?"
    rf"|\b(?:until|till|before|by)\s+(?P<until>{_M})|(?P<made>{_M})\s*(?:まで|以前)"
    rf"|\b(?:except|not on)\s+(?P<not>{_M})|(?P<igai>{_M})\s*(?:以外|を除[いく]て?|では?な[いく]て?|じゃな[いく]て?)"
    rf"|\b(?:from|after)\s+(?P<since>{_M})|(?P<kara>{_M})\s*(?:から|以降|より|過ぎ)"
    rf"|(?P<plain>{_M})){_JOIN}"
)
# What is said around the name of an instrument.
_AROUND = re.compile(
    r"(?:を|が|は)?(?:使いたい|使えますか|使える|借りたい|予約したい|空いて(?:い)?(?:ますか|る)|空き(?:時間)?(?![一-龠])|ありますか)"
    r"(?:です)?[。?]?|(?<=[^ぁ-ん])[をがはで](?=\s|$)|[。?、,]"
    r"|\b(?:any|please|(?:i|we) (?:need|want)(?: to use)?|(?:book|reserve|use) (?:an?|the)|(?<=\w )free(?=\s*$))\b"
)


@dataclass(slots=True)
class _Reading:
    """What was read so far, one kind of mark after the other as they stand in the text."""

    today: date
    marks: Mapping[str, Mark]
    days: tuple[date, date] | None = None
    weekdays: frozenset[int] = frozenset()
    hours: tuple[int, int] | None = None
    is_told_by_clock: bool = False
    minutes: int | None = None
    between: int | None = field(default=None)

    def said(self) -> Said:
        """All of it; the length of 「13時から15時」 counts where no other is told."""
        return Said("", self.days, self.weekdays, self.hours, self.minutes or self.between)

    def taken(self, found: re.Match[str]) -> str:
        """Read one phrase: nothing of it is left, or all of it as it was written."""
        told = {name: self.marks[mark] for name, mark in found.groupdict().items() if mark}
        first, last = told.get("least") or told.get("first"), told.get("most") or told.get("last")
        if first and last:
            return " " if self._range(first, last) else self._one_by_one(found)
        ways: tuple[tuple[str, Callable[[Mark], bool]], ...] = (
            ("until", self._until),
            ("made", self._until),
            ("not", self._except),
            ("igai", self._except),
            ("since", self._since),
            ("kara", self._since),
            ("plain", self._plain),
        )
        is_read = next(act(told[name]) for name, act in ways if name in told)
        return " " if is_read else self._as_written(found[0])

    def _one_by_one(self, found: re.Match[str]) -> str:
        """「22時から2時」: no span of one day, so the first counts as it stands."""
        first, last = (self.marks[mark] for mark in re.findall(_M, found[0]))
        if type(first) is type(last):
            return " " if self._since(first) else self._as_written(found[0])
        read = [self._since(first) if isinstance(first, Clock | Days) else self._plain(first), self._plain(last)]
        return " " if all(read) else self._as_written(found[0])

    def _as_written(self, text: str) -> str:
        return re.sub(_M, lambda mark: self.marks[mark[0]].written, text)

    def _range(self, first: Mark, last: Mark) -> bool:
        if isinstance(first, Clock) and isinstance(last, Clock):
            start, end = first.minute(), last.minute(after=first)
            if start < end:
                self.hours, self.is_told_by_clock, self.between = (start, end), True, end - start
            return start < end
        if isinstance(first, Days) and isinstance(last, Days):
            self._widen(first.first, last.last)
            return True
        if isinstance(first, Weekdays) and isinstance(last, Weekdays):
            start, end = min(first.numbers), max(last.numbers)
            span = range(start, end + 1) if start <= end else (*range(start, 7), *range(end + 1))
            self.weekdays |= frozenset(span)
            return True
        return False

    def _until(self, mark: Mark) -> bool:
        if isinstance(mark, Clock):
            start, end = self.hours[0] if self.hours else 0, mark.minute()
            return self._within(start, end)
        if isinstance(mark, Days):
            self._widen(self.days[0] if self.days else self.today, mark.last)
            return True
        return self._plain(mark)

    def _since(self, mark: Mark) -> bool:
        if isinstance(mark, Clock):
            return self._within(mark.minute(), self.hours[1] if self.hours else DAY_MINUTES)
        if isinstance(mark, Days):
            self._widen(mark.first, max(mark.last, mark.first + timedelta(days=DAYS - 1)))
            return True
        if isinstance(mark, Weekdays):
            day = self.today + timedelta(days=(min(mark.numbers) - self.today.weekday()) % 7)
            self._widen(day, day + timedelta(days=DAYS - 1))
            return True
        return self._plain(mark)

    def _except(self, mark: Mark) -> bool:
        if isinstance(mark, Weekdays):
            self.weekdays = (self.weekdays or _EVERY_DAY) - mark.numbers
        return isinstance(mark, Weekdays)

    def _plain(self, mark: Mark) -> bool:
        if isinstance(mark, Clock):
            return self._since(mark)
        if isinstance(mark, Days):
            self._widen(mark.first, mark.last)
        elif isinstance(mark, Weekdays):
            self.weekdays |= mark.numbers
        elif isinstance(mark, Length):
            self.minutes = mark.minutes
        elif isinstance(mark, Hours) and not self.is_told_by_clock:
            # 「午前か午後」 is both.
            before = self.hours or mark.span
            self.hours = (min(before[0], mark.span[0]), max(before[1], mark.span[1]))
        return True

    def _within(self, start: int, end: int) -> bool:
        if start < end:
            self.hours, self.is_told_by_clock = (start, end), True
        return start < end

    def _widen(self, first: date, last: date) -> None:
        """Days that are named beside others are looked at, too, as far as so many can be."""
        first, last = min(first, last), max(first, last)
        if self.days:
            first, last = min(first, self.days[0]), max(last, self.days[1])
        self.days = (first, min(last, first + timedelta(days=MOST_DAYS - 1)))
