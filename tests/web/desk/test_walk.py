"""Going through the unconfirmed entries one by one."""

import datetime

import pytest
from django.utils import timezone
from tests.factories import EquipmentFactory, MembershipFactory, OrganisationFactory

from hashiwatashi.equipment.models import Equipment
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db
LONG_AGO = datetime.date(2020, 4, 1)


@pytest.fixture
def lab():
    return OrganisationFactory()


@pytest.fixture
def clerk(client, lab):
    account = MembershipFactory(organisation=lab, role=Role.CLERK).account
    client.force_login(account)
    return account


@pytest.fixture
def three(lab):
    EquipmentFactory(owner=lab, name="い2", verified_on=timezone.localdate())
    EquipmentFactory(owner=lab, name="い3", status="retired")
    EquipmentFactory(name="い4")
    return [EquipmentFactory(owner=lab, name=name, verified_on=LONG_AGO) for name in ("あ", "い", "う")]


def page_of(record):
    return f"/equipment/{record.uid}/"


def where(client, record, query="?desk=unconfirmed"):
    walk = client.get(f"{page_of(record)}{query}").context["walk"]
    return walk and (walk.place, walk.total)


def form_of(record):
    return {"name": record.name, "status": "running", "external_use": "open", "disclosure": "public", "version": 1}


def test_an_entry_tells_where_it_stands_and_what_comes_next(client, clerk, three):
    assert [where(client, record) for record in three] == [(1, 3), (2, 3), (3, 3)]
    assert where(client, three[0], "") is None


def test_the_desk_leads_into_the_walk(client, clerk, three):
    page = client.get("/desk/equipment/?show=unconfirmed&sort=place").content.decode()
    assert f"{page_of(three[0])}?desk=unconfirmed&amp;sort=place" in page


def test_confirming_goes_on_until_the_end(client, clerk, three):
    address, places = f"{page_of(three[0])}?desk=unconfirmed", []
    for record in three:
        walk = client.get(address).context["walk"]
        assert address.startswith(page_of(record))
        places.append((walk.place, walk.total))
        address = client.post(f"{page_of(record)}confirm/{walk.query}").headers["Location"]
    assert places == [(1, 3), (2, 3), (3, 3)]
    assert address == "/desk/equipment/?show=unconfirmed"
    assert not Equipment.objects.filter(verified_on=LONG_AGO).exists()
    assert len(list(client.get(address).context["messages"])) == 2


def test_skipping_leaves_it_for_later(client, clerk, three):
    skipping = client.get(f"{page_of(three[0])}?desk=unconfirmed").context["walk"].skipping
    assert skipping == f"{page_of(three[1])}?desk=unconfirmed"


def test_confirming_outside_a_walk_stays_on_the_entry(client, clerk, three):
    assert client.post(f"{page_of(three[0])}confirm/").headers["Location"] == page_of(three[0])


def test_saving_can_confirm_and_go_on(client, clerk, three):
    address = f"{page_of(three[0])}edit/?desk=unconfirmed"
    assert 'name="go-on"' in client.get(address).content.decode()
    answer = client.post(address, {**form_of(three[0]), "place": "3号館", "go-on": "1"})
    assert answer.headers["Location"] == f"{page_of(three[1])}?desk=unconfirmed&done=1"
    three[0].refresh_from_db()
    assert (three[0].place, three[0].verified_on) == ("3号館", timezone.localdate())


def test_saving_alone_confirms_nothing_and_stays_in_the_walk(client, clerk, three):
    answer = client.post(f"{page_of(three[0])}edit/?desk=unconfirmed", form_of(three[0]))
    assert answer.headers["Location"] == f"{page_of(three[0])}?desk=unconfirmed"
    three[0].refresh_from_db()
    assert three[0].verified_on == LONG_AGO


def test_going_on_needs_a_walk(client, clerk, three):
    assert 'name="go-on"' not in client.get(f"{page_of(three[0])}edit/").content.decode()
    client.post(f"{page_of(three[0])}edit/", {**form_of(three[0]), "go-on": "1"})
    three[0].refresh_from_db()
    assert three[0].verified_on == LONG_AGO


def test_a_walk_keeps_to_the_words_and_the_filter(client, clerk, three):
    Equipment.objects.filter(name="い").update(uses="")
    assert where(client, three[0], "?desk=no-uses") == (1, 2)
    assert where(client, three[0], "?desk=unconfirmed&text=う") == (1, 2)


@pytest.mark.parametrize(
    "query", ["?desk=x&done=x&sort=x", "?desk=unconfirmed&done=-1", "?desk=&done=９９９９９９９"]
)
def test_an_odd_address_is_a_walk_through_all(client, clerk, three, query):
    assert where(client, three[1], query) == (2, 3)


def test_others_walk_nowhere(client, three):
    assert where(client, three[0]) is None
    client.force_login(MembershipFactory().account)
    assert where(client, three[0]) is None


@pytest.mark.parametrize("number", [1, 3])
def test_a_walk_takes_the_same_queries_however_long_it_is(client, lab, clerk, number, django_assert_num_queries):
    records = [EquipmentFactory(owner=lab) for _ in range(number)]
    with django_assert_num_queries(8):
        client.get(f"{page_of(records[0])}edit/?desk=all")
