"""Why a time cannot be reserved: each rule of the institution once, with a sentence that says what to do instead.

`rule_obstacles` asks the rules alone, without a query; the same sentences stand on the page before anybody signs in
and at the counter. What depends on others is asked in `reservations.actions`, under the locks.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, tzinfo

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hashiwatashi.common.errors import Conflict
from hashiwatashi.common.timespans import DAY_MINUTES, TimeSpan, at_minute, days_of
from hashiwatashi.equipment.enums import USABLE, OperatingStatus
from hashiwatashi.opening.enums import UserKind
from hashiwatashi.opening.hours import Opening
from hashiwatashi.opening.models import UseRules
from hashiwatashi.opening.week import clock
from hashiwatashi.reservations.enums import Obstacle
from hashiwatashi.reservations.wishes import Wish

_MONTH_DAYS = 28
#: What stands in the way of one time of a day stands in the way of them all.
OF_A_DAY = frozenset(
    {
        Obstacle.NOT_IN_USE,
        Obstacle.NOT_FOR_OUTSIDERS,
        Obstacle.NO_RULES,
        Obstacle.USER_KIND,
        Obstacle.IN_PERSON,
        Obstacle.TOO_EARLY,
        Obstacle.TOO_LATE,
    }
)


class CannotReserve(Conflict):
    """This time cannot be reserved: ``obstacle`` says why, ``data`` may hold alternatives."""

    code = "cannot_reserve"

    def __init__(self, obstacle: Obstacle, message: str | Promise, **data: object) -> None:
        self.obstacle = obstacle
        super().__init__(message, obstacle=str(obstacle), **data)


def rule_obstacles(wish: Wish, opening: Opening, now: datetime) -> Iterator[CannotReserve]:
    """Everything in the rules that stands in the way, the gravest first; nothing where the wish keeps them."""
    zone = timezone.get_default_timezone()
    day = wish.span.start.astimezone(zone).date()
    rules = opening.rules_on(day)
    yield from _of_instrument(wish, rules, day)
    if rules is not None:
        yield from _of_user(wish, rules)
        yield from _of_window(wish, rules, now, zone)
        yield from _of_length(wish, rules, zone)
        yield from _of_hours(wish, opening, zone)


def earliest_day(rules: UseRules, today: date) -> date:
    """The last day that can be reserved today: months are counted by the calendar, the 31st falls on the last."""
    years, month = divmod(today.month - 1 + rules.earliest_months, 12)
    first = date(today.year + years, month + 1, 1)
    following = (first + timedelta(days=_MONTH_DAYS + 4)).replace(day=1)
    return min(first + timedelta(days=today.day - 1), following - timedelta(days=1))


def latest_moment(rules: UseRules, day: date, zone: tzinfo) -> datetime:
    """The moment until which a use on ``day`` can be reserved."""
    minute = DAY_MINUTES
    last = day - timedelta(days=rules.latest_days)
    if rules.latest_days == 0 and rules.same_day_until is not None:
        minute = rules.same_day_until
    return at_minute(last, minute, zone)


def _of_instrument(wish: Wish, rules: UseRules | None, day: date) -> Iterator[CannotReserve]:
    unit, equipment = wish.unit, wish.unit.equipment
    out = unit.since > day or (unit.until is not None and unit.until <= day)
    if out or equipment.status != OperatingStatus.RUNNING:
        yield CannotReserve(Obstacle.NOT_IN_USE, _("It is not in use on that day. Ask the institution."))
    if not wish.at_counter and equipment.external_use not in USABLE:
        yield CannotReserve(
            Obstacle.NOT_FOR_OUTSIDERS, _("It is not open to outside users. Ask the institution for advice.")
        )
    if rules is None:
        yield CannotReserve(
            Obstacle.NO_RULES, _("The institution takes no reservations here for that day. Call it instead.")
        )


def _of_user(wish: Wish, rules: UseRules) -> Iterator[CannotReserve]:
    if wish.user_kind not in rules.users:
        kinds = "、".join(str(UserKind(kind).label) for kind in rules.users)
        yield CannotReserve(Obstacle.USER_KIND, _("It is for these users only: %(kinds)s.") % {"kinds": kinds})
    if rules.in_person and not wish.at_counter:
        yield CannotReserve(
            Obstacle.IN_PERSON, _("The institution takes applications at its counter only. Call before you come.")
        )


def _of_window(wish: Wish, rules: UseRules, now: datetime, zone: tzinfo) -> Iterator[CannotReserve]:
    if wish.span.start <= now:
        yield CannotReserve(Obstacle.PAST, _("That time has begun already. Choose a later one."))
        return
    day, today = wish.span.start.astimezone(zone).date(), now.astimezone(zone).date()
    if day > earliest_day(rules, today):
        told = ngettext(
            "It can be reserved from %(months)d month before.",
            "It can be reserved from %(months)d months before.",
            rules.earliest_months,
        )
        yield CannotReserve(Obstacle.TOO_EARLY, told % {"months": rules.earliest_months})
    # The counter takes what the institution itself can still arrange.
    if not wish.at_counter and now >= latest_moment(rules, day, zone):
        yield CannotReserve(Obstacle.TOO_LATE, _too_late(rules))


def _too_late(rules: UseRules) -> str:
    if rules.latest_days == 0 and rules.same_day_until is not None:
        told = _("On the same day it is reserved until %(time)s. Call the institution, or choose a later day.")
        return told % {"time": clock(rules.same_day_until)}
    told = ngettext(
        "It is reserved at the latest %(days)d day before. Call the institution, or choose a later day.",
        "It is reserved at the latest %(days)d days before. Call the institution, or choose a later day.",
        rules.latest_days,
    )
    return told % {"days": rules.latest_days}


def _of_length(wish: Wish, rules: UseRules, zone: tzinfo) -> Iterator[CannotReserve]:
    step = rules.step_minutes
    if _off_step(wish.span, step, zone):
        yield CannotReserve(
            Obstacle.STEP, _("Begin and end at full steps of %(minutes)d minutes.") % {"minutes": step}
        )
    if wish.is_loan:
        if not rules.loan_days:
            yield CannotReserve(Obstacle.TOO_LONG, _("It is not lent out. Use it at the institution."))
        elif len(days_of(wish.span, zone)) > rules.loan_days:
            told = ngettext(
                "It is lent for at most %(days)d day.", "It is lent for at most %(days)d days.", rules.loan_days
            )
            yield CannotReserve(Obstacle.TOO_LONG, told % {"days": rules.loan_days})
    elif wish.span.minutes > rules.longest_minutes:
        told = _("It is used for at most %(hours)s hours at a time, preparation and cleaning included.")
        yield CannotReserve(Obstacle.TOO_LONG, told % {"hours": f"{rules.longest_minutes / 60:g}"})
    elif wish.span.minutes <= rules.preparation_minutes + rules.cleaning_minutes:
        told = _("Preparation and cleaning take %(minutes)d minutes of the time: reserve longer.")
        yield CannotReserve(Obstacle.STEP, told % {"minutes": rules.preparation_minutes + rules.cleaning_minutes})


def _of_hours(wish: Wish, opening: Opening, zone: tzinfo) -> Iterator[CannotReserve]:
    if fits_hours(wish.span, opening, zone, is_loan=wish.is_loan):
        return
    day = wish.span.start.astimezone(zone).date()
    if because := opening.closed_because(day):
        told = _("The institution is closed on that day (%(reason)s). Choose another.") % {"reason": because}
    elif hours := opening.hours_on(day):
        said = "、".join(f"{clock(opens)}–{clock(closes)}" for opens, closes in hours)
        told = _("It is open %(hours)s on that day. Choose a time within.") % {"hours": said}
    else:
        told = _("The institution is closed on that day. Choose another.")
    yield CannotReserve(Obstacle.CLOSED, told)


def fits_hours(span: TimeSpan, opening: Opening, zone: tzinfo, *, is_loan: bool) -> bool:
    """Whether a span lies in the opening hours; a loan begins and ends in them, and is away meanwhile."""
    open_spans = opening.spans(span, zone)
    if not is_loan:
        return any(one.covers(span) for one in open_spans)
    # Fetched and brought back while somebody is there: the hours touch both ends.
    return bool(open_spans) and open_spans[0].start == span.start and open_spans[-1].end == span.end


def _off_step(span: TimeSpan, step: int, zone: tzinfo) -> bool:
    start = span.start.astimezone(zone)
    if span.start.second or span.start.microsecond or span.end.second or span.end.microsecond:
        return True
    return bool((start.hour * 60 + start.minute) % step or span.minutes % step)
