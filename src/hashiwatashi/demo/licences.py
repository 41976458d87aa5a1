"""Courses and operator licences of the demo world, by the real actions at past moments (架空)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from hashiwatashi.common.calendar import is_working_day
from hashiwatashi.common.timespans import at_minute
from hashiwatashi.demo.bodies import Bodies
from hashiwatashi.demo.clock import Story, play
from hashiwatashi.demo.dates import days_from
from hashiwatashi.demo.marking import mail
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.licences.actions import issue, suspend
from hashiwatashi.licences.courses import announce, note
from hashiwatashi.licences.models import Course
from hashiwatashi.licences.places import ask
from hashiwatashi.licences.reminders import remind_of_expiry
from hashiwatashi.notices.actions import mark_read
from hashiwatashi.notices.models import Notice
from hashiwatashi.opening.models import Unit
from hashiwatashi.people.models import Account

_LAB = "kt"
_ONE, _FOUR = 780, 960
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Plan:
    """One course: so many days from today, who applies in which order, who passes."""

    title: str
    after: int
    seats: int
    people: Sequence[str] = ()
    passing: Sequence[str] = ()


_COURSES = (
    _Plan("操作講習（基礎・第1回）（架空）", -40, 4, ("firm", "manager", "planner"), ("firm", "manager")),
    _Plan("操作講習（基礎・第2回）（架空）", 20, 2, ("tlo", "coordinator", "planner", "ministry")),
    _Plan("操作講習（基礎・第3回）（架空）", 55, 6),
)


def make_licences(bodies: Bodies, *, day: date) -> int:
    """Hold one course, fill another, announce a third; issue by hand, suspend; returns how many courses there are."""
    units = Unit.objects.filter(equipment__owner=bodies[_LAB]).for_lists().order_by("pk")
    # The first instrument asks for a licence.
    strict, other = units[0].equipment, units[1].equipment
    play([*(_story(plan, strict, day) for plan in _COURSES), _by_hand(strict, other, day)])
    for notice in Notice.objects.filter(kind="course_came"):
        mark_read(notice)
    remind_of_expiry(day=day, by=_account("clerk"))
    return len(_COURSES)


def _story(plan: _Plan, equipment: Equipment, day: date) -> Story:
    held, clerk = _working_day(days_from(day, plan.after)), _account("clerk")
    announced = min(_moment(held, _ONE), timezone.now()) - 30 * _DAY
    yield announced
    course = Course(
        owner=equipment.owner,
        title=plan.title,
        level=2,
        place="2階 研修室（架空）",
        starts=_moment(held, _ONE),
        ends=_moment(held, _FOUR),
        seats=plan.seats,
        fee_note="5,000円。払い戻しはいたしません（架空）。",
        apply_until=held - 3 * _DAY,
        instructor=_account("researcher"),
        note="筆記用具と上履きをお持ちください（架空）。",
    )
    announce(course, [equipment], by=clerk)
    seats = {}
    for number, key in enumerate(plan.people, start=1):
        yield announced + number * _DAY
        seats[key] = ask(course, by=_account(key))
    if plan.passing:
        yield course.ends
        note([seats[key] for key in plan.passing], "pass", by=clerk)
        note([seat for key, seat in seats.items() if key not in plan.passing], "fail", by=clerk)


def _by_hand(strict: Equipment, other: Equipment, day: date) -> Story:
    """One that ends soon, taken over from paper; one of level 1; one that is suspended."""
    clerk = _account("clerk")
    yield timezone.now() - 5 * _DAY
    owner = strict.owner
    issued = days_from(day, -1000)
    paper = "紙の認定証から引継ぎ（架空）"
    last = day + 45 * _DAY
    issue(
        _account("coordinator"), strict, owner=owner, level=2, by=clerk, issued_on=issued, expires_on=last, note=paper
    )
    issue(_account("firm"), other, owner=owner, level=1, by=clerk)
    halted = issue(_account("tlo"), other, owner=owner, level=3, by=clerk, issued_on=issued, note=paper)
    yield timezone.now() - 2 * _DAY
    suspend(halted, reason="安全講習が未受講のため（架空）", by=clerk)


def _working_day(day: date) -> date:
    while not is_working_day(day):
        day += _DAY
    return day


def _moment(day: date, minute: int) -> datetime:
    return at_minute(day, minute, timezone.get_default_timezone())


def _account(key: str) -> Account:
    found: Account = Account.objects.get(email=mail(key))
    return found
