"""マイページ: what waits, what is one's own, what changed lately; nothing of anybody else's."""

import pytest
from tests.factories import EquipmentFactory, MeasureFactory, MembershipFactory, NeedFactory, OrganisationFactory

from hashiwatashi.equipment.actions import change_equipment
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client):
    membership = MembershipFactory(role=Role.ADMINISTRATOR)
    client.force_login(membership.account)
    return membership


def page(client):
    return client.get("/mypage/").content.decode()


def test_nothing_waits_for_who_has_nothing(client, clerk):
    text = page(client)
    assert "対応が必要なものはありません。" in text
    assert "この2週間、変更はありません。" in text


def test_what_waits_is_counted_and_leads_on(client, clerk):
    EquipmentFactory(owner=clerk.organisation)
    MeasureFactory(owner=clerk.organisation, fiscal_year=2000)
    MeasureFactory(fiscal_year=2000)
    text = page(client)
    assert "1年以上確認していない機器が1台あります" in text
    assert "期限を過ぎた施策が1件あります" in text


def test_what_changed_is_told_of_ones_own_records_alone(client, clerk):
    mine, theirs = (
        EquipmentFactory(owner=clerk.organisation, name="私の分光器"),
        EquipmentFactory(name="よその分光器"),
    )
    for record in (mine, theirs):
        change_equipment(record, by=clerk.account, uses="別の用途")
    text = page(client)
    assert "設備・機器の変更" in text
    assert "私の分光器" in text
    assert "よその分光器" not in text


def test_two_roles_in_one_organisation_count_its_records_once(client, clerk):
    MembershipFactory(account=clerk.account, organisation=clerk.organisation, role=Role.RESEARCHER)
    EquipmentFactory(owner=clerk.organisation)
    holding = next(one for one in client.get("/mypage/").context["holdings"] if one.room.kind == "equipment")
    assert holding.number == 1


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_the_same_queries_for_any_number(client, clerk, number, django_assert_num_queries):
    other = OrganisationFactory()
    for _ in range(number):
        EquipmentFactory(owner=clerk.organisation)
        NeedFactory(owner=clerk.organisation)
        EquipmentFactory(owner=other)
    with django_assert_num_queries(40):
        client.get("/mypage/")
