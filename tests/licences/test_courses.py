"""A course has so many seats and a line for them; whoever passes has the licence."""

import datetime
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone
from tests.factories import AccountFactory, EquipmentFactory

from hashiwatashi.common.errors import Conflict, InvalidInput, NotAllowed
from hashiwatashi.licences.announced import next_course, next_courses
from hashiwatashi.licences.courses import cancel, change, note, take_back
from hashiwatashi.licences.enums import LicenceState, SeatStage
from hashiwatashi.licences.models import Course, CourseSeat, OperatorLicence
from hashiwatashi.licences.places import ask, withdraw
from hashiwatashi.notices.models import Notice

pytestmark = pytest.mark.django_db


def stages(course):
    return list(CourseSeat.objects.filter(course=course).order_by("asked_at", "pk").values_list("stage", flat=True))


def full(course, number):
    people = AccountFactory.create_batch(number)
    return people, [ask(course, by=one) for one in people]


def begun(course):
    return time_machine.travel(course.starts + datetime.timedelta(hours=1), tick=False)


def test_seats_are_given_in_the_order_of_application_and_then_a_line_forms(course):
    made = course(seats=2)
    full(made, 4)
    assert stages(made) == ["seated", "seated", "waiting", "waiting"]


def test_of_whoever_gives_a_seat_back_the_first_who_waits_gets_it_and_is_told(course):
    made = course(seats=2)
    people, seats = full(made, 4)
    Notice.objects.all().delete()
    withdraw(seats[0], by=people[0])
    assert stages(made) == ["withdrawn", "seated", "seated", "waiting"]
    assert list(Notice.objects.values_list("account", "kind")) == [(people[2].pk, "course_seated")]
    seats[3].refresh_from_db()
    withdraw(seats[3], by=people[3])
    assert stages(made) == ["withdrawn", "seated", "seated", "withdrawn"]


def test_more_seats_are_given_to_those_who_wait_and_fewer_than_are_taken_are_refused(course, clerk):
    made = course(seats=1)
    full(made, 4)
    change(made, by=clerk, seats=3)
    assert stages(made) == ["seated", "seated", "seated", "waiting"]
    with pytest.raises(InvalidInput):
        change(made, by=clerk, seats=2)
    assert Course.objects.get().seats == 3


def test_nobody_has_two_places_but_may_come_back(course, user):
    made = course()
    seat = ask(made, by=user)
    with pytest.raises(Conflict):
        ask(made, by=user)
    withdraw(seat, by=user)
    assert ask(made, by=user).stage == SeatStage.SEATED


def test_the_same_key_is_stored_once(course, user, stranger):
    made, key = course(), uuid4()
    assert ask(made, by=user, key=key) == ask(made, by=user, key=key)
    with pytest.raises(Conflict):
        ask(made, by=stranger, key=key)
    assert CourseSeat.objects.count() == 1


def test_nobody_gives_the_seat_of_another_back_but_the_institution(course, user, stranger, clerk):
    seat = ask(course(), by=user)
    with pytest.raises(NotAllowed):
        withdraw(seat, by=stranger)
    Notice.objects.all().delete()
    withdraw(seat, by=clerk)
    assert list(Notice.objects.values_list("account", "kind")) == [(user.pk, "course_withdrawn")]


def test_what_is_closed_cannot_be_applied_for(course, user, clerk):
    late = course()
    Course.objects.filter(pk=late.pk).update(apply_until=timezone.localdate() - datetime.timedelta(days=1))
    cancelled = course()
    cancel(cancelled, reason="講師の都合", by=clerk)
    for one in (late, cancelled):
        with pytest.raises(Conflict):
            ask(one, by=user)


def test_all_who_applied_hear_that_it_does_not_take_place(course, clerk):
    made = course(seats=1)
    people, seats = full(made, 2)
    with pytest.raises(InvalidInput):
        cancel(made, reason=" ", by=clerk)
    Notice.objects.all().delete()
    cancel(made, reason="講師の都合", by=clerk)
    told = Notice.objects.order_by("account").values_list("account", "kind")
    assert list(told) == [(one.pk, "course_cancelled") for one in people]
    with pytest.raises(Conflict):
        cancel(made, reason="もう一度", by=clerk)
    assert withdraw(seats[0], by=people[0]) is None
    assert stages(made) == ["withdrawn", "waiting"]


def test_another_time_is_told_another_note_is_not(course, clerk, user, days):
    made = course()
    ask(made, by=user)
    Notice.objects.all().delete()
    change(made, by=clerk, note="上履きが要ります")
    assert not Notice.objects.exists()
    change(made, by=clerk, place="別の部屋")
    assert list(Notice.objects.values_list("account", "kind")) == [(user.pk, "course_changed")]


def test_who_passes_has_the_licence_and_the_others_have_none(course, clerk, unit):
    made = course(seats=3)
    people, seats = full(made, 3)
    with pytest.raises(Conflict):
        note(seats, "pass", by=clerk)
    with begun(made):
        (licence,) = note([seats[0]], "pass", by=clerk)
        note([seats[1]], "fail", by=clerk)
        note([seats[2]], "absent", by=clerk)
    assert (licence.person, licence.equipment, licence.level, licence.course) == (people[0], unit.equipment, 2, made)
    assert OperatorLicence.objects.count() == 1
    assert stages(made) == ["passed", "failed", "absent"]
    made.refresh_from_db()
    assert made.held_at is not None
    with pytest.raises(Conflict):
        cancel(made, reason="遅い", by=clerk)


def test_several_pass_at_once_all_or_none(course, clerk):
    made = course(seats=3)
    _people, seats = full(made, 3)
    with begun(made):
        note([seats[0]], "fail", by=clerk)
        with pytest.raises(Conflict):
            note(seats, "pass", by=clerk)
        assert not OperatorLicence.objects.exists()
        assert len(note(seats[1:], "pass", by=clerk)) == 2


def test_an_outcome_is_taken_back_within_a_day_with_its_licence(course, clerk, user):
    made = course()
    seat = ask(made, by=user)
    with begun(made):
        note([seat], "pass", by=clerk)
        (licence,) = take_back(seat, by=clerk)
        assert licence.state == LicenceState.REVOKED
        assert stages(made) == ["seated"]
        note([seat], "pass", by=clerk)
    with time_machine.travel(made.starts + datetime.timedelta(days=2), tick=False), pytest.raises(Conflict):
        take_back(seat, by=clerk)


def test_a_course_for_a_class_gives_one_licence_for_it(course, clerk, user, some_class):
    made = course(instruments=[], equipment_class=some_class)
    seat = ask(made, by=user)
    with begun(made):
        (licence,) = note([seat], "pass", by=clerk)
    assert (licence.equipment, licence.equipment_class) == (None, some_class)


@pytest.mark.parametrize("values", [{"instruments": []}, {"seats": 0}, {"level": 4}, {"after": -1}])
def test_what_cannot_be_announced(course, values):
    with pytest.raises(InvalidInput):
        course(**values)
    assert not Course.objects.exists()


def test_an_instrument_or_instructor_of_others_cannot_be_named(course, stranger):
    for values in ({"instruments": [EquipmentFactory()]}, {"instructor": stranger}):
        with pytest.raises(InvalidInput):
            course(**values)


def test_the_next_course_is_the_first_open_one_with_a_seat_and_of_the_level(course, unit, clerk, user):
    full_one, low, cancelled = course(seats=1, after=10), course(after=11, level=1), course(after=12)
    ask(full_one, by=user)
    cancel(cancelled, reason="講師の都合", by=clerk)
    later, latest = course(after=20), course(after=40, level=3)
    now = timezone.now()
    assert [next_course(unit.equipment, level, now) for level in (1, 2, 3)] == [low, later, latest]
    assert next_course(unit.equipment, 0, now) is None
    assert next_course(EquipmentFactory(), 1, now) is None


def test_the_next_courses_of_many_are_one_query(course, unit, lab, some_class, django_assert_num_queries):
    other = EquipmentFactory(owner=lab, equipment_class=some_class)
    made = course(instruments=[], equipment_class=some_class)
    both = course(instruments=[unit.equipment, other], after=9)
    foreign = EquipmentFactory(equipment_class=some_class)
    found = [unit.equipment, other, foreign]
    with django_assert_num_queries(1):
        told = next_courses(found, {one.pk: 1 for one in found}, timezone.now())
    assert told == {unit.equipment.pk: both, other.pk: both}
    assert made.pk


def test_a_course_to_come_is_not_moved_into_the_past(course, clerk, days):
    made = course()
    before = made.starts
    with pytest.raises(InvalidInput):
        change(made, by=clerk, starts=timezone.now() - days(3), ends=timezone.now() - days(2))
    made.refresh_from_db()
    assert made.starts == before


def test_whose_account_is_closed_waits_for_no_seat(course):
    made = course(seats=1)
    people, seats = full(made, 3)
    type(people[1]).objects.filter(pk=people[1].pk).update(is_active=False)
    assert Course.objects.with_seats().get(pk=made.pk).waiting == 1
    withdraw(seats[0], by=people[0])
    assert stages(made) == ["withdrawn", "waiting", "seated"]


def test_taking_back_what_a_colleague_noted_meanwhile_revokes_its_licence(course, clerk, user):
    made = course()
    seat = ask(made, by=user)
    with time_machine.travel(made.starts, tick=False):
        stale = CourseSeat.objects.for_lists().get(pk=seat.pk)
        note([CourseSeat.objects.for_lists().get(pk=seat.pk)], "pass", by=clerk)
        take_back(stale, by=clerk)
        assert OperatorLicence.objects.get().state == LicenceState.REVOKED
