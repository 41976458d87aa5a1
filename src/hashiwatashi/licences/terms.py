"""For how long a licence is valid: so many months, as the rules of use of its institution or instrument say."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from hashiwatashi.equipment.models import Equipment
from hashiwatashi.opening.hours import institution_opening, opening_of
from hashiwatashi.opening.models import LICENCE_MONTHS
from hashiwatashi.organisations.models import Organisation

_DAY = timedelta(days=1)


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the 31st falls on the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_valid(owner: Organisation, equipment: Equipment | None, day: date) -> int:
    """The term by the rules in force on a day; three years where there are none yet."""
    if equipment is None:
        rules = institution_opening(owner.pk, day, day + _DAY).rules_on(day)
    else:
        rules = opening_of(equipment, day, day + _DAY).rules_on(day)
    return LICENCE_MONTHS if rules is None else rules.licence_months


def last_day_from(day: date, owner: Organisation, equipment: Equipment | None) -> date:
    """The last day of a licence that begins on ``day``."""
    return months_after(day, months_valid(owner, equipment, day)) - _DAY
