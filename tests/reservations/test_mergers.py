"""The institution merges into another: its instruments stay its own, so that licences hold, reservations stand and
the line keeps its order; an instrument that is given to the successor takes its licences along."""

import pytest
import time_machine
from django.utils import timezone
from tests.factories import AccountFactory, EquipmentFactory, MembershipFactory, OrganisationFactory
from tests.licences.conftest import issued, strict  # noqa: F401

from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.licences.holding import licences_for
from hashiwatashi.opening.models import UseRules
from hashiwatashi.organisations.actions import merge_organisation
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.people.enums import Role
from hashiwatashi.reservations.actions import apply, cancel, finish, step
from hashiwatashi.reservations.approvals import agree
from hashiwatashi.reservations.enums import ReservationStage, WaitingState
from hashiwatashi.reservations.licensing import dependants, lack_of, licence_of
from hashiwatashi.reservations.line import with_place
from hashiwatashi.reservations.models import Waiting
from hashiwatashi.reservations.unlicensed import suspend
from hashiwatashi.reservations.waiting import offer_free, wait
from hashiwatashi.reservations.wishes import Wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def heir():
    place = OrganisationFactory(kind=OrganisationKind.PUBLIC_LAB, name="架空広域技術機構", prefecture_id="04")
    MembershipFactory(organisation=place, role=Role.ADMINISTRATOR)
    return place


@pytest.fixture
def merge(lab, heir):
    return lambda: merge_organisation(lab, into=heir, on=timezone.localdate(), by=SystemActor("test"))


def given_to(heir, unit, rules):
    """The instrument is the successor's from now on, which has the same rules."""
    Equipment.objects.filter(pk=unit.equipment_id).update(owner=heir)
    UseRules.objects.create(owner=heir, since=rules.since, week=rules.week, licence_level=2)
    unit.refresh_from_db()


@pytest.mark.parametrize("of_class", [False, True])
@pytest.mark.usefixtures("strict")
def test_licences_of_the_merged_body_hold_for_its_instruments(
    reserved,
    issued,  # noqa: F811
    at,
    user,
    clerk,
    director,
    merge,
    some_class,
    of_class,
):
    licence = issued(of=some_class) if of_class else issued()
    before = reserved(at(9, 10))
    merge()
    after = reserved(at(10, 11))
    for made in (before, after):
        assert licence_of(made) == licence
        apply(made, by=user)
        agree(made, by=director)
        with time_machine.travel(made.starts):
            step(made, "begin", by=clerk)
        assert made.stage == ReservationStage.IN_USE
        finish(made, by=clerk)


def test_an_instrument_given_to_the_successor_takes_its_own_licence_along(
    reserved,
    issued,  # noqa: F811
    at,
    unit,
    user,
    heir,
    merge,
    clerk,
    strict,  # noqa: F811
):
    licence, made = issued(), reserved(at(9, 10))
    merge()
    given_to(heir, unit, strict)
    made.refresh_from_db()
    assert (licence_of(made), lack_of(made)) == (licence, "")
    assert reserved(at(11, 12), of=unit)
    suspend(licence, by=clerk, reason="事故")
    assert len(dependants(licence)) == 2


def test_a_licence_for_the_old_bodys_class_is_none_for_the_successors_own(
    issued,  # noqa: F811
    user,
    some_class,
    heir,
    merge,
):
    issued(of=some_class)
    own = EquipmentFactory(owner=heir, equipment_class=some_class)
    merge()
    assert list(licences_for(user, own)) == []


@pytest.mark.usefixtures("strict")
def test_without_a_merger_an_instrument_given_away_takes_none_along(issued, unit, user, heir):  # noqa: F811
    issued()
    Equipment.objects.filter(pk=unit.equipment_id).update(owner=heir)
    unit.refresh_from_db()
    assert list(licences_for(user, unit.equipment)) == []


@pytest.mark.parametrize("is_given", [False, True])
def test_who_waits_keeps_the_place_and_is_offered_the_time(reserved, at, unit, user, merge, heir, rules, is_given):
    held = reserved(at(13, 15))
    people = [AccountFactory() for _ in range(3)]
    entries = [wait(Wish(unit, at(13, 15), user=one), by=one, purpose="鋳物の巣を見る") for one in people]
    merge()
    if is_given:
        Equipment.objects.filter(pk=unit.equipment_id).update(owner=heir)
        UseRules.objects.create(owner=heir, since=rules.since, week=rules.week)
    now = timezone.now()
    assert [one.ahead for one in with_place(Waiting.objects.order_by("pk"), now)] == [0, 1, 2]
    held.refresh_from_db()
    cancel(held, by=user)
    assert offer_free(timezone.now()) == 1
    states = [Waiting.objects.for_lists().get(pk=one.pk).state() for one in entries]
    assert states == [WaitingState.OFFERED, WaitingState.WAITING, WaitingState.WAITING]
