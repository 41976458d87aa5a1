"""Units: ended from a day, never under somebody's reservation; several closed at once, with a look beforehand."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.errors import Conflict, InvalidInput
from hashiwatashi.notices.models import Notice
from hashiwatashi.opening.actions import add_unit, next_number
from hashiwatashi.opening.models import SpecialDay, Unit
from hashiwatashi.reservations.closing import carried_out, close_units, set_special_days
from hashiwatashi.reservations.enums import OccupancyKind, ReservationStage
from hashiwatashi.reservations.models import Closure
from hashiwatashi.reservations.units import change_unit, undo_end, with_undoable_end


@pytest.fixture
def second(unit, clerk):
    return add_unit(unit.equipment, by=clerk, number=next_number(unit.equipment), since=date(2020, 4, 1), room="CT室")


def closed(units, span, by):
    return close_units(units, span, kind=OccupancyKind.MAINTENANCE, reason="停電工事", by=by)


def test_a_further_unit_has_the_next_number_and_its_own_time(second, reserved, at):
    assert second.number == 2
    assert reserved(at(9, 10)).unit.number == 1
    assert reserved(at(9, 10), of=second).unit.number == 2
    assert AuditEvent.objects.filter(event="unit.added").count() == 1


def test_no_two_units_bear_one_number(second, clerk):
    with pytest.raises(InvalidInput):
        add_unit(second.equipment, by=clerk, number=2, since=date(2020, 4, 1))


def test_a_unit_does_not_end_under_a_reservation_that_is_named(unit, reserved, at, day, clerk):
    made = reserved(at(9, 10))
    with pytest.raises(InvalidInput) as refusal:
        change_unit(unit, by=clerk, until=day)
    assert made.number in str(refusal.value)
    assert unit.until is None
    change_unit(unit, by=clerk, until=day + timedelta(days=1))
    unit.refresh_from_db()
    assert unit.until == day + timedelta(days=1)
    assert AuditEvent.objects.filter(event="unit.changed").count() == 1


def test_a_unit_does_not_begin_after_a_reservation(unit, reserved, at, day, clerk):
    reserved(at(9, 10))
    with pytest.raises(InvalidInput):
        change_unit(unit, by=clerk, since=day + timedelta(days=1))
    change_unit(unit, by=clerk, since=day, room="CT室")
    unit.refresh_from_db()
    assert (unit.since, unit.room) == (day, "CT室")


def test_an_end_is_undone_within_a_day_and_once(unit, clerk, day):
    change_unit(unit, by=clerk, until=day)
    assert with_undoable_end([unit]) == {unit.pk}
    change_unit(unit, by=clerk, room="別室")
    assert with_undoable_end([unit]) == {unit.pk}
    change_unit(unit, by=clerk, until=day - timedelta(days=9))
    undo_end(unit, by=clerk)
    assert (unit.until, unit.room) == (day, "別室")
    assert AuditEvent.objects.filter(event="unit.end_undone", subject_uid=unit.uid).count() == 1
    assert with_undoable_end([unit]) == set()
    with pytest.raises(Conflict):
        undo_end(unit, by=clerk)
    change_unit(unit, by=clerk, until=None)
    assert with_undoable_end([unit]) == set()
    change_unit(unit, by=clerk, until=day)
    later = timezone.now() + timedelta(days=1, minutes=1)
    assert with_undoable_end([unit], later) == set()
    with pytest.raises(Conflict):
        undo_end(unit, by=clerk, now=later)
    undo_end(unit, by=clerk)
    assert unit.until is None


def test_an_end_that_lay_earlier_does_not_come_back_over_a_reservation(unit, clerk, day, at, reserved):
    change_unit(unit, by=clerk, until=day - timedelta(days=1))
    change_unit(unit, by=clerk, until=day + timedelta(days=9))
    made = reserved(at(9, 10))
    with pytest.raises(InvalidInput, match=made.number):
        undo_end(unit, by=clerk)
    unit.refresh_from_db()
    assert unit.until == day + timedelta(days=9)


def test_a_room_is_closed_whole_or_not_at_all(unit, second, at, clerk):
    closed([second], at(9, 10), clerk)
    with pytest.raises(Conflict, match="2"):
        closed([unit, second], at(9, 17), clerk)
    assert Closure.objects.count() == 1
    closed([unit, second], at(10, 17), clerk)
    assert Closure.objects.count() == 3
    with pytest.raises(InvalidInput):
        closed([], at(9, 17), clerk)


def test_what_is_not_known_is_shown_and_nothing_happens(unit, reserved, at, clerk, user):
    made = reserved(at(9, 10))
    told = Notice.objects.count()

    def act():
        return closed([unit], at(9, 17), clerk)

    before = carried_out(act, None)
    assert (before.reservations, before.is_done) == ((made,), False)
    assert carried_out(act, []).is_done is False
    made.refresh_from_db()
    assert made.stage == ReservationStage.HELD
    assert (Closure.objects.count(), Notice.objects.count()) == (0, told)
    assert carried_out(act, [made.number]).is_done
    made.refresh_from_db()
    assert made.stage == ReservationStage.CANCELLED


def test_days_are_set_all_or_none(lab, day, clerk):
    def some(first, count):
        days = [first + timedelta(days=number) for number in range(count)]
        return set_special_days([SpecialDay(owner=lab, day=one, reason="夏季休業") for one in days], by=clerk)

    some(day + timedelta(days=2), 1)
    with pytest.raises(InvalidInput):
        some(day, 3)
    assert SpecialDay.objects.count() == 1
    assert len(some(day, 2)) == 2
    assert Unit.objects.count() == 0
