"""From the application to the permit: steps, all of a role, deputies, sending back, refusing, changing."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.factories import MembershipFactory

from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.calendar import fiscal_year, fiscal_year_label
from hashiwatashi.common.errors import Conflict, InvalidInput, NotAllowed
from hashiwatashi.notices.models import Notice
from hashiwatashi.opening.models import UseRules
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Account, Membership
from hashiwatashi.reservations.actions import apply, change, finish, move, revoke, step
from hashiwatashi.reservations.approvals import agree, name_deputy, refuse, send_back
from hashiwatashi.reservations.approvers import deciders
from hashiwatashi.reservations.enums import Ground, ReservationStage
from hashiwatashi.reservations.models import Occupancy, PermitDecision, Reservation


@pytest.fixture
def applied(reserved, at, user):
    """Makes an application."""

    def make(span=None):
        made = reserved(span or at(13, 17))
        apply(made, by=user)
        return made

    return make


def told(account):
    return list(Notice.objects.filter(account=account).order_by("pk").values_list("kind", flat=True))


def test_the_director_permits_with_the_next_number(applied, at, director, user):
    first, second = applied(), applied(at(9, 10))
    agree(first, by=director, conditions="保護メガネを着用のこと")
    agree(second, by=director)
    year = fiscal_year(timezone.localdate())
    assert first.stage == ReservationStage.PERMITTED
    assert first.permit_number == f"{fiscal_year_label(year)} 第1号"
    assert second.permit_serial == 2
    assert told(director).count("reservation_applied") == 2
    assert told(user) == ["reservation_permitted", "reservation_permitted"]


def test_only_whose_turn_it_is_decides(applied, clerk, director, rules, lab, user):
    UseRules.objects.filter(pk=rules.pk).update(route=[["clerk", False], ["administrator", False]])
    made = applied()
    for nobody in (director, user):
        with pytest.raises(NotAllowed):
            agree(made, by=nobody)
    agree(made, by=clerk)
    assert made.stage == ReservationStage.APPLIED
    with pytest.raises(NotAllowed):
        agree(made, by=clerk)
    agree(made, by=director)
    made.refresh_from_db()
    assert made.stage == ReservationStage.PERMITTED


def test_all_of_a_role_must_agree_where_the_route_says_so(applied, clerk, lab, rules, director):
    other = MembershipFactory(organisation=lab, role=Role.CLERK).account
    UseRules.objects.filter(pk=rules.pk).update(route=[["clerk", True]])
    made = applied()
    agree(made, by=clerk)
    assert made.stage == ReservationStage.APPLIED
    with pytest.raises(NotAllowed):
        agree(made, by=clerk)
    agree(made, by=other)
    made.refresh_from_db()
    assert made.stage == ReservationStage.PERMITTED


def test_a_deputy_decides_and_is_shown_as_one(applied, director, clerk, lab):
    made, today = applied(), timezone.localdate()
    with pytest.raises(NotAllowed):
        agree(made, by=clerk)
    name_deputy(owner=lab, absent=director, deputy=clerk, since=today, until=today + timedelta(days=3), by=director)
    agree(made, by=clerk)
    line = PermitDecision.objects.get(reservation=made)
    assert (line.by, line.instead_of) == (clerk, director)
    assert made.stage == ReservationStage.PERMITTED


def test_a_deputy_is_of_the_institution(lab, director, user):
    today = timezone.localdate()
    with pytest.raises(InvalidInput):
        name_deputy(
            owner=lab, absent=director, deputy=user, since=today, until=today + timedelta(days=1), by=director
        )


@pytest.mark.parametrize("who", ["deputy", "absent"])
def test_who_has_left_neither_decides_nor_is_represented(applied, director, clerk, lab, who):
    made, today = applied(), timezone.localdate()
    name_deputy(owner=lab, absent=director, deputy=clerk, since=today, until=today + timedelta(days=3), by=director)
    assert deciders(made) == [director, clerk]
    # The route names a role: whoever follows in it decides.
    successor = MembershipFactory(organisation=lab, role=Role.ADMINISTRATOR).account
    Membership.objects.filter(account=clerk if who == "deputy" else director).update(until=today)
    with pytest.raises(NotAllowed):
        agree(made, by=Account.objects.get(pk=clerk.pk))
    assert deciders(made) == ([director, successor] if who == "deputy" else [successor])
    agree(made, by=successor)
    assert made.stage == ReservationStage.PERMITTED


def test_what_was_sent_back_is_mended_and_applied_for_anew(applied, director, user):
    made = applied()
    with pytest.raises(InvalidInput):
        send_back(made, by=director, comment=" ")
    send_back(made, by=director, comment="試料の大きさを書いてください。")
    assert made.stage == ReservationStage.HELD
    assert Occupancy.objects.get(reservation=made).occupies
    change(made, by=user, sample="鋳物 10 cm")
    apply(made, by=user)
    agree(made, by=director)
    made.refresh_from_db()
    assert (made.stage, made.round) == (ReservationStage.PERMITTED, 2)
    assert told(user) == ["reservation_sent_back", "reservation_permitted"]


def test_the_user_takes_an_application_back(applied, user, director):
    made = applied()
    step(made, "pull-back", by=user)
    with pytest.raises(Conflict):
        agree(made, by=director)


@pytest.mark.parametrize("back", ["pull-back", "send-back"])
def test_what_came_back_is_kept_as_long_as_anything_provisional(applied, rules, user, director, back):
    made = applied()
    if back == "send-back":
        send_back(made, by=director, comment="直してください。")
    else:
        step(made, back, by=user)
    kept = made.held_until - timezone.now()
    assert timedelta(hours=rules.hold_hours - 1) < kept <= timedelta(hours=rules.hold_hours)
    assert made.held_until < made.starts


def test_the_institution_sends_back_and_does_not_take_back_what_somebody_applied_for(applied, clerk, user):
    made = applied()
    may = [one.has_perm("hashiwatashi.pull_back_reservation", made) for one in (user, clerk)]
    made.user = None
    assert [*may, clerk.has_perm("hashiwatashi.pull_back_reservation", made)] == [True, False, True]


def test_refused_for_a_listed_reason_the_time_is_free(applied, director, reserved, at, user, stranger):
    made = applied()
    with pytest.raises(InvalidInput):
        refuse(made, by=director, ground=Ground.OTHER)
    refuse(made, by=director, ground=Ground.DAMAGE, text="試料が大きすぎます。")
    assert made.stage == ReservationStage.REFUSED
    assert reserved(at(13, 17), by=stranger)
    assert told(user) == ["reservation_refused"]


def test_a_change_needs_permission_again_and_keeps_the_number(applied, director, user, at):
    made = applied()
    agree(made, by=director)
    number = made.permit_number
    move(made, at(9, 10), by=user)
    assert made.stage == ReservationStage.APPLIED
    agree(made, by=director)
    made.refresh_from_db()
    assert (made.stage, made.permit_number) == (ReservationStage.PERMITTED, number)
    change(made, by=user, purpose="別の試料")
    assert made.stage == ReservationStage.APPLIED


def test_an_agreement_to_what_was_changed_is_void(applied, clerk, rules, user, at):
    UseRules.objects.filter(pk=rules.pk).update(route=[["clerk", False], ["administrator", False]])
    made = applied()
    agree(made, by=clerk)
    move(made, at(9, 10), by=user)
    agree(made, by=clerk)
    assert PermitDecision.objects.filter(reservation=made).count() == 2


def test_a_permission_is_revoked_for_a_listed_reason(applied, director, clerk, user, reserved, at, stranger):
    made = applied()
    agree(made, by=director)
    with pytest.raises(NotAllowed):
        revoke(made, by=user, ground=Ground.BREACH)
    revoke(made, by=clerk, ground=Ground.BREACH)
    assert (made.stage, made.ground) == (ReservationStage.CANCELLED, Ground.BREACH)
    assert reserved(at(13, 17), by=stranger)


def begin_now(reservation):
    """Put its time to the present, as if it had come."""
    now = timezone.now().replace(second=0, microsecond=0)
    times = {"starts": now - timedelta(minutes=5), "ends": now + timedelta(hours=2)}
    Reservation.objects.filter(pk=reservation.pk).update(**times)
    Occupancy.objects.filter(reservation=reservation).update(**times)
    reservation.refresh_from_db()


def test_use_begins_and_what_is_left_is_free_when_it_ends(applied, director, clerk):
    made = applied()
    agree(made, by=director)
    with pytest.raises(Conflict, match="half an hour"):
        step(made, "begin", by=clerk)
    begin_now(made)
    step(made, "begin", by=clerk)
    finish(made, by=clerk)
    assert made.stage == ReservationStage.DONE
    assert Occupancy.objects.get(reservation=made).ends < made.ends


def test_a_use_begun_by_mistake_is_permitted_again_within_a_day(applied, director, clerk, user):
    made = applied()
    agree(made, by=director)
    begin_now(made)
    step(made, "begin", by=clerk)
    with pytest.raises(NotAllowed):
        step(made, "undo-begin", by=user)
    step(made, "undo-begin", by=clerk)
    assert (made.stage, made.begun_at) == (ReservationStage.PERMITTED, None)
    assert Occupancy.objects.get(reservation=made).occupies
    line = AuditEvent.objects.filter(subject_uid=made.uid).last()
    assert line.event == "reservation.begin_undone"
    step(made, "begin", by=clerk)
    Reservation.objects.filter(pk=made.pk).update(begun_at=timezone.now() - timedelta(days=1, minutes=1))
    with pytest.raises(Conflict, match="within a day"):
        step(made, "undo-begin", by=clerk)


def test_who_did_not_come_frees_the_time_and_a_slip_is_undone(applied, director, clerk):
    made = applied()
    agree(made, by=director)
    with pytest.raises(Conflict, match="not begun"):
        step(made, "absent", by=clerk)
    begin_now(made)
    step(made, "absent", by=clerk)
    assert not Occupancy.objects.get(reservation=made).occupies
    step(made, "came", by=clerk)
    assert (made.stage, Occupancy.objects.get(reservation=made).occupies) == (ReservationStage.PERMITTED, True)


def test_nothing_is_used_that_was_not_permitted(applied):
    made = applied()
    with pytest.raises(IntegrityError, match="reservation_permitted_before_use"), transaction.atomic():
        Reservation.objects.filter(pk=made.pk).update(stage=ReservationStage.IN_USE)


def test_a_permit_number_stands_once(applied, at, director):
    first, second = applied(), applied(at(9, 10))
    agree(first, by=director)
    agree(second, by=director)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reservation.objects.filter(pk=second.pk).update(permit_serial=1)


def test_a_use_begins_when_the_one_before_has_ended(reserved, at, user, stranger, director, clerk):
    first, second = reserved(at(9, 13)), reserved(at(13, 15), by=stranger)
    for made, by in ((first, user), (second, stranger)):
        apply(made, by=by)
        agree(made, by=director)
    with time_machine.travel(first.starts, tick=False):
        step(first, "begin", by=clerk)
    with time_machine.travel(second.starts - timedelta(minutes=20), tick=False):
        with pytest.raises(Conflict, match=first.number):
            step(second, "begin", by=clerk)
        finish(first, by=clerk)
        step(second, "begin", by=clerk)
    assert second.stage == ReservationStage.IN_USE


def test_what_the_first_sets_as_a_condition_the_last_does_not_lose(applied, rules, director, lab):
    researcher = MembershipFactory(organisation=lab, role=Role.RESEARCHER).account
    UseRules.objects.filter(pk=rules.pk).update(route=[["researcher", False], ["administrator", False]])
    made = applied()
    agree(made, by=researcher, conditions="保護めがねを着けること")
    assert made.stage == ReservationStage.APPLIED
    agree(made, by=director)
    made.refresh_from_db()
    assert (made.stage, made.conditions) == (ReservationStage.PERMITTED, "保護めがねを着けること")
