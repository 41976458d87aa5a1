"""A change of rules of use is undone within a day: answers are those of before, who was displaced stands again."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.errors import Conflict
from hashiwatashi.notices.models import Notice
from hashiwatashi.opening.hours import openings
from hashiwatashi.opening.models import UseRules
from hashiwatashi.reservations.closing import change_rules, close_unit, set_rules
from hashiwatashi.reservations.enums import OccupancyKind, ReservationStage
from hashiwatashi.reservations.undoing import undo_rules, undoable

MORNINGS = [[[540, 720]]] * 5 + [[], []]


def new(lab, since, week=MORNINGS, **values):
    return UseRules(owner=lab, since=since, week=week, **values)


def told(unit, day):
    """Hours and rules of every day around one."""
    first, until = day - timedelta(days=400), day + timedelta(days=400)
    opening = openings([unit.equipment], first, until)[unit.equipment_id]
    days = [first + timedelta(days=n) for n in range((until - first).days)]
    return [(opening.hours_on(one), opening.rules_on(one)) for one in days]


def stored():
    return list(UseRules.objects.order_by("pk").values("uid", "since", "until", "week", "users", "route", "note"))


def test_new_rules_undone_let_those_before_hold_on(lab, unit, rules, day, clerk, reserved, at, user):
    made = reserved(at(14, 15))
    before, answered = stored(), told(unit, day)
    later = new(lab, day - timedelta(days=1))
    set_rules(later, by=clerk)
    made.refresh_from_db()
    assert made.stage == ReservationStage.CANCELLED
    assert undoable(lab) == [later]
    done = undo_rules(later, by=clerk)
    made.refresh_from_db()
    assert (done.reservations, done.reinstated) == ((), (made,))
    assert made.stage == ReservationStage.HELD
    assert (stored(), told(unit, day)) == (before, answered)
    assert undoable(lab) == []
    assert Notice.objects.filter(account=user).order_by("pk").last().kind == "reservation_reinstated"
    assert AuditEvent.objects.filter(event="use_rules.undone").count() == 2
    with pytest.raises(Conflict):
        undo_rules(later, by=clerk)


@pytest.mark.parametrize("days", [-300, -40, 0, 15, 200])
@pytest.mark.parametrize("length", [None, 1, 90])
@pytest.mark.parametrize("own", [False, True])
def test_whatever_was_set_undone_answers_are_as_before(lab, unit, rules, day, clerk, days, length, own):
    set_rules(new(lab, day - timedelta(days=350), MORNINGS, until=day + timedelta(days=10)), by=clerk)
    set_rules(new(lab, day + timedelta(days=100), [[]] * 7), by=clerk)
    before, answered = stored(), told(unit, day)
    since = day + timedelta(days=days)
    until = since + timedelta(days=length) if length else None
    made = new(lab, since, [[[600, 660]]] * 7, until=until, equipment=unit.equipment if own else None)
    set_rules(made, by=clerk)
    assert told(unit, day) != answered
    undo_rules(made, by=clerk)
    assert (stored(), told(unit, day)) == (before, answered)


def test_rules_changed_are_as_they_were(lab, unit, rules, day, clerk, reserved, at):
    made = reserved(at(14, 15))
    before, answered = stored(), told(unit, day)
    changes = {"week": MORNINGS, "since": date(2021, 4, 1), "until": day + timedelta(days=9), "users": ["firm"]}
    change_rules(rules, by=clerk, note="午前のみ", route=[["clerk", False]], **changes)
    done = undo_rules(rules, by=clerk)
    assert done.reinstated == (made,)
    assert (stored(), told(unit, day)) == (before, answered)
    with pytest.raises(Conflict, match="undone already"):
        undo_rules(rules, by=clerk)


def test_what_came_under_longer_hours_is_displaced_by_their_undo(lab, unit, rules, clerk, reserved, at):
    change_rules(rules, by=clerk, week=[[[480, 1200]]] * 5 + [[], []])
    evening = reserved(at(18, 19))
    assert undo_rules(rules, by=clerk).reservations == (evening,)
    evening.refresh_from_db()
    assert evening.stage == ReservationStage.CANCELLED


def test_what_finds_its_time_taken_stays_displaced(lab, unit, rules, clerk, reserved, at):
    made = reserved(at(14, 15))
    change_rules(rules, by=clerk, week=MORNINGS)
    close_unit(unit, at(13, 17), kind=OccupancyKind.MAINTENANCE, reason="点検", by=clerk)
    assert undo_rules(rules, by=clerk).reinstated == ()
    made.refresh_from_db()
    assert made.stage == ReservationStage.CANCELLED


def test_only_the_last_change_is_undone(lab, rules, day, clerk):
    change_rules(rules, by=clerk, note="一")
    later = new(lab, day)
    set_rules(later, by=clerk)
    with pytest.raises(Conflict, match="Undo the later change first"):
        undo_rules(rules, by=clerk)
    change_rules(later, by=clerk, note="二")
    undo_rules(later, by=clerk)
    later.refresh_from_db()
    assert later.note == ""
    assert undoable(lab) == []


def test_what_an_earlier_change_displaced_is_left_alone(lab, unit, rules, clerk, reserved, at):
    made = reserved(at(14, 15))
    change_rules(rules, by=clerk, week=MORNINGS)
    change_rules(rules, by=clerk, week=[[[540, 1020]]] * 5 + [[], []])
    change_rules(rules, by=clerk, note="別")
    assert undo_rules(rules, by=clerk).reinstated == ()
    made.refresh_from_db()
    assert made.stage == ReservationStage.CANCELLED


def test_after_a_day_it_stands(lab, rules, clerk):
    change_rules(rules, by=clerk, note="一")
    later = timezone.now() + timedelta(days=1, minutes=1)
    assert undoable(lab, later) == []
    with pytest.raises(Conflict, match="for a day only"):
        undo_rules(rules, by=clerk, now=later)
