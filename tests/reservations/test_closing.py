"""Closing an instrument: whoever reserved it is told and stands again when the closure is taken back."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from hashiwatashi.common.errors import Conflict, InvalidInput
from hashiwatashi.notices.models import Notice
from hashiwatashi.opening.models import SpecialDay, UseRules
from hashiwatashi.reservations.actions import apply
from hashiwatashi.reservations.approvals import agree
from hashiwatashi.reservations.closing import (
    affected,
    cancel_special_day,
    change_rules,
    close_unit,
    end_closure,
    set_rules,
    set_special_day,
)
from hashiwatashi.reservations.enums import Obstacle, OccupancyKind, ReservationStage
from hashiwatashi.reservations.models import Closure, Occupancy
from hashiwatashi.reservations.obstacles import CannotReserve


@pytest.fixture
def permitted(reserved, at, user, director):
    made = reserved(at(13, 15))
    apply(made, by=user)
    agree(made, by=director)
    return made


def closed(unit, span, by):
    return close_unit(unit, span, kind=OccupancyKind.MAINTENANCE, reason="管球の交換", by=by)


def kinds_told(account):
    return list(Notice.objects.filter(account=account).order_by("pk").values_list("kind", flat=True))


def test_who_is_in_the_way_is_displaced_and_told(permitted, unit, at, clerk, user, reserved, stranger):
    other = reserved(at(9, 10), by=stranger)
    assert affected([unit.pk], at(12, 17)) == [permitted]
    done = closed(unit, at(12, 17), clerk)
    permitted.refresh_from_db()
    other.refresh_from_db()
    assert done.reservations == (permitted,)
    assert (permitted.stage, permitted.ground_text) == (ReservationStage.CANCELLED, "管球の交換")
    assert other.stage == ReservationStage.HELD
    assert kinds_told(user)[-1] == "reservation_displaced"
    with pytest.raises(CannotReserve) as refusal:
        reserved(at(15, 16))
    assert refusal.value.obstacle == Obstacle.TAKEN


def test_taken_back_it_stands_again_as_it_was(permitted, unit, at, clerk, user):
    closed(unit, at(12, 17), clerk)
    end_closure(Closure.objects.get(), by=clerk)
    permitted.refresh_from_db()
    assert permitted.stage == ReservationStage.PERMITTED
    assert permitted.displaced_by is None
    assert Occupancy.objects.get(reservation=permitted).occupies
    assert kinds_told(user)[-1] == "reservation_reinstated"
    with pytest.raises(Conflict):
        end_closure(Closure.objects.get(), by=clerk)


def test_a_closure_that_has_begun_is_ended_early_and_what_has_passed_remains(unit, at, clerk, reserved):
    now = at(12, 13).start
    closed(unit, at(9, 17), clerk)
    end_closure(Closure.objects.get(), by=clerk, now=now)
    left = Occupancy.objects.get(closure__isnull=False)
    assert (left.starts, left.ends) == (at(9, 10).start, now + timedelta(minutes=1))
    assert reserved(at(13, 14))


def test_a_closure_says_why_and_stands_once(unit, at, clerk):
    with pytest.raises(InvalidInput):
        close_unit(unit, at(9, 10), kind=OccupancyKind.CLOSURE, reason=" ", by=clerk)
    closed(unit, at(9, 12), clerk)
    with pytest.raises(Conflict):
        closed(unit, at(11, 13), clerk)
    with pytest.raises(InvalidInput):
        closed(unit, at(24, 24 * 400), clerk)


def test_a_closed_day_displaces_and_its_undo_reinstates(permitted, lab, day, clerk):
    special = SpecialDay(owner=lab, day=day, hours=[], reason="停電")
    assert set_special_day(special, by=clerk).reservations == (permitted,)
    permitted.refresh_from_db()
    assert permitted.stage == ReservationStage.CANCELLED
    assert cancel_special_day(special, by=clerk).reservations == (permitted,)
    permitted.refresh_from_db()
    assert permitted.stage == ReservationStage.PERMITTED


def test_shorter_hours_displace_what_lies_outside(permitted, reserved, at, rules, clerk):
    inside = reserved(at(9, 10))
    done = change_rules(rules, by=clerk, week=[[[540, 840]]] * 5 + [[], []])
    inside.refresh_from_db()
    assert done.reservations == (permitted,)
    assert inside.stage == ReservationStage.HELD


def test_new_rules_end_those_before_them(rules, lab, clerk):
    new = UseRules(owner=lab, since=date(2030, 4, 1), week=rules.week)
    set_rules(new, by=clerk)
    rules.refresh_from_db()
    assert (rules.until, new.until) == (date(2030, 4, 1), None)
    between = UseRules(owner=lab, since=date(2025, 4, 1), week=rules.week)
    set_rules(between, by=clerk)
    rules.refresh_from_db()
    assert (rules.until, between.until) == (date(2025, 4, 1), date(2030, 4, 1))


def test_what_somebody_else_took_meanwhile_does_not_stand_again(
    permitted, unit, at, clerk, reserved, stranger, lab, day
):
    special = SpecialDay(owner=lab, equipment=unit.equipment, day=day, hours=[[540, 780]], reason="午後は停電")
    set_special_day(special, by=clerk)
    closed(unit, at(14, 15), clerk)
    assert cancel_special_day(special, by=clerk).reservations == ()
    permitted.refresh_from_db()
    assert permitted.stage == ReservationStage.CANCELLED
    assert timezone.now() < permitted.starts
