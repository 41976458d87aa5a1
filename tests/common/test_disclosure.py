import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.factories import AccountFactory, EquipmentFactory, MembershipFactory, OrganisationFactory

from hashiwatashi.common.enums import Disclosure
from hashiwatashi.equipment.models import Equipment


@pytest.fixture
def owner(db):
    return OrganisationFactory()


@pytest.fixture
def one_of_each(owner):
    return {disclosure: EquipmentFactory(owner=owner, disclosure=disclosure) for disclosure in Disclosure}


def seen(visitor):
    return set(Equipment.objects.visible_to(visitor).values_list("disclosure", flat=True))


def test_the_public_sees_public_records(one_of_each):
    assert seen(AnonymousUser()) == {Disclosure.PUBLIC}


def test_an_account_without_membership_sees_what_the_public_sees(one_of_each):
    assert seen(AccountFactory()) == {Disclosure.PUBLIC}


def test_a_member_of_another_organisation_sees_what_members_see(one_of_each):
    assert seen(MembershipFactory().account) == {Disclosure.PUBLIC, Disclosure.MEMBERS}


def test_the_owner_sees_everything_of_its_own(owner, one_of_each):
    assert seen(MembershipFactory(organisation=owner).account) == set(Disclosure)


def test_a_membership_that_has_ended_opens_nothing(owner, one_of_each):
    former = MembershipFactory(organisation=owner, until=datetime.date(2021, 3, 31))
    assert seen(former.account) == {Disclosure.PUBLIC}


class DoorHolds(TestCase):
    """Whatever the records and memberships, nobody sees another organisation's own records."""

    @given(st.lists(st.tuples(st.sampled_from([0, 1]), st.sampled_from(list(Disclosure))), max_size=8))
    def test_no_visitor_sees_related_records_of_others(self, records):
        owners = [OrganisationFactory(), OrganisationFactory()]
        visitor = MembershipFactory(organisation=owners[0]).account
        made = [EquipmentFactory(owner=owners[n], disclosure=d) for n, d in records]
        expected = {e.pk for e, (n, d) in zip(made, records, strict=True) if n == 0 or d != Disclosure.RELATED}
        assert set(Equipment.objects.visible_to(visitor).values_list("pk", flat=True)) == expected
