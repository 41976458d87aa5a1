"""Two institutions with their people, a firm, and a question that the first of them holds."""

import pytest
from django.utils import translation
from tests.factories import MembershipFactory, OrganisationFactory

from hashiwatashi.consultations.actions import BY_LINK, ask
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.people.enums import Role


@pytest.fixture
def lab(db, committing):
    lab = OrganisationFactory(kind=OrganisationKind.PUBLIC_LAB, name="架空県工業技術センター", prefecture_id="04")
    MembershipFactory(organisation=lab, role=Role.CLERK)
    return lab


@pytest.fixture
def elsewhere(db):
    place = OrganisationFactory(kind=OrganisationKind.NATIONAL_INSTITUTE, name="架空総合研究所", prefecture_id="08")
    MembershipFactory(organisation=place, role=Role.CLERK)
    return place


@pytest.fixture
def firm(db):
    return OrganisationFactory(kind=OrganisationKind.FIRM, name="株式会社架空鋳造", prefecture_id="04")


@pytest.fixture
def person():
    """Makes an account of an organisation."""

    def make(organisation, role=Role.RESEARCHER):
        return MembershipFactory(organisation=organisation, role=role).account

    return make


@pytest.fixture
def asked(lab):
    """Makes a question; by default of somebody who has told a mail address and the firm's name."""

    def make(by=BY_LINK, holder=lab, days=3, *, unknown=False, **values):
        if unknown:
            values |= {"contact_firm": "", "contact_mail": "", "channel": "phone"}
        told = {"topic": "部品がさびる", "prefecture_id": "04", "contact_mail": "owner@example.jp"}
        named = {"contact_firm": "架空鋳造"} if not values.get("firm") and not values.get("asker") else {}
        return ask(by=by, holder=holder, days=days, **{**told, **named, **values})

    return make


@pytest.fixture(autouse=True)
def _english():
    """Tests look for the words of messages; which language people see is the catalogue's affair."""
    with translation.override("en"):
        yield
