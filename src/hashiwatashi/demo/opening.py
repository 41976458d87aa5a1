"""When and how the instruments of two labs of the demo world are used: rules, units, special days, a closure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from hashiwatashi.common.calendar import is_working_day
from hashiwatashi.common.timespans import TimeSpan, at_minute
from hashiwatashi.demo.bodies import Bodies
from hashiwatashi.demo.dates import days_from, fiscal_year_start
from hashiwatashi.demo.marking import DEMO, mail
from hashiwatashi.equipment.enums import USABLE, OperatingStatus
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.opening.actions import add_unit
from hashiwatashi.opening.enums import UserKind
from hashiwatashi.opening.models import SpecialDay, Unit, UseRules, everybody
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Account
from hashiwatashi.reservations.closing import close_unit, set_rules, set_special_days
from hashiwatashi.reservations.enums import OccupancyKind

_NINE, _NOON, _ONE, _FOUR, _FIVE = 540, 720, 780, 960, 1020
_MOST_UNITS = 12
# Of the first house, who closes her instrument.
_KEEPER = "researcher"


@dataclass(frozen=True, slots=True)
class _House:
    """How one lab does it; ``special`` are the rules of its first instrument, ``days`` come so many days from now."""

    body: str
    week: list[list[list[int]]]
    rules: dict[str, Any]
    special: dict[str, Any]
    #: Those of its last instrument, where they are others.
    last: dict[str, Any] | None = None
    days: Sequence[tuple[int, int, str, list[list[int]]]] = field(default=())


_HOUSES = (
    _House(
        "kt",
        [[[_NINE, _NOON], [_ONE, _FIVE]]] * 5 + [[], []],
        {
            "users": everybody(),
            "latest_days": 0,
            "same_day_until": 900,
            "preparation_minutes": 15,
            "cleaning_minutes": 15,
            "route": [[str(Role.CLERK), False], [str(Role.RESEARCHER), False]],
            "takes_tests": True,
            "note": "汚れてもよい服装でお越しください。到着したら1階の受付にお寄りください（架空）。",
        },
        {"licence_level": 2, "earliest_months": 2, "latest_days": 10, "note": "操作講習の修了が必要です（架空）。"},
        {"route": [[str(Role.CLERK), False], [str(Role.ADMINISTRATOR), False]]},
        ((30, 1, "受電設備の点検（架空）", []), (60, 1, "一般公開のため午後のみ（架空）", [[_ONE, _FIVE]])),
    ),
    _House(
        "st",
        [[[_NINE, _FOUR]]] * 5 + [[], []],
        {"users": [str(UserKind.FIRM), str(UserKind.RESEARCH)], "earliest_months": 1, "one_at_a_time": True},
        {"licence_level": 1, "longest_minutes": 240},
        None,
        ((40, 3, "夏季休業（架空）", []),),
    ),
)


def open_labs(bodies: Bodies, *, day: date) -> int:
    """Set rules, add units, close days and a unit; returns how many units were added."""
    return sum(_open(house, bodies[house.body], day) for house in _HOUSES)


def _open(house: _House, owner: Organisation, day: date) -> int:
    since = fiscal_year_start(day, years_before=1)
    set_rules(UseRules(owner=owner, since=since, week=[[[_NINE, _FOUR]]] * 5 + [[], []]), by=DEMO)
    since = fiscal_year_start(day)
    set_rules(UseRules(owner=owner, since=since, week=house.week, **house.rules), by=DEMO)
    units = _add_units(owner, since)
    for unit, special in ((units[0], house.special), (units[-2], house.last)):
        if special is not None:
            told = house.rules | special
            set_rules(UseRules(owner=owner, equipment=unit.equipment, since=since, week=house.week, **told), by=DEMO)
    for after, count, reason, hours in house.days:
        first = days_from(day, after)
        days = [first + timedelta(days=number) for number in range(count)]
        set_special_days([SpecialDay(owner=owner, day=one, reason=reason, hours=hours) for one in days], by=DEMO)
    if house is _HOUSES[0]:
        _close(units[0], day)
    return len(units)


def _add_units(owner: Organisation, since: date) -> list[Unit]:
    """One unit for each instrument that outsiders may use, two for the first."""
    usable = Equipment.objects.filter(owner=owner, external_use__in=USABLE, status=OperatingStatus.RUNNING)
    chosen = list(usable.order_by("source_key")[:_MOST_UNITS])
    units = [add_unit(one, by=DEMO, number=1, room=one.place[:100], since=since) for one in chosen]
    units.append(add_unit(chosen[0], by=DEMO, number=2, room=chosen[0].place[:100], since=since))
    return units


def _close(unit: Unit, day: date) -> None:
    """The afternoon of a coming working day, by the lab's own researcher."""
    when = days_from(day, 12)
    while not is_working_day(when):
        when += timedelta(days=1)
    zone = timezone.get_default_timezone()
    span = TimeSpan(at_minute(when, _ONE, zone), at_minute(when, _FIVE, zone))
    by = Account.objects.get(email=mail(_KEEPER))
    close_unit(unit, span, kind=OccupancyKind.MAINTENANCE, reason="定期点検（架空）", by=by)
