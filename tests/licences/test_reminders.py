"""Whoever holds a licence hears twice that it ends, each time once."""

import pytest

from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.licences.actions import extend, suspend
from hashiwatashi.licences.reminders import remind_of_expiry
from hashiwatashi.notices.models import Notice

pytestmark = pytest.mark.django_db
TICK = SystemActor("tick")


def told(kind="licence_expires"):
    return Notice.objects.filter(kind=kind).order_by("pk")


def test_sixty_and_fourteen_days_before_and_never_twice(issued, user, today, days):
    licence = issued(expires_on=today + days(100))
    counts = [remind_of_expiry(day=today + days(number), by=TICK) for number in (39, 40, 41, 85, 86, 87, 100, 101)]
    assert counts == [0, 1, 0, 0, 1, 0, 0, 0]
    assert {one.account for one in told()} == {user}
    assert told()[0].parameters["day"] == licence.expires_on.isoformat()


def test_a_day_that_was_missed_is_made_up_for(issued, today, days):
    issued(expires_on=today + days(30))
    assert remind_of_expiry(day=today, by=TICK) == 1
    assert remind_of_expiry(day=today + days(1), by=TICK) == 0


def test_the_next_course_is_named(issued, course, today, days, some_class):
    made = course(after=20)
    issued(expires_on=today + days(10))
    other = course(after=25, instruments=[], equipment_class=some_class, title="分析装置の講習")
    issued(of=some_class, expires_on=today + days(10))
    assert remind_of_expiry(day=today, by=TICK) == 2
    assert [made.title in told()[0].parameters["course"], other.title in told()[1].parameters["course"]] == [True] * 2


def test_a_suspended_one_and_one_that_is_extended_are_not_told_of(issued, clerk, today, days):
    suspend(issued(expires_on=today + days(10)), reason="点検", by=clerk)
    extend(issued(expires_on=today + days(10)), by=clerk)
    assert remind_of_expiry(day=today, by=TICK) == 0
