"""Whom to ask is one rule: on a card, in the API, for every kind."""

import pytest
from tests.factories import CallFactory, EquipmentFactory, ExpertFactory, OrganisationFactory, SeedFactory

from hashiwatashi.api.exposed import exposed
from hashiwatashi.matching.enums import Kind
from hashiwatashi.organisations.contacts import Contact, contact_of
from hashiwatashi.web.rooms import card_of

pytestmark = pytest.mark.django_db


OWN = [
    ({}, Contact("総務課", "022-000-0000", "desk@example.jp", "https://example.jp/")),
    ({"contact_desk": "分析室"}, Contact("分析室", "022-000-0000", "desk@example.jp", "https://example.jp/")),
    ({"contact_desk": "分析室", "contact_phone": "022-000-0001"}, Contact("分析室", "022-000-0001")),
    ({"contact_mail": "lab@example.jp"}, Contact("", "", "lab@example.jp")),
]
HOLDERS = [(EquipmentFactory, "owner"), (SeedFactory, "owner"), (CallFactory, "funder")]
# A person has no desk.
OF_A_PERSON = [(ExpertFactory, "organisation", *one) for one in OWN if "contact_desk" not in one[0]]


@pytest.mark.parametrize(
    ("factory", "holder", "own", "expected"),
    [*((*kind, *one) for kind in HOLDERS for one in OWN), *OF_A_PERSON],
)
def test_the_records_own_contact_else_its_holders(factory, holder, own, expected):
    organisation = OrganisationFactory(
        contact_desk="総務課",
        contact_phone="022-000-0000",
        contact_mail="desk@example.jp",
        website="https://example.jp/",
    )
    blank = {"contact_phone": "", "contact_mail": ""}
    if factory is not ExpertFactory:
        blank["contact_desk"] = ""
    record = factory(**{holder: organisation}, **(blank | own))
    assert card_of(record).contact == contact_of(record, organisation) == expected
    out = exposed()[Kind(type(record).__name__.lower())].present(record).contact
    assert (out.desk, out.phone, out.mail) == (expected.desk, expected.phone, expected.mail)


def test_where_nothing_is_known_nothing_is_said():
    assert not contact_of(OrganisationFactory(contact_desk="", contact_phone="", contact_mail="", website=""))
