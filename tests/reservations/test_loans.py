"""A loan over several days: fetched and brought back in opening hours, over closed days and the turn of the year."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from tests.factories import AccountFactory

from hashiwatashi.common.timespans import TimeSpan
from hashiwatashi.opening.models import SpecialDay, UseRules
from hashiwatashi.reservations.actions import cancel, reserve
from hashiwatashi.reservations.closing import cancel_special_day, set_special_day
from hashiwatashi.reservations.enums import Obstacle, ReservationStage
from hashiwatashi.reservations.models import Waiting
from hashiwatashi.reservations.obstacles import CannotReserve
from hashiwatashi.reservations.waiting import offer_free, wait
from hashiwatashi.reservations.wishes import Wish


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=timezone.get_default_timezone())


@pytest.fixture
def lent(unit, rules, user):
    """Lends the unit at a time before the turn of a year."""
    UseRules.objects.filter(pk=rules.pk).update(loan_days=10)

    def make(starts, ends, by=user):
        wish = Wish(unit, TimeSpan(moment(starts), moment(ends)), user=by, is_loan=True)
        return reserve(wish, by=by, purpose="現場で測る")

    with time_machine.travel(moment("2026-12-01T10:00"), tick=False):
        yield make


def test_over_the_turn_of_the_year_it_is_away_while_the_house_is_closed(lent):
    made = lent("2026-12-28T09:00", "2027-01-04T17:00")
    assert (made.is_loan, made.stage) == (True, ReservationStage.HELD)
    with pytest.raises(CannotReserve) as refusal:
        lent("2026-12-25T09:00", "2026-12-28T10:00", by=AccountFactory())
    assert refusal.value.obstacle == Obstacle.TAKEN


@pytest.mark.parametrize("ends", ["2026-12-29T17:00", "2027-01-03T12:00", "2027-01-04T18:00"])
def test_it_is_not_brought_back_while_nobody_is_there(lent, ends):
    with pytest.raises(CannotReserve) as refusal:
        lent("2026-12-28T09:00", ends)
    assert refusal.value.obstacle == Obstacle.CLOSED


def test_each_calendar_day_counts(lent):
    with pytest.raises(CannotReserve) as refusal:
        lent("2026-12-25T09:00", "2027-01-04T17:00")
    assert refusal.value.obstacle == Obstacle.TOO_LONG


def test_only_a_closed_first_or_last_day_displaces_it(lent, lab, clerk):
    made = lent("2026-12-14T09:00", "2026-12-16T17:00")
    between = SpecialDay(owner=lab, day=made.starts.date() + timedelta(days=1), reason="停電")
    assert set_special_day(between, by=clerk).reservations == ()
    last = SpecialDay(owner=lab, day=made.ends.date(), reason="停電")
    assert set_special_day(last, by=clerk).reservations == (made,)
    assert cancel_special_day(last, by=clerk).reservations == (made,)


def test_who_waits_for_it_is_offered_a_loan(lent, unit, user):
    held = lent("2026-12-28T09:00", "2027-01-04T17:00")
    other = AccountFactory()
    wait(Wish(unit, held.span, user=other, is_loan=True), by=other, purpose="現場で測る")
    cancel(held, by=user)
    assert offer_free(timezone.now()) == 1
    assert Waiting.objects.get().reservation.is_loan
