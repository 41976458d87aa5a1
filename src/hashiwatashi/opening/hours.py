"""When an instrument can be used: the hours of its institution, holidays, special days; for many at once.

`openings` reads what is needed in two queries, however many instruments there are; all else is arithmetic.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta, tzinfo
from typing import TypeVar

from django.utils import timezone

from hashiwatashi.common.calendar import holiday, is_turn_of_year
from hashiwatashi.common.effective import holding
from hashiwatashi.common.timespans import TimeSpan, at_minute, days_of, merged
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.opening.enums import Holidays
from hashiwatashi.opening.models import SpecialDay, UseRules
from hashiwatashi.opening.week import Hours

_DAY = timedelta(days=1)
R = TypeVar("R", UseRules, SpecialDay)


@dataclass(frozen=True, slots=True)
class Opening:
    """What says when one instrument can be used: its own rules and special days stand for its institution's."""

    own_rules: tuple[UseRules, ...] = ()
    institution_rules: tuple[UseRules, ...] = ()
    own_days: tuple[SpecialDay, ...] = ()
    institution_days: tuple[SpecialDay, ...] = ()
    _by_day: dict[date, tuple[Hours, ...]] = field(default_factory=dict, compare=False, repr=False)

    def rules_on(self, day: date) -> UseRules | None:
        """The rules in force on a day; None before the institution has set any."""
        return holding(self.own_rules, day) or holding(self.institution_rules, day)

    def hours_on(self, day: date) -> tuple[Hours, ...]:
        """Its hours on a day; empty where it is closed."""
        if day not in self._by_day:
            self._by_day[day] = self._hours_on(day)
        return self._by_day[day]

    def closed_because(self, day: date) -> str:
        """The name of the holiday or the reason of a special day on which it is closed; empty for none."""
        if self.hours_on(day):
            return ""
        special = self.special_on(day)
        return special.reason if special else holiday(day)

    def spans(self, within: TimeSpan, zone: tzinfo | None = None) -> list[TimeSpan]:
        """When it is open within a span of time, in order."""
        zone = zone or timezone.get_default_timezone()
        found = (
            TimeSpan(at_minute(day, opens, zone), at_minute(day, closes, zone))
            for day in days_of(within, zone)
            for opens, closes in self.hours_on(day)
            # An hour that the clock leaves out is none.
            if at_minute(day, opens, zone) < at_minute(day, closes, zone)
        )
        return [part for span in merged(found) if (part := span.within(within))]

    def _hours_on(self, day: date) -> tuple[Hours, ...]:
        if special := self.special_on(day):
            return tuple((opens, closes) for opens, closes in special.hours)
        rules = self.rules_on(day)
        if rules is None or _is_closed_holiday(rules, day):
            return ()
        return tuple((opens, closes) for opens, closes in rules.week[day.weekday()])

    def special_on(self, day: date) -> SpecialDay | None:
        """The special day that a day is: the instrument's before the institution's, that year's before the yearly."""
        return _on(self.own_days, day) or _on(self.institution_days, day)


def openings(equipment: Collection[Equipment], since: date, until: date) -> dict[int, Opening]:
    """The opening of each instrument by its key, for the days from ``since`` until before ``until``."""
    owners = {one.owner_id for one in equipment}
    keys = {one.pk for one in equipment}
    # Which of them holds says the day; their order would only join what they are of.
    rules = _by_place(UseRules.objects.of(owners, keys).meeting(since, until).order_by())
    days = _by_place(SpecialDay.objects.standing().of(owners, keys).meeting(since, until))
    return {
        one.pk: Opening(
            tuple(rules[one.owner_id, one.pk]),
            tuple(rules[one.owner_id, None]),
            tuple(days[one.owner_id, one.pk]),
            tuple(days[one.owner_id, None]),
        )
        for one in equipment
    }


def opening_of(equipment: Equipment, since: date, until: date) -> Opening:
    """The opening of one."""
    return openings([equipment], since, until)[equipment.pk]


def institution_opening(owner: int, since: date, until: date) -> Opening:
    """The opening of an institution itself, as it is for instruments without rules and days of their own."""
    rules = UseRules.objects.of([owner], []).meeting(since, until)
    days = SpecialDay.objects.standing().of([owner], []).meeting(since, until)
    return Opening(institution_rules=tuple(rules), institution_days=tuple(days))


def _by_place(rows: Iterable[R]) -> Mapping[tuple[int, int | None], list[R]]:
    """Rows by their institution, and the instrument if they are for one alone."""
    found: dict[tuple[int, int | None], list[R]] = defaultdict(list)
    for row in rows:
        found[row.owner_id, row.equipment_id].append(row)
    return found


def _on(days: Iterable[SpecialDay], day: date) -> SpecialDay | None:
    """Of some special days the one that ``day`` is; 29 February is yearly in leap years alone."""
    same = [one for one in days if one.day == day or (one.is_yearly and one.day <= day and _same_date(one.day, day))]
    return min(same, key=lambda one: one.is_yearly, default=None)


def _same_date(one: date, other: date) -> bool:
    return (one.month, one.day) == (other.month, other.day)


def _is_closed_holiday(rules: UseRules, day: date) -> bool:
    if rules.holidays == Holidays.ALWAYS:
        return False
    return is_turn_of_year(day) or (rules.holidays == Holidays.CLOSED and bool(holiday(day)))
