"""使えるか・いつか・いくらか・何が要るか: what is told of an instrument before anybody signs in (R-54).

The same rules decide when it is reserved (`reservations.obstacles`), so that the counter says nothing else. What it
costs is said here and nowhere else; until there are tariffs it is the note of the catalogue.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hashiwatashi.common.timespans import TimeSpan
from hashiwatashi.equipment.enums import USABLE, OperatingStatus
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.licences.announced import next_courses
from hashiwatashi.licences.models import Course
from hashiwatashi.opening.enums import UserKind
from hashiwatashi.opening.models import Unit, UseRules
from hashiwatashi.opening.week import clock
from hashiwatashi.reservations.availability import Availability, availabilities, shortest

#: How far the first free times are looked for, and how many are told.
AHEAD = timedelta(days=28)
_TOLD = 3
USUAL_MINUTES = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """What is told of one instrument to one kind of user."""

    units: tuple[Unit, ...]
    rules: UseRules | None
    refusals: tuple[str, ...]
    """Why it cannot be reserved here by this user; empty where it can."""
    free: tuple[tuple[Unit, TimeSpan], ...]
    """The first times that can be reserved, at most three, of different days where there are."""
    needs: tuple[str, ...]
    price: str
    takes_tests: bool
    next_course: Course | None = None
    """The first course with a free seat that leads to the licence; None where none is needed or announced."""

    @property
    def is_reservable(self) -> bool:
        return bool(self.units) and not self.refusals


def answers(
    equipment: Collection[Equipment], user_kind: UserKind, now: datetime, *, minutes: int = USUAL_MINUTES
) -> dict[int, Answer]:
    """The answer of each instrument by its key, in four queries for any number of them; in five where some ask for a
    licence."""
    today = timezone.localdate(now)
    units = list(Unit.objects.of([one.pk for one in equipment]).in_force_on(today).for_lists())
    found = availabilities(units, TimeSpan(now, now + AHEAD))
    by_equipment: dict[int, list[Availability]] = {one.pk: [] for one in equipment}
    for unit in units:
        by_equipment[unit.equipment_id].append(found[unit.pk])
    told = {one.pk: _answer(one, by_equipment[one.pk], user_kind, now, minutes) for one in equipment}
    levels = {key: answer.rules.licence_level for key, answer in told.items() if answer.rules}
    courses = next_courses(equipment, levels, now)
    return {key: replace(answer, next_course=courses.get(key)) for key, answer in told.items()}


def answer_for(equipment: Equipment, user_kind: UserKind, now: datetime) -> Answer:
    """The answer of one."""
    return answers([equipment], user_kind, now)[equipment.pk]


def _answer(
    equipment: Equipment, found: list[Availability], user_kind: UserKind, now: datetime, minutes: int
) -> Answer:
    today = timezone.localdate(now)
    rules = next((one.opening.rules_on(today) for one in found), None)
    refusals = tuple(_refusals(equipment, found, rules, user_kind))
    if rules is not None:
        minutes = max(minutes, shortest(rules))
    free = () if refusals else tuple(islice(_first_of_days(found, user_kind, now, minutes), _TOLD))
    return Answer(
        units=tuple(one.unit for one in found),
        rules=rules,
        refusals=refusals,
        free=free,
        needs=tuple(_needs(rules)) if rules else (),
        price=equipment.fee_note,
        takes_tests=rules is not None and rules.takes_tests,
    )


def _refusals(
    equipment: Equipment, found: list[Availability], rules: UseRules | None, user_kind: UserKind
) -> Iterator[str]:
    """What holds whatever the time; of the time the first free ones tell."""
    if not found or rules is None:
        yield _("It is not reserved on this site. Ask the institution.")
        return
    if equipment.status != OperatingStatus.RUNNING:
        yield _("It is not in operation at present.")
    if equipment.external_use not in USABLE:
        yield _("It is not open to outside users. Ask the institution for advice.")
    if user_kind not in rules.users:
        kinds = "、".join(str(UserKind(kind).label) for kind in rules.users)
        yield _("It is for these users only: %(kinds)s.") % {"kinds": kinds}
    if rules.in_person:
        yield _("The institution takes applications at its counter only. Call before you come.")


def _needs(rules: UseRules) -> Iterator[str]:
    """What somebody needs who wants to use it, in sentences."""
    yield _("The permission of the institution: you reserve, apply, and it permits the use.")
    if rules.licence_level:
        told = _("An operator licence of level %(level)d") % {"level": rules.licence_level}
        yield told + (_(", or an instructor who attends") if rules.with_instructor else "")
    yield _window(rules)
    yield _("At most %(hours)s hours at a time, in steps of %(minutes)d minutes") % {
        "hours": f"{rules.longest_minutes / 60:g}",
        "minutes": rules.step_minutes,
    }
    if inside := rules.preparation_minutes + rules.cleaning_minutes:
        yield _("Of the time reserved %(minutes)d minutes are for preparation and cleaning.") % {"minutes": inside}
    if rules.one_at_a_time:
        yield _("Nobody uses two instruments at the same time.")
    if rules.loan_days:
        yield ngettext(
            "It is lent out for at most %(days)d day.", "It is lent out for at most %(days)d days.", rules.loan_days
        ) % {"days": rules.loan_days}
    if rules.note:
        yield rules.note


def _window(rules: UseRules) -> str:
    if rules.latest_days == 0 and rules.same_day_until is not None:
        told = _("Reserve from %(months)d months before until %(time)s of the same day.")
        return told % {"months": rules.earliest_months, "time": clock(rules.same_day_until)}
    told = _("Reserve from %(months)d months until %(days)d days before.")
    return told % {"months": rules.earliest_months, "days": rules.latest_days}


def _first_of_days(
    found: list[Availability], user_kind: UserKind, now: datetime, minutes: int
) -> Iterator[tuple[Unit, TimeSpan]]:
    """Of each day with a free time the first one."""
    seen = set()
    first: list[tuple[TimeSpan, Unit]] = []
    for one in found:
        for span in one.starts(minutes, user_kind=user_kind, now=now):
            day = timezone.localdate(span.start)
            if (one.unit.pk, day) not in seen:
                seen.add((one.unit.pk, day))
                first.append((span, one.unit))
    days = set()
    for span, unit in sorted(first, key=lambda pair: (pair[0], pair[1].pk)):
        if (day := timezone.localdate(span.start)) not in days:
            days.add(day)
            yield unit, span
