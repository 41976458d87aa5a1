"""Who holds a licence for every day of the use needs no instructor; without either nothing is used (INV-06)."""

import itertools

import pytest
import time_machine
from django.utils import timezone
from tests.factories import EquipmentFactory
from tests.licences.conftest import days, issued, strict, today  # noqa: F401

from hashiwatashi.common import written
from hashiwatashi.common.errors import Conflict, NotAllowed
from hashiwatashi.equipment.enums import ExternalUse
from hashiwatashi.licences.actions import issue
from hashiwatashi.licences.actions import suspend as suspend_alone
from hashiwatashi.licences.models import OperatorLicence
from hashiwatashi.notices.models import Notice
from hashiwatashi.opening.models import Unit, UseRules
from hashiwatashi.reservations.actions import apply, let_attend, reserve, step
from hashiwatashi.reservations.approvals import agree
from hashiwatashi.reservations.enums import Obstacle, ReservationStage
from hashiwatashi.reservations.licensing import licence_of
from hashiwatashi.reservations.models import Reservation
from hashiwatashi.reservations.obstacles import CannotReserve
from hashiwatashi.reservations.unlicensed import revoke, suspend
from hashiwatashi.reservations.wishes import Wish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("strict")]


def told(reserved, *span, **values):
    with pytest.raises(CannotReserve) as refusal:
        reserved(*span, **values)
    assert refusal.value.obstacle == Obstacle.LICENCE
    return str(refusal.value)


def test_with_a_licence_no_instructor_is_needed(reserved, issued, at):  # noqa: F811
    licence = issued()
    assert licence_of(reserved(at(9, 10))) == licence


def test_a_licence_for_the_class_covers_the_instrument_at_its_own_institution_alone(
    reserved,
    issued,  # noqa: F811
    at,
    unit,
    user,
    some_class,
):
    elsewhere = EquipmentFactory(equipment_class=some_class)
    issue(user, some_class, owner=elsewhere.owner, level=3, by=user, note="よそ")
    told(reserved, at(9, 10))
    issued(of=some_class)
    assert reserved(at(9, 10))


def test_somebody_elses_licence_or_one_for_another_instrument_says_nothing(
    reserved,
    issued,  # noqa: F811
    at,
    lab,
    stranger,
):
    issued(person=stranger)
    issued(of=EquipmentFactory(owner=lab))
    assert told(reserved, at(9, 10)).startswith("An operator licence of level 2 is needed.")


def test_a_lower_level_is_told_with_its_number(reserved, issued, at):  # noqa: F811
    licence = issued(level=1)
    assert f"Yours ({licence.number}) is of level 1." in told(reserved, at(9, 10))


def test_one_that_expires_before_says_the_day(reserved, issued, at, day, days):  # noqa: F811
    issued(expires_on=day - days(1))
    sentence = told(reserved, at(9, 10))
    assert f"until {written.day(day - days(1))} only, not on {written.day(day)}" in sentence
    OperatorLicence.objects.update(expires_on=day)
    assert reserved(at(9, 10))


def test_every_day_of_a_loan_counts(reserved, issued, at, rules, unit, user, day, days):  # noqa: F811
    UseRules.objects.filter(pk=rules.pk).update(loan_days=9, longest_minutes=1440, week=[[[540, 1020]]] * 7)
    issued(expires_on=day + days(1))
    wish = Wish(unit, at(9, 12 + 48), user=user, is_loan=True)
    with pytest.raises(CannotReserve) as refusal:
        reserve(wish, by=user, purpose="貸出")
    assert f"not on {written.day(day + days(2))}" in str(refusal.value)
    OperatorLicence.objects.update(expires_on=day + days(2))
    assert reserve(wish, by=user, purpose="貸出")


def test_a_suspended_one_says_so(reserved, issued, at, clerk):  # noqa: F811
    suspend_alone(issued(), reason="事故", by=clerk)
    assert "is suspended" in told(reserved, at(9, 10))


def test_the_ways_are_told_that_the_rules_leave(reserved, at, rules):
    UseRules.objects.filter(pk=rules.pk).update(takes_tests=True)
    assert told(reserved, at(9, 10)) == (
        "An operator licence of level 2 is needed. Ask for an instructor to attend. "
        "Or let the institution do it as a commissioned test."
    )
    UseRules.objects.filter(pk=rules.pk).update(takes_tests=False, with_instructor=False)
    assert told(reserved, at(9, 10)) == "An operator licence of level 2 is needed."


def test_where_no_instructor_attends_asking_for_one_does_not_help(rules, unit, user, at):
    UseRules.objects.filter(pk=rules.pk).update(with_instructor=False)
    with pytest.raises(CannotReserve):
        reserve(Wish(unit, at(9, 10), user=user, with_instructor=True), by=user, purpose="試験")


def permitted(reservation, user, director):
    apply(reservation, by=user)
    agree(reservation, by=director)
    return reservation


LICENCES = ("none", "valid", "low", "suspended", "revoked", "expired")


@pytest.mark.parametrize(
    ("level", "licence", "attended"), list(itertools.product((0, 1, 2, 3), LICENCES, (False, True)))
)
def test_nothing_begins_without_a_valid_licence_or_an_instructor(  # noqa: PLR0917
    level,
    licence,
    attended,
    rules,
    unit,
    user,
    clerk,
    director,
    at,
    day,
    days,  # noqa: F811
    issued,  # noqa: F811
):
    UseRules.objects.filter(pk=rules.pk).update(licence_level=0)
    wish = Wish(unit, at(9, 10), user=user, with_instructor=attended)
    reservation = permitted(reserve(wish, by=user, purpose="試験"), user, director)
    UseRules.objects.filter(pk=rules.pk).update(licence_level=level)
    if licence != "none":
        made = issued(level=1 if licence == "low" else 3, expires_on=day - days(licence == "expired"))
        column = {"suspended": "suspended", "revoked": "revoked"}.get(licence)
        reason = {"suspended": "suspend_reason", "revoked": "revoke_reason"}.get(licence)
        if column:
            OperatorLicence.objects.filter(pk=made.pk).update(**{f"{column}_on": day, reason: "架空"})
    may = level == 0 or attended or licence == "valid" or (licence == "low" and level == 1)
    with time_machine.travel(reservation.starts, tick=False):
        if may:
            step(reservation, "begin", by=clerk)
        else:
            with pytest.raises(Conflict):
                step(reservation, "begin", by=clerk)
    reservation.refresh_from_db()
    assert (reservation.stage == ReservationStage.IN_USE) == may


def test_the_institution_notes_an_instructor_and_the_use_begins(reserved, issued, at, clerk, director, user):  # noqa: F811
    reservation = permitted(reserved(at(9, 10)) if issued() else None, user, director)
    OperatorLicence.objects.update(revoked_on=timezone.localdate(), revoke_reason="架空")
    with pytest.raises(NotAllowed):
        let_attend(reservation, by=user)
    let_attend(reservation, by=clerk)
    assert reservation.stage == ReservationStage.PERMITTED
    with time_machine.travel(reservation.starts, tick=False):
        step(reservation, "begin", by=clerk)
    with pytest.raises(NotAllowed):
        let_attend(reservation, by=user)


@pytest.mark.parametrize("act", [suspend, revoke])
def test_those_who_depended_on_it_are_listed_and_told(act, reserved, issued, at, unit, user, clerk, lab, some_class):  # noqa: F811
    licence = issued()
    free = Unit.objects.create(
        equipment=EquipmentFactory(owner=lab, external_use=ExternalUse.OPEN), number=1, since=unit.since
    )
    depending = reserved(at(9, 10))
    attended = reserve(Wish(unit, at(10, 11), user=user, with_instructor=True), by=user, purpose="試験")
    UseRules.objects.create(
        owner=lab, equipment=free.equipment, since=unit.since, week=[[[540, 1020]]] * 5 + [[], []], licence_level=0
    )
    reserved(at(11, 12), of=free)
    Notice.objects.all().delete()
    assert act(licence, reason="事故のため", by=clerk) == [depending]
    kinds = Notice.objects.filter(kind="reservation_unlicensed").values_list("account", "about")
    assert list(kinds) == [(user.pk, depending.uid)]
    assert attended.pk
    assert Reservation.objects.get(pk=depending.pk).stage == ReservationStage.HELD


def test_another_licence_that_still_covers_keeps_them(reserved, issued, at, clerk, some_class):  # noqa: F811
    licence = issued()
    issued(of=some_class)
    reserved(at(9, 10))
    assert suspend(licence, reason="事故のため", by=clerk) == []


def test_an_instructor_is_not_had_by_asking_where_the_rules_have_none(
    reserved,
    issued,  # noqa: F811
    at,
    rules,
    user,
    director,
    clerk,
):
    """Else who asked for one would begin although the licence is suspended meanwhile."""
    UseRules.objects.update(with_instructor=False)
    licence = issued()
    made = reserve(Wish(Unit.objects.get(), at(9, 10), user=user, with_instructor=True), by=user, purpose="巣を見る")
    assert not made.with_instructor
    apply(made, by=user)
    agree(made, by=director)
    suspend(licence, reason="点検", by=clerk)
    made.refresh_from_db()
    with time_machine.travel(made.starts, tick=False), pytest.raises(Conflict):
        step(made, "begin", by=clerk)


def test_a_stay_into_stricter_rules_asks_for_their_level(unit, user, rules, day, days, at):  # noqa: F811
    """The level of every day counts, not that of the first alone."""
    UseRules.objects.filter(pk=rules.pk).update(
        licence_level=0, week=[[[0, 1440]]] * 7, holidays="always", longest_minutes=1440, until=day + days(1)
    )
    UseRules.objects.create(
        owner=rules.owner, since=day + days(1), week=[[[0, 1440]]] * 7, holidays="always", licence_level=2
    )
    with pytest.raises(CannotReserve) as refusal:
        reserve(Wish(unit, at(20, 32), user=user), by=user, purpose="巣を見る")
    assert refusal.value.obstacle == Obstacle.LICENCE
