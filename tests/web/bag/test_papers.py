"""Memo, Excel, PDF and comparison of a bag, from the same data and without what may not be told."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from tests.factories import AccountFactory, EquipmentFactory, ExpertFactory, NeedFactory, SeedFactory
from tests.printed import pages_of, words_of

from hashiwatashi.bags.actions import fill, make_bag
from hashiwatashi.bags.entries import Entry
from hashiwatashi.common.enums import Disclosure
from hashiwatashi.matching.enums import Kind
from hashiwatashi.needs.enums import DisclosureLevel

pytestmark = pytest.mark.django_db


def bag_of(client, *entries):
    account = AccountFactory()
    bag = make_bag(by=account, title="異物の相談", for_whom="架空食品", note="午後2時")
    fill(bag, entries, by=account)
    client.force_login(account)
    return f"/bag/{bag.uid}"


def cells(answer):
    rows = load_workbook(BytesIO(answer.content)).active.values
    return " ".join(str(cell) for row in rows for cell in row if cell is not None)


def everywhere(client, address):
    """What each form of the memo tells."""
    page = client.get(f"{address}/memo/").content.decode()
    return [page, words_of(client.get(f"{address}/memo.pdf").content), cells(client.get(f"{address}/memo.xlsx"))]


def test_each_form_tells_what_one_needs_to_go_there(client):
    told = {
        "place": "本館2階",
        "external_use_terms": "講習が要ります",
        "fee_note": "千円",
        "contact_phone": "022-000-0000",
    }
    record = EquipmentFactory(name="架空の顕微鏡", **told)
    address = bag_of(client, Entry(Kind.EQUIPMENT, record.uid, "先に電話", "異物の正体"))
    for text in everywhere(client, address):
        told = (
            "架空の顕微鏡",
            record.owner.name,
            "本館2階",
            "講習が要ります",
            "千円",
            "022-000-0000",
            "先に電話",
            "異物の正体",
        )
        assert [word for word in told if word not in text] == []
    page, printed, _excel = everywhere(client, address)
    assert all(word in text for word in ("架空食品", "午後2時") for text in (page, printed))


def test_nothing_tells_who_has_an_anonymous_need_or_what_is_hidden(client):
    need = NeedFactory(
        level=DisclosureLevel.ANONYMOUS, owner__name="架空ひみつ工業", owner__contact_phone="099-999-9999"
    )
    other = NeedFactory(level=DisclosureLevel.ANONYMOUS, owner=need.owner)
    hidden = EquipmentFactory(name="架空のひみつ装置", disclosure=Disclosure.RELATED)
    entries = [Entry(Kind.NEED, each.uid) for each in (need, other)]
    address = bag_of(client, *entries, Entry(Kind.EQUIPMENT, hidden.uid))
    chosen = "&".join(f"item={entry.key}" for entry in entries)
    compared = client.get(f"{address}/compare/?{chosen}")
    assert compared.status_code == 200
    for text in (*everywhere(client, address), compared.content.decode(), client.get("/bag/").content.decode()):
        assert need.title in text
        assert not [word for word in ("架空ひみつ工業", "099-999-9999", "架空のひみつ装置") if word in text]


def test_twelve_long_records_stand_on_two_pages(client):
    owner = EquipmentFactory().owner
    names = ("external_use_terms", "place", "department", "fee_note", "name")
    long = dict.fromkeys(names, ("とても長い説明" * 50)[:290])
    records = [EquipmentFactory(owner=owner, contact_phone="022-000-0000", **long) for _ in range(14)]
    entries = [Entry(Kind.EQUIPMENT, record.uid, "長いメモ" * 100, "長い言葉" * 100) for record in records]
    address = bag_of(client, *entries)
    pdf = client.get(f"{address}/memo.pdf").content
    assert pages_of(pdf) == [2]
    memo = client.get(f"{address}/memo/").context["form"]
    assert len(memo.visits) == 12
    assert load_workbook(BytesIO(client.get(f"{address}/memo.xlsx").content)).active.max_row == 15


@pytest.mark.parametrize("number", [1, 3])
def test_the_memo_costs_the_same_for_one_and_three(client, django_assert_num_queries, number):
    address = bag_of(client, *(Entry(Kind.EQUIPMENT, EquipmentFactory().uid) for _ in range(number)))
    client.get(f"{address}/memo/")
    # Session, account, bag, items, memberships, records, unread notices.
    with django_assert_num_queries(7):
        client.get(f"{address}/memo/")


def test_a_comparison_marks_what_differs_in_words(client):
    owner = EquipmentFactory().owner
    one = EquipmentFactory(owner=owner, maker="架空製作所", fee_note="千円")
    two = EquipmentFactory(owner=owner, maker="架空製作所", fee_note="")
    entries = [Entry(Kind.EQUIPMENT, record.uid) for record in (one, two)]
    address = bag_of(client, *entries)
    answer = client.get(f"{address}/compare/?" + "&".join(f"item={entry.key}" for entry in entries))
    rows = {row.label: row for row in answer.context["rows"]}
    assert rows["メーカー"].differs is False
    assert (rows["利用料金"].values, rows["利用料金"].differs) == (("千円", ""), True)
    assert answer.content.decode().count("≠ ") == answer.context["differing"] + 1


def test_only_two_to_four_of_one_kind_are_compared(client):
    one, other = EquipmentFactory(), SeedFactory()
    entries = [Entry(Kind.EQUIPMENT, one.uid), Entry(Kind.SEED, other.uid)]
    address = bag_of(client, *entries)
    for items in ([], entries[:1], entries):
        chosen = "&".join(f"item={entry.key}" for entry in items)
        assert client.get(f"{address}/compare/?{chosen}").status_code == 400


@pytest.mark.parametrize(("kind", "factory"), [(Kind.SEED, SeedFactory), (Kind.EXPERT, ExpertFactory)])
def test_other_kinds_can_be_compared_too(client, kind, factory):
    entries = [Entry(kind, factory().uid) for _ in range(2)]
    address = bag_of(client, *entries)
    chosen = "&".join(f"item={entry.key}" for entry in entries)
    assert client.get(f"{address}/compare/?{chosen}").context["differing"] > 0
