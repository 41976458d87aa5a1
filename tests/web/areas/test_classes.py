"""What is there and what is not: the matrix, the nearest, the workbook."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from tests.factories import AccountFactory, EquipmentFactory, MembershipFactory, OrganisationFactory

from hashiwatashi.common.enums import Disclosure
from hashiwatashi.equipment.enums import ExternalUse, OperatingStatus
from hashiwatashi.equipment.models import EquipmentClass

pytestmark = pytest.mark.django_db
ADDRESS = "/areas/classes/"


@pytest.fixture
def lab():
    return OrganisationFactory(prefecture_id="17")


def put(lab, large, *places, **values):
    """An instrument of a class in each of some prefectures."""
    one, _ = EquipmentClass.objects.get_or_create(large=large)
    return [EquipmentFactory(owner=lab, equipment_class=one, prefecture_id=code, **values) for code in places]


def page_of(client, **query):
    return client.get(ADDRESS, {"by": "large", **query}).context


def near(context, label):
    found = next(neighbours for line, neighbours in context["lacks"] if line.label == label)
    return [(one.prefecture.code, one.distance, one.holding.number, one.holding.open) for one in found]


@pytest.mark.parametrize("records", [1, 3])
@pytest.mark.parametrize("by", ["large", "kind"])
def test_the_page_takes_the_same_queries_however_much_there_is(client, lab, django_assert_num_queries, records, by):
    for number in range(records):
        put(lab, f"類{number}", "13", "17", "27")
    with django_assert_num_queries(2):
        assert client.get(ADDRESS, {"by": by, "prefecture": "17"}).status_code == 200
    client.force_login(AccountFactory())
    with django_assert_num_queries(6):
        assert client.get(ADDRESS, {"by": by, "prefecture": "17"}).status_code == 200


def test_what_is_lacking_is_shown_with_the_nearest_open_ones_first(client, lab):
    put(lab, "分析", "13", "27")
    put(lab, "分析", "16", external_use=ExternalUse.CLOSED)
    put(lab, "分析", "01", external_use=ExternalUse.CONDITIONAL)
    put(lab, "加工", "17")
    context = page_of(client, prefecture="17")
    assert near(context, "分析") == [("27", 240, 1, 1), ("13", 290, 1, 1), ("01", 820, 1, 1)]
    assert [(line.label, held.number) for line, held, _href in context["has"]] == [("加工", 1)]
    assert (context["kept"], context["all"]) == (1, 2)


def test_where_nobody_lets_outsiders_in_the_nearest_is_first(client, lab):
    put(lab, "分析", "13", "16", external_use=ExternalUse.UNKNOWN)
    assert near(page_of(client, prefecture="17"), "分析") == [("16", 50, 1, 0), ("13", 290, 1, 0)]


def test_each_number_leads_to_a_list_of_as_many(client, lab):
    put(lab, "分析", "13", "13", "17", None)
    put(lab, "分析", "13", status=OperatingStatus.RETIRED)
    EquipmentFactory(owner=lab, prefecture_id="13", name="架空の何か")
    EquipmentFactory(owner=lab, prefecture_id="13", name="走査電子顕微鏡")
    for by in ("large", "kind"):
        context = client.get(ADDRESS, {"by": by, "prefecture": "13"}).context
        told = [(number, href) for _line, _href, cells in context["rows"] for number, href in cells if number]
        told += [(line.total, href) for line, href, _cells in context["rows"]]
        told += [(context["unclassed"][0].total, context["unclassed"][1]), context["unclassed_here"]]
        assert len(told) > 4
        for number, href in told:
            assert client.get(href).context["page"].paginator.count == number, href


def test_what_has_no_class_or_no_prefecture_is_said_apart(client, lab):
    put(lab, "分析", "13", None)
    EquipmentFactory(owner=lab)
    answer = client.get(ADDRESS, {"by": "large"})
    assert [(line.label, line.total) for line, *_ in answer.context["rows"]] == [("分析", 2)]
    assert (answer.context["unclassed"][0].total, answer.context["nowhere"]) == (1, 1)


def test_only_what_the_visitor_may_see_counts(client, lab):
    put(lab, "分析", "13", disclosure=Disclosure.MEMBERS)
    put(lab, "秘密の類", "13", disclosure=Disclosure.RELATED)
    assert list(page_of(client)["rows"]) == []
    client.force_login(MembershipFactory(organisation=OrganisationFactory()).account)
    assert [(line.label, line.total) for line, *_ in page_of(client)["rows"]] == [("分析", 1)]


def test_the_most_frequent_come_first_and_the_rest_is_on_further_pages(client, lab):
    for number in range(31):
        put(lab, f"類{number:03}", "13")
    put(lab, "類030", "17")
    rows = page_of(client)["rows"]
    assert (len(rows), rows[0][0].label, rows[1][0].label) == (30, "類030", "類000")
    assert [line.label for line, *_ in page_of(client, page="2")["rows"]] == ["類029"]
    assert [line.label for line, *_ in page_of(client, text="類01 0")["rows"]] == [f"類01{n}" for n in range(10)]


def test_the_own_prefecture_is_looked_at_unless_another_is_chosen(client, lab):
    put(lab, "分析", "13")
    assert "area" not in page_of(client)
    client.cookies["home_prefecture"] = "17"
    context = page_of(client)
    assert (context["area"].code, context["form"]["prefecture"].value()) == ("17", "17")
    assert page_of(client, prefecture="47")["area"].code == "47"


def test_the_workbook_has_the_matrix_and_what_is_lacking(client, lab):
    put(lab, "分析", "13", "27")
    put(lab, "加工", "17")
    EquipmentFactory(owner=lab, prefecture_id=None)
    answer = client.get(ADDRESS, {"by": "large", "prefecture": "17", "export": "xlsx"})
    book = load_workbook(BytesIO(answer.content))
    rows = [list(row) for row in book.worksheets[0].values]
    assert [row[:2] for row in rows] == [["分類", "全国"], ["分析", 2], ["加工", 1], ["分類のないもの", 1]]
    assert (rows[0][2 + 12], rows[1][2 + 12], rows[3][-1]) == ("東京都", 1, 1)
    own = [list(row) for row in book.worksheets[1].values]
    assert book.worksheets[1].title == "石川県"
    assert own[1][:5] == [
        "分析",
        0,
        0,
        "大阪府・約240 km：1件（うち外部利用可1件）",
        "東京都・約290 km：1件（うち外部利用可1件）",
    ]
    assert own[2][:3] == ["加工", 1, 1]
    assert client.get(ADDRESS, {"export": "csv"}).status_code == 400


def test_kinds_are_called_in_the_language_of_the_page(client, lab):
    EquipmentFactory(owner=lab, name="走査電子顕微鏡", prefecture_id="13")
    client.cookies["django_language"] = "en"
    page = client.get(ADDRESS, {"prefecture": "17"}).content.decode()
    assert "What is there and what is not" in page
    assert "scanning electron microscope" in page.lower()
    assert "about 290 km" in page


def test_a_catalogue_without_anything_says_so(client):
    page = client.get(ADDRESS, {"prefecture": "17"}).content.decode()
    assert "当てはまる分類がありません" in page
