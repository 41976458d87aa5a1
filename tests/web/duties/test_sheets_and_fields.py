"""A sheet of declarations is published in one step and comes out as it went in; fields are kept by who set them."""

import pytest
from tests.duties.test_who import declared, towns  # noqa: F401
from tests.factories import MembershipFactory, OrganisationFactory

from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.duties.actions import register_field
from hashiwatashi.duties.models import Duty, Field
from hashiwatashi.exchange.actions import run_import
from hashiwatashi.people.enums import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("towns")]
BY = SystemActor("test")
FIELD = {
    "code": "Metal-1",
    "kind": "technical",
    "name": "金属",
    "name_en": "Metals",
    "since": "2026-04-01",
    "until": "",
}


@pytest.fixture
def office():
    return OrganisationFactory(name="架空県産業振興機構")


@pytest.fixture
def officer(client, office):
    account = MembershipFactory(organisation=office, role=Role.OFFICER).account
    client.force_login(account)
    return account


def text_of(answer):
    return answer.content.decode()


def test_all_drafts_that_hold_somewhere_are_published_in_one_step(client, office, officer):
    for code in ("02", "04"):
        declared(prefectures=(code,), owner=office, publish=False)
    nowhere = declared(prefectures=(), owner=office, publish=False)
    foreign = declared(prefectures=("02",), owner=OrganisationFactory(), publish=False)
    assert "2件の下書き" in text_of(client.get("/who/declarations/"))
    told = text_of(client.post("/who/declarations/publish/", follow=True))
    assert "2件" in told
    assert sorted(Duty.objects.filter(stage="draft").values_list("pk", flat=True)) == sorted([nowhere.pk, foreign.pk])


def test_what_is_exported_can_be_taken_in_again_and_changes_nothing(client, office, officer, tmp_path):
    declared(prefectures=("02",), towns=("041009",), owner=office)
    for form in ("csv", "xlsx"):
        answer = client.get(f"/who/declarations/?export={form}")
        file = tmp_path / f"sheet.{form}"
        file.write_bytes(b"".join(answer) if answer.streaming else answer.content)
        outcome = run_import("duties", file, by=BY)
        assert (outcome.unchanged, outcome.rejections) == (1, ())


def test_an_officer_keeps_her_organisations_fields(client, office, officer):
    client.post("/who/fields/new/", {"owner": str(office.uid), **FIELD})
    field = Field.objects.get()
    assert (field.code, field.owner, str(field.since)) == ("metal-1", office, "2026-04-01")
    sent = {**FIELD, "name": "金属材料", "until": "2026-04-30", "version": field.version}
    client.post(f"/who/fields/{field.uid}/edit/", sent)
    field.refresh_from_db()
    assert (field.code, field.name, str(field.until)) == ("metal-1", "金属材料", "2026-05-01")
    page = text_of(client.get("/who/fields/"))
    assert "金属材料" in page
    assert "2026年4月30日" in page


@pytest.mark.parametrize("wrong", [{"code": "金属"}, {"until": "2026-03-01"}, {"name": ""}])
def test_a_field_that_cannot_be_is_told_at_the_form(client, office, officer, wrong):
    answer = client.post("/who/fields/new/", {"owner": str(office.uid), **FIELD, **wrong})
    assert (answer.status_code, Field.objects.count()) == (400, 0)


def test_nobody_changes_the_field_of_another(client, office, officer):
    others = register_field(by=BY, code="food", name="食品", owner=OrganisationFactory(), since="2026-04-01")
    national = register_field(by=BY, code="all", name="全般", since="2026-04-01")
    for field in (others, national):
        assert client.post(f"/who/fields/{field.uid}/edit/", {**FIELD, "name": "X"}).status_code == 403
    assert "/edit/" not in text_of(client.get("/who/fields/"))


def test_an_operator_keeps_the_fields_of_the_whole_country(admin_client):
    national = register_field(by=BY, code="all", name="全般", since="2026-04-01")
    sent = {**FIELD, "name": "すべて", "version": national.version}
    admin_client.post(f"/who/fields/{national.uid}/edit/", sent)
    national.refresh_from_db()
    assert national.name == "すべて"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_equally_often(client, officer, django_assert_num_queries, rows):
    for number in range(rows):
        register_field(by=BY, code=f"f{number}", name="架空", owner=OrganisationFactory(), since="2026-04-01")
    with django_assert_num_queries(5):
        client.get("/who/fields/")
