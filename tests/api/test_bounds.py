"""Each bound of each list of the API narrows it to what it says."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.web.test_bounds import OTHER, WANTED, calls, equipment, experts, needs, organisations, seeds

from hashiwatashi.api.application import api
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.funding.models import Call
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Expert
from hashiwatashi.technology.models import Seed

pytestmark = pytest.mark.django_db

SINCE = datetime(2025, 4, 1, tzinfo=ZoneInfo("Asia/Tokyo"))
RECORDS = {"q": WANTED, "prefecture": "13", "updated_since": SINCE.isoformat()}
LISTS = {
    "equipment": (equipment, Equipment, {**RECORDS, "external_use": "open", "owner": None}),
    "seeds": (seeds, Seed, {**RECORDS, "field": "材料"}),
    "experts": (experts, Expert, {**RECORDS, "kind": "coordinator"}),
    "calls": (calls, Call, {**RECORDS, "open": "true"}),
    "needs": (needs, None, {"q": WANTED, "kind": "published_theme"}),
    "organisations": (organisations, Organisation, {**RECORDS, "kind": "university"}),
}


@pytest.mark.parametrize("path", LISTS)
def test_each_bound_of_a_list_has_a_row(path):
    named = {one["name"] for one in api.get_openapi_schema()["paths"][f"/api/v1/{path}"]["get"]["parameters"]}
    assert named - {"limit", "cursor"} == set(LISTS[path][2])


@pytest.mark.parametrize(("path", "name"), [(path, name) for path in LISTS for name in LISTS[path][2]])
def test_a_bound_narrows_the_list(client, path, name):
    make, model, bounds = LISTS[path]
    make()
    wanted, other = client.get(f"/api/v1/{path}").json()["items"][-2:]
    assert (WANTED in str(wanted), OTHER in str(other)) == (True, True)
    if name == "updated_since":
        model.objects.filter(uid=wanted["uid"]).update(updated_at=SINCE)
        model.objects.filter(uid=other["uid"]).update(updated_at=SINCE - timedelta(seconds=1))
    value = wanted["owner"]["uid"] if name == "owner" else bounds[name]
    found = client.get(f"/api/v1/{path}", {name: value}).json()["items"]
    assert wanted["uid"] in [one["uid"] for one in found]
    assert other["uid"] not in [one["uid"] for one in found]


def test_calls_that_are_not_open_can_be_asked_for(client):
    calls()
    (found,) = client.get("/api/v1/calls", {"open": "false"}).json()["items"]
    assert found["title"] == OTHER
