import datetime

import pytest
import time_machine
from tests.factories import EquipmentFactory, MembershipFactory, OrganisationFactory, SeedFactory

from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.people.enums import Role
from hashiwatashi.technology.models import Seed

pytestmark = pytest.mark.django_db


@pytest.fixture
def lab():
    return OrganisationFactory()


@pytest.fixture
def clerk(lab, client):
    account = MembershipFactory(organisation=lab, role=Role.CLERK).account
    client.force_login(account)
    return account


def answers(lab, **more):
    return {
        "owner": str(lab.uid),
        "name": "万能試験機",
        "status": "running",
        "external_use": "open",
        "disclosure": "public",
        "prefecture": "04",
        "version": "1",
        **more,
    }


@time_machine.travel("2026-11-24 10:00 +09:00")
def test_equipment_is_registered_and_counts_as_confirmed(client, lab, clerk):
    client.post("/equipment/new/", answers(lab))
    made = Equipment.objects.get()
    assert (made.owner, made.name, made.verified_on) == (lab, "万能試験機", datetime.date(2026, 11, 24))
    assert AuditEvent.objects.get().event == "equipment.registered"


def test_equipment_is_changed_with_an_audit_line(client, lab, clerk):
    equipment = EquipmentFactory(owner=lab)
    page = client.post(f"/equipment/{equipment.uid}/edit/", answers(lab, name="新しい名称"))
    assert page.status_code == 302
    equipment.refresh_from_db()
    assert equipment.name == "新しい名称"
    assert AuditEvent.objects.get().data["changed"]["name"][1] == "新しい名称"


def test_a_wrong_value_changes_nothing(client, lab, clerk):
    equipment = EquipmentFactory(owner=lab, name="もとの名称")
    page = client.post(f"/equipment/{equipment.uid}/edit/", answers(lab, name="", contact_mail="x"))
    assert page.status_code == 400
    equipment.refresh_from_db()
    assert equipment.name == "もとの名称"


@time_machine.travel("2026-11-24 10:00 +09:00")
def test_the_owner_confirms_an_entry_with_one_press(client, lab, clerk):
    equipment = EquipmentFactory(owner=lab, verified_on=datetime.date(2020, 1, 1))
    client.post(f"/equipment/{equipment.uid}/confirm/")
    equipment.refresh_from_db()
    assert equipment.verified_on == datetime.date(2026, 11, 24)


def test_a_seed_is_registered_and_changed_by_its_owner(client):
    university = OrganisationFactory(kind=OrganisationKind.UNIVERSITY)
    client.force_login(MembershipFactory(organisation=university, role=Role.TLO_STAFF).account)
    fields = {"owner": str(university.uid), "title": "薄い膜", "summary": "さびない", "disclosure": "public"}
    client.post("/seeds/new/", fields)
    seed = Seed.objects.get()
    assert (seed.owner, seed.title) == (university, "薄い膜")
    client.post(f"/seeds/{seed.uid}/edit/", {**fields, "title": "厚い膜", "trl": "4", "version": "1"})
    seed.refresh_from_db()
    assert (seed.title, seed.trl) == ("厚い膜", 4)


def test_a_readiness_that_does_not_exist_is_refused(client):
    university = OrganisationFactory(kind=OrganisationKind.UNIVERSITY)
    client.force_login(MembershipFactory(organisation=university, role=Role.TLO_STAFF).account)
    seed = SeedFactory(owner=university, trl=3)
    fields = {"title": "薄い膜", "summary": "さびない", "disclosure": "public", "trl": "12"}
    assert client.post(f"/seeds/{seed.uid}/edit/", fields).status_code == 400


def test_my_page_shows_roles_needs_and_what_waits(client, lab, clerk):
    EquipmentFactory(owner=lab, name="古い記載", verified_on=None)
    page = client.get("/mypage/").content.decode()
    assert lab.name in page
    assert "受付・企画担当" in page
    assert "古い記載" in page
