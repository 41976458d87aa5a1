"""The bag on pages: with and without an account, and nobody else's."""

from uuid import uuid4

import pytest
from tests.factories import AccountFactory, EquipmentFactory, NeedFactory, SeedFactory

from hashiwatashi.bags.actions import current_bag, entries_of, fill
from hashiwatashi.bags.entries import MOST, Entry
from hashiwatashi.bags.models import Bag
from hashiwatashi.common.enums import Disclosure
from hashiwatashi.matching.enums import Kind
from hashiwatashi.needs.enums import DisclosureLevel

pytestmark = pytest.mark.django_db


def named(record, kind="equipment", **more):
    return {"kind": kind, "record": str(record.uid), **more}


def titles(client):
    found = client.get("/bag/").context["contents"]
    return [content.found and content.found.name for content in found]


@pytest.fixture(params=["anonymous", "account"])
def visitor(request, client):
    if request.param == "account":
        client.force_login(AccountFactory())
    return client


def test_what_is_put_in_is_there_and_leads_back(visitor):
    record = EquipmentFactory()
    answer = visitor.post("/bag/add/", named(record, next=f"/equipment/{record.uid}/", asked="異物"))
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/equipment/{record.uid}/")
    page = visitor.get(f"/equipment/{record.uid}/").content.decode()
    assert 'action="/bag/add/"' not in page
    assert titles(visitor) == [record.name]
    visitor.post("/bag/add/", named(record))
    assert titles(visitor) == [record.name]
    assert visitor.get("/bag/").context["contents"][0].entry.asked == "異物"


def test_moving_noting_taking_out_and_putting_back(visitor):
    first, second = EquipmentFactory(), EquipmentFactory()
    for record in (first, second):
        visitor.post("/bag/add/", named(record))
    visitor.post("/bag/move/", named(second, way="up"))
    assert titles(visitor) == [second.name, first.name]
    visitor.post("/bag/note/", named(first, note="電話する"))
    answer = visitor.post("/bag/remove/", named(first))
    assert answer.headers["Location"] == "/bag/?undo=1"
    assert visitor.get("/bag/?undo=1").context["may_undo"]
    assert titles(visitor) == [second.name]
    visitor.post("/bag/undo/")
    assert titles(visitor) == [second.name, first.name]
    assert visitor.get("/bag/").context["contents"][1].entry.note == "電話する"
    visitor.post("/bag/clear/")
    assert titles(visitor) == []
    visitor.post("/bag/undo/")
    assert titles(visitor) == [second.name, first.name]


def test_what_cannot_be_seen_cannot_be_put_in(visitor):
    hidden = EquipmentFactory(disclosure=Disclosure.RELATED)
    assert visitor.post("/bag/add/", named(hidden)).status_code == 404
    assert visitor.post("/bag/add/", {"kind": "equipment", "record": str(uuid4())}).status_code == 404
    for wrong in ({}, {"kind": "x", "record": str(uuid4())}, {"kind": "seed", "record": "1"}):
        assert visitor.post("/bag/add/", wrong).status_code == 400
    assert visitor.post("/bag/move/", named(hidden, way="x")).status_code == 400
    assert visitor.post("/bag/note/", named(hidden, note="あ" * 501)).status_code == 400


def test_what_was_withdrawn_shows_without_its_title(visitor):
    record = EquipmentFactory(name="架空のひみつ装置")
    visitor.post("/bag/add/", named(record))
    type(record).objects.update(disclosure=Disclosure.RELATED)
    page = visitor.get("/bag/").content.decode()
    assert "架空のひみつ装置" not in page
    assert titles(visitor) == [None]


def test_a_full_bag_says_so(visitor):
    owner = EquipmentFactory().owner
    for _ in range(MOST):
        visitor.post("/bag/add/", named(EquipmentFactory(owner=owner)))
    visitor.post("/bag/add/", named(EquipmentFactory(owner=owner)))
    assert len(titles(visitor)) == MOST


def test_signing_in_takes_over_what_was_gathered(client):
    account, own, found = AccountFactory(), EquipmentFactory(), EquipmentFactory()
    fill(current_bag(by=account), [Entry(Kind.EQUIPMENT, own.uid, "前から")], by=account)
    client.post("/bag/add/", named(found, asked="異物"))
    client.force_login(account)
    assert titles(client) == [own.name, found.name]
    assert [entry.note for entry in entries_of(current_bag(by=account))] == ["前から", ""]
    client.logout()
    assert titles(client) == []


def test_an_anonymous_look_leaves_no_session_and_asks_for_none(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/help/")
    assert "sessionid" not in answer.cookies
    assert 'class="to-bag"' not in answer.content.decode()


def test_the_count_in_the_head_asks_no_table(client, django_assert_num_queries):
    account = AccountFactory()
    fill(current_bag(by=account), [Entry(Kind.EQUIPMENT, EquipmentFactory().uid)], by=account)
    client.force_login(account)
    # The session, the account, its unread notices and memberships.
    with django_assert_num_queries(4):
        answer = client.get("/help/")
    assert 'class="to-bag"' in answer.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_one_and_three(client, django_assert_num_queries, number):
    account = AccountFactory()
    client.force_login(account)
    entries = [Entry(Kind.EQUIPMENT, EquipmentFactory().uid) for _ in range(number)]
    fill(current_bag(by=account), entries, by=account)
    client.get("/bag/")
    # Session, account, bag twice, items, memberships, records, all bags, unread notices.
    with django_assert_num_queries(9):
        client.get("/bag/")


def test_several_bags(client):
    account = AccountFactory()
    client.force_login(account)
    client.post("/bag/add/", named(EquipmentFactory()))
    first = current_bag(by=account)
    client.post("/bag/new/", {"title": "別の訪問", "for_whom": "架空社", "note": ""})
    assert titles(client) == []
    second = current_bag(by=account)
    assert (second.title, second.for_whom) == ("別の訪問", "架空社")
    assert client.post("/bag/new/", {"title": ""}).status_code == 400
    client.post(f"/bag/{first.uid}/use/")
    assert len(titles(client)) == 1
    client.post(f"/bag/{first.uid}/edit/", {"title": "名前", "for_whom": "", "note": "午後2時"})
    first.refresh_from_db()
    assert (first.title, first.note) == ("名前", "午後2時")
    client.post(f"/bag/{first.uid}/delete/")
    assert titles(client) == []
    assert list(Bag.objects.visible_to(account)) == [second]


OWN = ("edit/", "memo/", "memo.pdf", "memo.xlsx", "compare/")
CHANGES = ("edit/", "use/", "delete/", "share/", "unshare/")


@pytest.mark.parametrize("visitor_kind", ["outsider", "other", "operator"])
def test_anothers_bag_is_not_there(client, visitor_kind):
    bag = current_bag(by=AccountFactory())
    if visitor_kind != "outsider":
        client.force_login(AccountFactory(is_superuser=visitor_kind == "operator"))
    expected = 302 if visitor_kind == "outsider" else 404
    assert {client.get(f"/bag/{bag.uid}/{page}").status_code for page in OWN} == {expected}
    assert {client.post(f"/bag/{bag.uid}/{page}").status_code for page in CHANGES} == {expected}
    assert Bag.objects.filter(pk=bag.pk, shared_key="").exists()


def shared(client, account, *entries):
    bag = current_bag(by=account)
    bag.title, bag.for_whom, bag.note = "zqtitlezq", "zqwhomzq", "zqnotezq"
    bag.save()
    fill(bag, entries, by=account)
    client.force_login(account)
    client.post(f"/bag/{bag.uid}/share/")
    address = client.get("/bag/").context["share_address"].removeprefix("http://testserver")
    client.logout()
    return bag, address


def test_a_share_link_shows_what_its_reader_may_see_and_nothing_private(client):
    account, open_one = AccountFactory(), EquipmentFactory(name="架空の公開装置")
    hidden = EquipmentFactory(name="架空のひみつ装置", disclosure=Disclosure.RELATED)
    entries = [Entry(Kind.EQUIPMENT, record.uid, "zqitemzq", "zqaskedzq") for record in (open_one, hidden)]
    _bag, address = shared(client, account, *entries)
    answer = client.get(address)
    page = answer.content.decode()
    assert (answer.status_code, answer.headers["X-Robots-Tag"]) == (200, "noindex")
    assert "架空の公開装置" in page
    assert str(hidden.uid) not in page
    assert not [
        word
        for word in ("架空のひみつ装置", "zqtitlezq", "zqwhomzq", "zqnotezq", "zqitemzq", "zqaskedzq")
        if word in page
    ]


def test_a_withdrawn_or_forged_link_opens_nothing(client):
    account = AccountFactory()
    bag, address = shared(client, account, Entry(Kind.EQUIPMENT, EquipmentFactory().uid))
    assert client.get(address).status_code == 200
    assert client.get(address[:-2] + "x/").status_code == 404
    client.force_login(account)
    client.post(f"/bag/{bag.uid}/unshare/")
    client.logout()
    assert client.get(address).status_code == 404


def test_a_link_runs_out(client):
    bag, address = shared(client, AccountFactory(), Entry(Kind.EQUIPMENT, EquipmentFactory().uid))
    Bag.objects.filter(pk=bag.pk).update(shared_until=bag.created_at)
    assert client.get(address).status_code == 404


def test_the_button_stands_on_every_record_page(client):
    need, seed = NeedFactory(level=DisclosureLevel.ANONYMOUS), SeedFactory()
    for address in (f"/needs/{need.uid}/", f"/seeds/{seed.uid}/", f"/organisations/{seed.owner.uid}/"):
        assert 'action="/bag/add/"' in client.get(address).content.decode()
