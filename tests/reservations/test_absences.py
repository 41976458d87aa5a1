"""Where the rules say so, the clock marks as not come who did not begin in time; it can be undone."""

from datetime import timedelta

import pytest
from time_machine import travel

from hashiwatashi.notices.models import Notice
from hashiwatashi.opening.models import UseRules
from hashiwatashi.reservations.absences import mark_absent
from hashiwatashi.reservations.actions import apply, step
from hashiwatashi.reservations.approvals import agree
from hashiwatashi.reservations.enums import ReservationStage
from hashiwatashi.reservations.models import Occupancy


@pytest.fixture
def permitted(reserved, at, user, director):
    made = reserved(at(13, 15))
    apply(made, by=user)
    agree(made, by=director)
    return made


@pytest.fixture
def marked(rules):
    UseRules.objects.filter(pk=rules.pk).update(absent_by_clock=True, late_minutes=30)


def minutes_after(reservation, minutes):
    return reservation.starts + timedelta(minutes=minutes)


def test_who_is_late_is_marked_and_told_and_may_come_after_all(permitted, marked, user, clerk):
    assert mark_absent(minutes_after(permitted, 29)) == 0
    now = minutes_after(permitted, 30)
    with travel(now, tick=False):
        assert (mark_absent(now), mark_absent(now)) == (1, 0)
        permitted.refresh_from_db()
        assert permitted.stage == ReservationStage.ABSENT
        assert not Occupancy.objects.get(reservation=permitted).occupies
        assert Notice.objects.filter(account=user, kind="reservation_absent").count() == 1
        step(permitted, "came", by=clerk)
        assert Occupancy.objects.get(reservation=permitted).occupies


def test_without_the_tick_nobody_is_marked(permitted):
    assert mark_absent(minutes_after(permitted, 60)) == 0


def test_who_began_or_whose_time_is_over_is_left_alone(permitted, marked, clerk):
    assert mark_absent(permitted.ends) == 0
    with travel(permitted.starts, tick=False):
        step(permitted, "begin", by=clerk)
    assert mark_absent(minutes_after(permitted, 60)) == 0
