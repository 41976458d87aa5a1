"""Owners are reminded of what nobody has confirmed for a year: once a month, and only those who can confirm it."""

import datetime

import pytest
from tests.factories import AccountFactory, EquipmentFactory, MembershipFactory, OrganisationFactory

from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.equipment.enums import OperatingStatus
from hashiwatashi.equipment.reminders import remind_of_unconfirmed
from hashiwatashi.notices.models import Notice
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 11, 27)
YEAR_AGO = datetime.date(2025, 11, 26)


def remind(day=DAY):
    return remind_of_unconfirmed(day=day, by=SystemActor("tick"))


@pytest.fixture
def lab():
    """An organisation with three entries that wait, one that does not and one that is retired."""
    lab = OrganisationFactory(name="架空公設試")
    for verified_on in (None, YEAR_AGO, YEAR_AGO, DAY):
        EquipmentFactory(owner=lab, verified_on=verified_on)
    EquipmentFactory(owner=lab, status=OperatingStatus.RETIRED)
    return lab


def test_those_who_may_edit_are_told_how_many_wait(lab):
    clerk = MembershipFactory(organisation=lab, role=Role.CLERK).account
    MembershipFactory(organisation=lab, role=Role.PLANNER)
    MembershipFactory(organisation=lab, role=Role.CLERK, until=DAY)
    MembershipFactory(organisation=lab, role=Role.CLERK, account=AccountFactory(is_active=False))
    MembershipFactory(role=Role.CLERK)
    assert remind() == 1
    notice = Notice.objects.get()
    assert (notice.account, notice.parameters) == (clerk, {"count": 3, "organisation": "架空公設試"})
    assert "3" in notice.line


def test_each_organisation_is_told_once_a_month(lab):
    MembershipFactory(organisation=lab)
    assert [remind(), remind(), remind(datetime.date(2026, 11, 30))] == [1, 0, 0]
    MembershipFactory(organisation=lab)
    assert [remind(), remind(datetime.date(2026, 12, 1))] == [0, 2]


def test_who_acts_for_two_organisations_is_told_of_both(lab):
    account = MembershipFactory(organisation=lab).account
    other = EquipmentFactory().owner
    MembershipFactory(organisation=other, account=account)
    assert remind() == 2
    assert {n.parameters["count"] for n in Notice.objects.visible_to(account)} == {1, 3}


@pytest.mark.parametrize("organisations", [1, 3])
def test_a_round_with_nothing_to_tell_costs_the_same_for_any_number(organisations, django_assert_num_queries):
    for _number in range(organisations):
        MembershipFactory(organisation=EquipmentFactory(verified_on=DAY).owner)
    # members, who was told, what waits
    with django_assert_num_queries(3):
        assert remind() == 0
