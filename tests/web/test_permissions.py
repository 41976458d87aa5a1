import pytest
from tests.factories import EquipmentFactory, MembershipFactory, OrganisationFactory

from hashiwatashi.people.enums import Role
from hashiwatashi.web.permissions import routes


@pytest.mark.parametrize("route", list(routes()), ids=lambda route: route.path or "/")
def test_every_address_declares_who_may_use_it(route):
    assert route.permission != ""


def test_addresses_have_names_of_their_own():
    names = [route.name for route in routes()]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("address", ["/mypage/", "/needs/new/", "/equipment/new/", "/seeds/new/"])
def test_who_is_not_signed_in_is_asked_to(client, db, address):
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/accounts/login/?next={address}")


def test_an_account_without_the_role_is_told_whom_to_ask(client, db):
    client.force_login(MembershipFactory(role=Role.REPRESENTATIVE).account)
    answer = client.get("/equipment/new/")
    assert answer.status_code == 403
    assert "所属機関の管理者に相談してください" in answer.content.decode()


def test_another_organisation_cannot_change_an_entry(client, db):
    equipment = EquipmentFactory()
    client.force_login(MembershipFactory(organisation=OrganisationFactory(), role=Role.CLERK).account)
    assert client.get(f"/equipment/{equipment.uid}/edit/").status_code == 403
    assert client.post(f"/equipment/{equipment.uid}/confirm/").status_code == 403
