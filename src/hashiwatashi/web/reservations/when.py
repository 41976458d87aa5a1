"""When an instrument is wanted, as the fields of 空き検索 write it: days of the week, a part of the day, a length."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from django.utils.dates import WEEKDAYS as WEEKDAY_NAMES
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hashiwatashi.common.timespans import DAY_MINUTES
from hashiwatashi.opening.week import clock
from hashiwatashi.reservations.said import Said
from hashiwatashi.reservations.timewords import AFTERNOON, EVENING, MORNING, WEEKEND, WORKING_DAYS
from hashiwatashi.web.formats import day, list_of

# Lengths are asked for in steps of so many minutes.
_STEP = 5
LENGTHS = (30, 60, 90, 120, 180, 240, 360, 480)
WEEKDAYS: Mapping[str, frozenset[int]] = {
    "": frozenset(),
    "working-days": WORKING_DAYS,
    "weekend": WEEKEND,
    **{str(number): frozenset({number}) for number in WEEKDAY_NAMES},
}
HOURS = {"": (0, DAY_MINUTES), "morning": MORNING, "afternoon": AFTERNOON, "evening": EVENING}
_NAMES: Mapping[str, str | Promise] = {
    "working-days": gettext_lazy("Monday to Friday"),
    "weekend": gettext_lazy("Saturday and Sunday"),
    "morning": gettext_lazy("In the morning"),
    "afternoon": gettext_lazy("In the afternoon"),
    "evening": gettext_lazy("From 17:00 on"),
    **{str(number): name for number, name in WEEKDAY_NAMES.items()},
}


def weekdays_in(value: str) -> frozenset[int]:
    """The days of the week that a field means, from Monday (0): a name, or several numbers. Raises `ValueError`."""
    if value in WEEKDAYS:
        return WEEKDAYS[value]
    numbers = frozenset(int(part) for part in value.split(","))
    if not numbers <= WEEKDAY_NAMES.keys():
        raise ValueError(value)
    return numbers


def hours_in(value: str) -> tuple[int, int]:
    """The part of the day that a field means, in minutes from midnight: a name or 780-900. Raises `ValueError`."""
    if value in HOURS:
        return HOURS[value]
    start, end = (int(part) for part in value.split("-"))
    if not 0 <= start < end <= DAY_MINUTES:
        raise ValueError(value)
    return start, end


def weekday_choices(value: str) -> Iterable[tuple[str, str | Promise]]:
    """What can be chosen, with what is asked for now."""
    yield "", _("Any day")
    yield from ((name, _NAMES[name]) for name in WEEKDAYS if name)
    if value not in WEEKDAYS and _is(weekdays_in, value):
        yield value, list_of([str(WEEKDAY_NAMES[number]) for number in sorted(weekdays_in(value))])


def hour_choices(value: str) -> Iterable[tuple[str, str | Promise]]:
    """What can be chosen, with what is asked for now."""
    yield "", _("Any time of day")
    yield from ((name, _NAMES[name]) for name in HOURS if name)
    if value not in HOURS and _is(hours_in, value):
        yield value, told_hours(hours_in(value))


def length_choices(value: str) -> Iterable[tuple[int, str]]:
    """What can be chosen, with what is asked for now."""
    asked = int(value) if value.isascii() and value.isdigit() and len(value) <= len(str(DAY_MINUTES)) else 0
    also = {asked} if 0 < asked <= DAY_MINUTES and not asked % _STEP else set()
    yield from ((minutes, told_length(minutes)) for minutes in sorted({*LENGTHS, *also}))


def values_of(said: Said) -> dict[str, str]:
    """What was read out of a sentence, as the fields of the form would say it."""
    values = {"text": said.rest}
    if said.days:
        values |= {"since": said.days[0].isoformat(), "until": said.days[1].isoformat()}
    if said.weekdays:
        numbers = ",".join(map(str, sorted(said.weekdays)))
        values["weekday"] = next((name for name, days in WEEKDAYS.items() if days == said.weekdays), numbers)
    if said.hours:
        start, end = said.hours
        values["hours"] = next((name for name, part in HOURS.items() if part == said.hours), f"{start}-{end}")
    if said.minutes:
        values["minutes"] = str(-(-said.minutes // _STEP) * _STEP)
    return values


def told_times(said: Said) -> list[str]:
    """What was read of the times, in the words of the page."""
    values = values_of(said)
    told = [told_days(*said.days)] if said.days else []
    if said.weekdays:
        name = values["weekday"]
        told.append(str(_NAMES.get(name) or list_of([str(WEEKDAY_NAMES[one]) for one in sorted(said.weekdays)])))
    if said.hours:
        told.append(str(_NAMES.get(values["hours"]) or told_hours(said.hours)))
    return [*told, told_length(int(values["minutes"]))] if said.minutes else told


def told_days(first: date, last: date) -> str:
    """From one day until another, both within; a single day once."""
    return day(first) if first == last else _("%(first)s to %(last)s") % {"first": day(first), "last": day(last)}


def told_hours(hours: tuple[int, int]) -> str:
    """13:00–15:00, from 13:00 on, until 15:00."""
    start, end = map(clock, hours)
    if hours[1] == DAY_MINUTES:
        return _("From %(start)s on") % {"start": start}
    return f"{start}–{end}" if hours[0] else _("Until %(end)s") % {"end": end}


def told_length(minutes: int) -> str:
    """90 minutes, 2 hours, 2 hours 30 minutes."""
    hours, rest = divmod(minutes, 60)
    if hours > 1 and rest:
        return _("%(hours)d hours %(minutes)d minutes") % {"hours": hours, "minutes": rest}
    if rest:
        return ngettext("%(minutes)d minute", "%(minutes)d minutes", minutes) % {"minutes": minutes}
    return ngettext("%(hours)d hour", "%(hours)d hours", hours) % {"hours": hours}


def _is(read: Callable[[str], object], value: str) -> bool:
    """Whether a value can be read."""
    try:
        read(value)
    except ValueError:
        return False
    return True
