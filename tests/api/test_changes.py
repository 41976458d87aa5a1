import json

import pytest
from django.test import Client
from tests.factories import EquipmentFactory, MembershipFactory, NeedFactory, SeedFactory

from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.enums import Disclosure
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db

KINDS = {
    "equipment": (EquipmentFactory, Role.CLERK, "name"),
    "seeds": (SeedFactory, Role.RESEARCHER, "title"),
    "needs": (NeedFactory, Role.REPRESENTATIVE, "title"),
}


def patch(client, address, changes, version='"1"'):
    headers = {"if-match": version} if version else {}
    return client.patch(address, json.dumps(changes), content_type="application/json", headers=headers)


@pytest.fixture(params=KINDS)
def record_of_mine(request, client):
    factory, role, field = KINDS[request.param]
    record = factory()
    client.force_login(MembershipFactory(organisation=record.owner, role=role).account)
    return client, record, f"/api/v1/{request.param}/{record.uid}", field


def test_a_record_is_changed_from_the_version_that_was_read(record_of_mine):
    client, record, address, field = record_of_mine
    read = client.get(address)
    answer = patch(client, address, {field: "新しい"}, read["ETag"])
    record.refresh_from_db()
    assert (answer.status_code, answer.json()[field], answer.json()["version"]) == (200, "新しい", 2)
    assert (getattr(record, field), AuditEvent.objects.get().data["changed"][field][1]) == ("新しい", "新しい")


def test_the_second_gets_both_versions_and_changes_nothing(record_of_mine):
    client, record, address, field = record_of_mine
    patch(client, address, {field: "一人目"})
    answer = patch(client, address, {field: "二人目"})
    assert (answer.status_code, answer.json()["code"]) == (412, "edit_conflict")
    fields = [{"field": field, "yours": "二人目", "stored": "一人目"}]
    assert answer.json()["conflict"] == {"version": 2, "fields": fields}
    record.refresh_from_db()
    assert getattr(record, field) == "一人目"


def test_a_change_must_say_its_version(record_of_mine):
    client, _, address, field = record_of_mine
    assert patch(client, address, {field: "新しい"}, version="").status_code == 428
    assert patch(client, address, {field: "新しい"}, version="*").status_code == 422


def test_unknown_fields_and_wrong_values_are_named(record_of_mine):
    client, record, address, field = record_of_mine
    assert patch(client, address, {"owner": "x"}).json()["errors"][0]["field"] == "owner"
    assert [error["field"] for error in patch(client, address, {field: ""}).json()["errors"]] == [field]
    record.refresh_from_db()
    assert record.version == 1


def test_others_may_not(record_of_mine):
    _, record, address, field = record_of_mine
    assert patch(Client(), address, {field: "x"}).status_code == 401
    stranger = Client()
    stranger.force_login(MembershipFactory(role=Role.ADMINISTRATOR).account)
    assert patch(stranger, address, {field: "x"}).status_code == 403
    type(record).objects.filter(pk=record.pk).update(disclosure=Disclosure.RELATED)
    assert patch(stranger, address, {field: "x"}).status_code == 404


def test_a_session_alone_is_not_enough_without_its_token(record_of_mine):
    client, record, address, field = record_of_mine
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert patch(strict, address, {field: "x"}).status_code == 403
    record.refresh_from_db()
    assert record.version == 1
