"""A firm in the register, its would-be members, and those who may confirm them."""

from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from tests.factories import AccountFactory, MembershipFactory, OrganisationFactory

from hashiwatashi.notices.models import Notice
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Account


@pytest.fixture
def firm(db):
    return OrganisationFactory(
        kind=OrganisationKind.FIRM,
        name="株式会社架空鋳造",
        address="宮城県架空市1-1",
        website="https://www.kaku-chuzo.example/",
    )


@pytest.fixture
def owner(db):
    return account("owner@kaku-chuzo.example")


@pytest.fixture
def operator(db):
    return AccountFactory(is_superuser=True, is_staff=True)


@pytest.fixture
def coordinator(db):
    office = OrganisationFactory(kind=OrganisationKind.COORDINATION_OFFICE)
    return MembershipFactory(organisation=office, role=Role.COORDINATOR).account


@pytest.fixture
def lab(db):
    """A public lab with its administrator and two others."""
    place = OrganisationFactory()
    people = {
        role: MembershipFactory(organisation=place, role=role) for role in (Role.ADMINISTRATOR, Role.RESEARCHER)
    }
    return SimpleNamespace(
        place=place,
        administrator=people[Role.ADMINISTRATOR].account,
        first=people[Role.ADMINISTRATOR],
        researcher=people[Role.RESEARCHER],
    )


def account(email):
    """An account that has confirmed its address."""
    made = AccountFactory(email=email)
    EmailAddress.objects.create(user=made, email=email, verified=True, primary=True)
    return made


def again(someone):
    """The account with its memberships read anew."""
    return Account.objects.get(pk=someone.pk)


def told(someone):
    """What an account was told, oldest first."""
    return list(Notice.objects.filter(account=someone).order_by("pk").values_list("kind", flat=True))
