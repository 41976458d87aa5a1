"""The page of all areas: map, table, orders, the own prefecture, files."""

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook
from tests.factories import AccountFactory, CallFactory, EquipmentFactory, MembershipFactory, OrganisationFactory

from hashiwatashi.equipment.models import EquipmentClass
from hashiwatashi.web.areas.indicators import INDICATORS
from hashiwatashi.web.tilemap import tile_map

pytestmark = pytest.mark.django_db


@pytest.fixture
def some():
    owner = OrganisationFactory(prefecture_id="13")
    EquipmentFactory.create_batch(3, owner=owner, prefecture_id="13")
    EquipmentFactory(owner=owner, prefecture_id="17")
    EquipmentFactory(owner=owner, prefecture_id=None)


def codes(client, query):
    return [row.prefecture.code for row in client.get(f"/areas/?{query}").context["rows"]]


@pytest.mark.parametrize("records", [1, 3])
@pytest.mark.parametrize(("key", "signed_out", "signed_in"), [("equipment", 3, 7), ("calls", 3, 6), ("needs", 3, 7)])
def test_the_page_takes_the_same_queries_however_much_there_is(
    client, django_assert_num_queries, records, key, signed_out, signed_in
):
    EquipmentFactory.create_batch(records)
    CallFactory.create_batch(records)
    with django_assert_num_queries(signed_out):
        assert client.get("/areas/", {"count": key}).status_code == 200
    client.force_login(AccountFactory())
    with django_assert_num_queries(signed_in + (key == "calls")):
        assert client.get("/areas/", {"count": key}).status_code == 200


def test_the_table_is_sorted_as_chosen_and_says_so(client, some):
    assert codes(client, "")[:3] == ["01", "02", "03"]
    assert codes(client, "sort=-code")[:2] == ["47", "46"]
    assert codes(client, "sort=-value")[:3] == ["13", "17", "01"]
    assert codes(client, "sort=value")[-2:] == ["17", "13"]
    assert codes(client, "sort=name")[:3] == ["23", "02", "05"]  # アイチ, アオモリ, アキタ
    assert codes(client, "sort=no-such-column")[0] == "01"
    page = client.get("/areas/?sort=-value&count=open").content.decode()
    assert page.count("aria-sort") == 1
    head = '<th scope="col" class="number" aria-sort="descending">'
    link = '<a class="sorter" href="?sort=value&amp;count=open"'
    assert page.partition(head)[2].lstrip().startswith(link)


def test_the_english_page_sorts_by_english_names(client, some):
    client.cookies["django_language"] = "en"
    assert codes(client, "sort=name")[:3] == ["23", "05", "02"]  # Aichi, Akita, Aomori
    page = client.get("/areas/?count=open_share").content.decode()
    assert "Share of equipment open to outsiders" in page
    assert "Tokyo: 100%" in page


def test_what_lies_nowhere_is_said(client, some):
    answer = client.get("/areas/")
    assert (answer.context["nowhere"], answer.context["whole"]) == (1, "4")


def test_a_class_narrows_equipment_and_nothing_else(client, some):
    large = EquipmentClass.objects.create(large="分析装置")
    EquipmentFactory(prefecture_id="17", equipment_class=large)
    assert codes(client, "field=分析装置&sort=-value")[0] == "17"
    answer = client.get("/areas/?field=分析装置&count=seeds")
    assert (answer.context["form"].is_class_idle, answer.context["form"].large_class) == (True, "")


def test_an_indicator_that_is_none_is_told(client, some):
    answer = client.get("/areas/?count=happiness")
    assert answer.context["indicator"].key == "equipment"
    assert "入力内容を確かめてください" in answer.content.decode()


def test_the_own_prefecture_is_marked_and_told_on_top(client, some):
    assert client.get("/areas/").context["own"] is None
    client.force_login(MembershipFactory(organisation=OrganisationFactory(prefecture_id="17")).account)
    answer = client.get("/areas/")
    own = answer.context["own"]
    assert (own.prefecture.code, own.rank, own.part) == ("17", 2, 25)
    assert [tile.prefecture.code for tile in answer.context["map"].tiles if tile.is_home] == ["17"]
    assert answer.content.decode().count('<tr class="own">') == 1


def test_the_table_with_everything_can_be_had_as_files(client, some):
    sheet = load_workbook(BytesIO(client.get("/areas/?export=xlsx").content)).active
    rows = list(sheet.values)
    assert (len(rows), len(rows[0])) == (1 + 47 + 2, 3 + len(INDICATORS))
    assert rows[13][:6] == ("13", "東京都", "関東", 3, 3, 100)
    assert [row[3] for row in rows[-2:]] == [1, 4]
    answer = client.get("/areas/?export=csv&count=seeds")
    lines = list(csv.reader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert lines[17][:4] == ["17", "石川県", "中部", "1"]
    assert client.get("/areas/?export=pdf").status_code == 400


def test_files_take_one_query_an_indicator(client, some, django_assert_num_queries):
    with django_assert_num_queries(2 + len(INDICATORS)):
        assert client.get("/areas/?export=xlsx").status_code == 200


@pytest.mark.parametrize(
    ("most", "legend"),
    [
        (0, [(0, "0")]),
        (1, [(0, "0"), (5, "1")]),
        (100, [(0, "0"), (1, "1–3"), (2, "4–15"), (3, "16–35"), (4, "36–63"), (5, "64–100")]),
    ],
)
def test_the_legend_tells_which_numbers_a_shade_stands_for(most, legend):
    assert tile_map([], {}, lambda area: "", most=most).legend == legend


@pytest.mark.parametrize("records", [1, 3])
def test_the_page_of_a_prefecture_takes_the_same_queries_however_much_there_is(
    client, django_assert_num_queries, records
):
    EquipmentFactory.create_batch(records)
    with django_assert_num_queries(18 + len(INDICATORS)):
        assert client.get("/areas/04/").status_code == 200


def test_the_page_of_a_prefecture_compares_it_with_its_neighbours(client, some):
    compared = client.get("/areas/13/").context["compared"]
    assert [area.code for area in compared.neighbours] == ["11", "14", "12", "10"]
    told = {indicator.key: (own.written, own.rank, near[0].written) for indicator, own, near in compared.rows}
    assert set(told) == set(INDICATORS)
    assert (told["equipment"], told["open_share"]) == (("3", 1, "0"), ("100%", 1, "—"))
