import pytest
from django.utils import timezone
from tests.factories import (
    CallFactory,
    EquipmentFactory,
    ExpertFactory,
    MembershipFactory,
    NeedFactory,
    OrganisationFactory,
    SeedFactory,
    make_many,
)

from hashiwatashi.common.enums import Disclosure
from hashiwatashi.needs.enums import DisclosureLevel

LISTS = {
    "equipment": (EquipmentFactory, 1),
    "seeds": (SeedFactory, 1),
    "experts": (ExpertFactory, 2),
    "calls": (CallFactory, 2),
    "needs": (NeedFactory, 1),
    "organisations": (OrganisationFactory, 1),
}


@pytest.mark.parametrize("count", [3, 3000])
@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_the_same_queries_for_few_and_many(db, client, django_assert_num_queries, name, count):
    factory, queries = LISTS[name]
    make_many(factory, count)
    with django_assert_num_queries(queries):
        page = client.get(f"/api/v1/{name}", {"limit": 100}).json()
    assert len(page["items"]) == min(count, 100) if name != "organisations" else len(page["items"]) >= 3


@pytest.mark.parametrize("name", LISTS)
def test_pages_follow_each_other_without_gap_or_repeat(db, client, name):
    LISTS[name][0].create_batch(5)
    seen, address = [], f"/api/v1/{name}?limit=2"
    while address:
        page = client.get(address).json()
        seen += [item["uid"] for item in page["items"]]
        address = page["next"]
    everything = client.get(f"/api/v1/{name}?limit=100").json()["items"]
    assert seen == [item["uid"] for item in everything]


@pytest.mark.parametrize("name", LISTS)
def test_each_record_of_a_list_has_an_address(db, client, name):
    LISTS[name][0]()
    item = client.get(f"/api/v1/{name}").json()["items"][0]
    assert client.get(f"/api/v1/{name}/{item['uid']}").json() == item


def test_bounds_narrow_a_list(db, client):
    here, there = EquipmentFactory(name="X線CT", prefecture_id="04"), EquipmentFactory(prefecture_id="34")
    found = {
        query: [item["uid"] for item in client.get(f"/api/v1/equipment?{query}").json()["items"]]
        for query in ("prefecture=34", "q=CT", f"owner={here.owner.uid}", "external_use=closed")
    }
    assert found == {
        "prefecture=34": [str(there.uid)],
        "q=CT": [str(here.uid)],
        f"owner={here.owner.uid}": [str(here.uid)],
        "external_use=closed": [],
    }


def test_open_calls_are_those_open_now(db, client):
    now = timezone.now()
    day = timezone.timedelta(days=1)
    current = CallFactory(opens_at=now - day, closes_at=now + day)
    past = CallFactory(opens_at=now - 2 * day, closes_at=now - day)
    assert [item["uid"] for item in client.get("/api/v1/calls?open=true").json()["items"]] == [str(current.uid)]
    assert [item["uid"] for item in client.get("/api/v1/calls?open=false").json()["items"]] == [str(past.uid)]


def test_a_nationwide_call_is_for_every_prefecture(db, client):
    CallFactory(is_nationwide=True)
    local = CallFactory(is_nationwide=False)
    local.areas.set(["34"])
    assert [len(client.get(f"/api/v1/calls?prefecture={code}").json()["items"]) for code in ("04", "34")] == [1, 2]


@pytest.mark.parametrize(("factory", "name"), [(EquipmentFactory, "equipment"), (SeedFactory, "seeds")])
def test_what_is_not_public_is_not_there(db, client, factory, name):
    record = factory(disclosure=Disclosure.RELATED)
    assert client.get(f"/api/v1/{name}").json()["items"] == []
    assert client.get(f"/api/v1/{name}/{record.uid}").status_code == 404
    client.force_login(MembershipFactory(organisation=record.owner).account)
    assert client.get(f"/api/v1/{name}/{record.uid}").status_code == 200


@pytest.mark.parametrize("level", [DisclosureLevel.TITLE, DisclosureLevel.ANONYMOUS])
def test_no_route_tells_who_is_behind_an_anonymous_need(db, client, level):
    owner = OrganisationFactory(name="株式会社ひみつ製作所", kind="firm", prefecture_id="34")
    need = NeedFactory(owner=owner, level=level, source_url="https://himitsu.example.jp/")
    visitors = [None, MembershipFactory().account]
    for visitor in visitors:
        if visitor:
            client.force_login(visitor)
        for address in ("/api/v1/needs", f"/api/v1/needs/{need.uid}", "/api/v1/match?q=さび&kinds=need"):
            text = client.get(address).content.decode()
            assert not [secret for secret in ("ひみつ", "himitsu", str(owner.uid), '"34"') if secret in text]
