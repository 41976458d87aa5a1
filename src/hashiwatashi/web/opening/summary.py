"""Rules of use in words, item by item: on their page, before they are saved, and where two people changed them."""

from __future__ import annotations

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from hashiwatashi.opening.enums import UserKind
from hashiwatashi.opening.models import UseRules
from hashiwatashi.opening.week import clock, written
from hashiwatashi.people.enums import Role
from hashiwatashi.web.formats import day, last_day
from hashiwatashi.web.opening.previews import Fact


def facts(rules: UseRules) -> list[Fact]:
    """Everything that rules say, in the order of their form."""
    return [
        (_("Holds for"), rules.equipment.name if rules.equipment else _("The whole institution")),
        (_("From"), day(rules.since)),
        *([(_("Last day"), last_day(rules.until))] if rules.until else []),
        (_("Opening hours"), hours(rules)),
        (_("Holidays"), str(rules.get_holidays_display())),
        (_("Who may use it"), "、".join(str(UserKind(kind).label) for kind in rules.users)),
        (_("When it is reserved"), window(rules)),
        (_("Length of use"), _length(rules)),
        (_("Lent out"), _loan(rules)),
        (_("Provisional reservations"), _hold(rules)),
        (_("Waiting list"), _offers(rules)),
        (_("Absences"), _absences(rules)),
        (_("Operator licence"), _licence(rules)),
        (_("Approved by"), route(rules)),
        *([(_("What users must know"), rules.note)] if rules.note else []),
    ]


def hours(rules: UseRules) -> str:
    """The hours of a week, days that are alike together."""
    lines: list[tuple[list[int], str]] = []
    for number, ranges in enumerate(rules.week):
        said = written(ranges) or pgettext("time", "closed")
        if lines and lines[-1][1] == said:
            lines[-1][0].append(number)
        else:
            lines.append(([number], said))
    return "\n".join(f"{_days(numbers)} {said}" for numbers, said in lines)


def window(rules: UseRules) -> str:
    """From when until when before a use it is reserved."""
    said = [
        ngettext("from %(n)d month before", "from %(n)d months before", rules.earliest_months)
        % {"n": rules.earliest_months}
    ]
    if rules.latest_days == 0 and rules.same_day_until is not None:
        said.append(_("on the same day until %(time)s") % {"time": clock(rules.same_day_until)})
    else:
        told = ngettext("until %(n)d day before", "until %(n)d days before", rules.latest_days)
        said.append(told % {"n": rules.latest_days})
    if rules.in_person:
        said.append(_("at the counter only"))
    return "、".join(said)


def route(rules: UseRules) -> str:
    """Who agrees, step by step."""
    steps = [
        _("%(role)s (all of them)") % {"role": Role(role).label} if needs_all else str(Role(role).label)
        for role, needs_all in rules.route
    ]
    return " → ".join(steps)


def _days(numbers: list[int]) -> str:
    first, last = str(WEEKDAYS[numbers[0]]), str(WEEKDAYS[numbers[-1]])
    return first if len(numbers) == 1 else f"{first}～{last}"


def _length(rules: UseRules) -> str:
    told = _("in steps of %(step)d minutes, at most %(longest)s hours")
    said = [told % {"step": rules.step_minutes, "longest": f"{rules.longest_minutes / 60:g}"}]
    if rules.preparation_minutes or rules.cleaning_minutes:
        within = _("of which %(preparation)d minutes of preparation and %(cleaning)d of cleaning")
        minutes = {"preparation": rules.preparation_minutes, "cleaning": rules.cleaning_minutes}
        said.append(within % minutes)
    if rules.one_at_a_time:
        said.append(_("nobody uses two instruments at the same time"))
    return "、".join(said)


def _loan(rules: UseRules) -> str:
    if not rules.loan_days:
        return _("not lent out")
    return ngettext("for at most %(n)d day", "for at most %(n)d days", rules.loan_days) % {"n": rules.loan_days}


def _hold(rules: UseRules) -> str:
    return ngettext("kept for %(n)d hour", "kept for %(n)d hours", rules.hold_hours) % {"n": rules.hold_hours}


def _offers(rules: UseRules) -> str:
    told = ngettext("an offer is kept for %(n)d hour", "an offer is kept for %(n)d hours", rules.offer_hours)
    return told % {"n": rules.offer_hours}


def _absences(rules: UseRules) -> str:
    said = [_("counts as not come after %(n)d minutes") % {"n": rules.late_minutes}]
    if rules.absent_by_clock:
        said.append(_("marked by itself"))
    if rules.absences_most:
        told = _("%(times)d times within a year bar for %(days)d days")
        said.append(told % {"times": rules.absences_most, "days": rules.absence_bars_days})
    return "、".join(said)


def _licence(rules: UseRules) -> str:
    said = [_("level %(level)d") % {"level": rules.licence_level} if rules.licence_level else _("none is needed")]
    if rules.licence_level:
        term = ngettext("valid for %(n)d month", "valid for %(n)d months", rules.licence_months)
        said.append(term % {"n": rules.licence_months})
    if rules.licence_level and rules.with_instructor:
        said.append(_("without it an instructor can attend"))
    if rules.takes_tests:
        said.append(_("also done as a commissioned test"))
    return "、".join(said)
