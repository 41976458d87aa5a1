import csv
import datetime
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook
from tests.factories import (
    AccountFactory,
    CallFactory,
    EquipmentFactory,
    ExpertFactory,
    MeasureFactory,
    MembershipFactory,
    NeedFactory,
    OrganisationFactory,
    SeedFactory,
    make_many,
)

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common.enums import Disclosure
from hashiwatashi.equipment.enums import ExternalUse
from hashiwatashi.equipment.models import Equipment, EquipmentClass
from hashiwatashi.organisations.models import OrganisationName
from hashiwatashi.web.lists import in_order

pytestmark = pytest.mark.django_db

# Address, how records come into being, and how many queries the page takes, signed out and signed in. Signed in,
# session, account and the number of unread notices are read; memberships, permissions where a
# button is.
LISTS = [
    ("/equipment/", EquipmentFactory, 6, 10),
    ("/seeds/", SeedFactory, 5, 9),
    ("/experts/", ExpertFactory, 5, 9),
    ("/calls/", CallFactory, 5, 9),
    ("/needs/", NeedFactory, 4, 8),
    ("/measures/", MeasureFactory, 6, 10),
    ("/organisations/", OrganisationFactory, 4, 8),
]


@pytest.mark.parametrize(("address", "factory", "signed_out", "signed_in"), LISTS)
@pytest.mark.parametrize("records", [1, 3, 3000])
def test_a_list_takes_the_same_queries_however_long_it_is(
    client, django_assert_num_queries, address, factory, signed_out, signed_in, records
):
    make_many(factory, records)
    with django_assert_num_queries(signed_out):
        assert client.get(address).status_code == 200
    client.force_login(AccountFactory())
    with django_assert_num_queries(signed_in):
        assert client.get(address).status_code == 200


def rows(client, address):
    answer = client.get(address)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


def test_a_list_can_be_had_as_csv_that_excel_opens(client):
    EquipmentFactory(name='=HYPERLINK("evil")')
    answer = client.get("/equipment/?export=csv")
    content = b"".join(answer.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == 2
    assert rows(client, "/equipment/?export=csv")[0]["名称"] == '\'=HYPERLINK("evil")'


def test_a_list_can_be_had_as_excel_without_formulas(client):
    EquipmentFactory(name="=1+1")
    sheet = load_workbook(BytesIO(client.get("/equipment/?export=xlsx").content)).active
    names = [cell.value for cell in sheet[1]]
    cell = sheet.cell(row=2, column=names.index("名称") + 1)
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_a_file_holds_the_bounds_of_the_page(client):
    EquipmentFactory(name="粉砕機")
    EquipmentFactory(name="天びん")
    assert [row["名称"] for row in rows(client, "/equipment/?text=粉砕&export=csv")] == ["粉砕機"]


def test_an_unknown_form_of_file_is_refused_with_the_known_ones(client):
    answer = client.get("/equipment/?export=pdf")
    assert answer.status_code == 400
    assert "csvかxlsx" in answer.content.decode()


def names(client, address):
    return [getattr(row, "name", None) or row.title for row in client.get(address).context["rows"]]


def test_equipment_is_narrowed_by_every_bound(client):
    large = EquipmentClass.objects.create(large="分析装置")
    wanted = EquipmentFactory(equipment_class=large, prefecture_id="13", external_use=ExternalUse.CONDITIONAL)
    EquipmentFactory(equipment_class=large, prefecture_id="13", external_use=ExternalUse.CLOSED)
    EquipmentFactory(equipment_class=large, prefecture_id="04")
    EquipmentFactory(prefecture_id="13")
    assert names(client, "/equipment/?prefecture=13&field=分析装置&open_to_outsiders=on") == [wanted.name]


def test_each_bound_in_force_can_be_taken_off(client):
    chips = client.get("/equipment/?prefecture=13&open_to_outsiders=on&page=2").context["chips"]
    assert [(chip.label, chip.href) for chip in chips] == [
        ("都道府県: 東京都", "?open_to_outsiders=on"),
        ("外部の人が使えるものだけ", "?prefecture=13"),
    ]


def test_a_value_that_is_no_choice_bounds_nothing_and_is_told(client):
    EquipmentFactory(name="天びん")
    answer = client.get("/equipment/?prefecture=99")
    assert [row.name for row in answer.context["rows"]] == ["天びん"]
    assert "入力内容を確かめてください" in answer.content.decode()


def test_a_list_is_sorted_as_chosen(client):
    EquipmentFactory(name="い", verified_on=None)
    EquipmentFactory(name="ろ", verified_on=datetime.date(2026, 1, 1))
    EquipmentFactory(name="は", verified_on=datetime.date(2026, 2, 1))
    assert names(client, "/equipment/?sort=confirmed") == ["は", "ろ", "い"]


def test_a_nationwide_call_is_a_call_for_every_prefecture(client):
    nationwide = CallFactory(is_nationwide=True)
    local = CallFactory(is_nationwide=False)
    local.areas.set(Prefecture.objects.filter(code__in=["04", "05"]))
    elsewhere = CallFactory(is_nationwide=False)
    elsewhere.areas.set(["13"])
    found = client.get("/calls/?prefecture=04").context["rows"]
    assert {call.pk for call in found} == {nationwide.pk, local.pk}


def test_organisations_are_found_by_former_names_and_spelling_variants(client):
    organisation = OrganisationFactory(name="株式会社架空精機")
    OrganisationName.objects.create(organisation=organisation, name="カクウ製作所")
    assert names(client, "/organisations/?text=㈱架空精機") == ["株式会社架空精機"]
    assert names(client, "/organisations/?text=かくう製作所") == ["株式会社架空精機"]


def test_organisations_that_offer_something_come_first_then_by_reading(client):
    OrganisationFactory(name="亜架空商店", name_kana="")
    OrganisationFactory(name="工業試験場", name_kana="コウギョウ")
    silent = OrganisationFactory(name="い秘密研究所", name_kana="イ")
    EquipmentFactory(owner=silent, disclosure=Disclosure.RELATED)
    offering = OrganisationFactory(name="渡辺研究所", name_kana="ワタナベ")
    SeedFactory(owner=offering)
    CallFactory(funder=offering)
    EquipmentFactory.create_batch(2, owner=offering)
    expert = ExpertFactory(organisation__name="架空センター", organisation__name_kana="カクウ")
    answer = client.get("/organisations/")
    found = [row.name for row in answer.context["rows"]]
    assert found == [expert.organisation.name, "渡辺研究所", "い秘密研究所", "工業試験場", "亜架空商店"]
    assert "装置2台" in answer.content.decode()
    member = AccountFactory()
    MembershipFactory(account=member, organisation=silent)
    client.force_login(member)
    assert names(client, "/organisations/")[0] == "い秘密研究所"


@pytest.mark.parametrize(("asked", "written"), [("高橋", "髙橋"), ("渡邉", "渡辺"), ("濱崎", "浜﨑")])
def test_variant_kanji_meet_in_every_list_and_in_the_api(client, asked, written):
    organisation = OrganisationFactory(name=f"架空{written}製作所")
    former = OrganisationFactory(name="架空製作所")
    OrganisationName.objects.create(organisation=former, name=f"{written}商店")
    EquipmentFactory(name=f"{written}式試験機")
    EquipmentFactory(name="旋盤")
    assert set(names(client, f"/organisations/?text={asked}")) == {organisation.name, former.name}
    assert names(client, f"/equipment/?text={asked}") == [f"{written}式試験機"]
    items = client.get(f"/api/v1/equipment?q={asked}").json()["items"]
    assert [item["name"] for item in items] == [f"{written}式試験機"]


def test_lists_show_only_what_the_visitor_may_see(client):
    EquipmentFactory(disclosure=Disclosure.RELATED)
    SeedFactory(disclosure=Disclosure.MEMBERS)
    ExpertFactory(disclosure=Disclosure.RELATED)
    NeedFactory(disclosure=Disclosure.MEMBERS)
    assert [names(client, f"/{name}/") for name in ("equipment", "seeds", "needs")] == [[], [], []]
    assert client.get("/experts/").context["rows"] == []


def test_an_expert_whose_term_is_over_is_not_listed(client):
    ExpertFactory(until=datetime.date(2025, 4, 1))
    assert client.get("/experts/").context["rows"] == []


def test_a_list_is_paged(client):
    EquipmentFactory.create_batch(30)
    second = client.get("/equipment/?page=2").context["page"]
    assert (second.paginator.count, len(second.object_list)) == (30, 5)


def test_a_record_withdrawn_between_two_readings_of_a_list_is_left_out():
    stays, goes = EquipmentFactory(), EquipmentFactory()
    keys = [goes.pk, stays.pk]
    goes.delete()
    assert in_order(Equipment.objects.all(), keys) == [stays]
