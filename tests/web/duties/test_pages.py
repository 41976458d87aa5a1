"""だれが担当か, and declaring it: by noon the new coordinator's name stands on the pages of her towns' firms."""

import datetime
import json

import pytest
from tests.duties.test_who import DAY, declared, towns  # noqa: F401
from tests.factories import MembershipFactory, OrganisationFactory
from typer.testing import CliRunner

from hashiwatashi.areas.models import Municipality
from hashiwatashi.cli import collect
from hashiwatashi.duties.models import Duty
from hashiwatashi.people.enums import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("towns")]
NEW = {
    "function": "consultation",
    "prefectures": ["02"],
    "towns": "宮城県仙台市\n042021",
    "responsible": "架空 花子",
    "phone": "000-0000-0001",
    "hours": "平日 9時～17時",
    "target_days": "3",
    "since": "2026-04-01",
}


@pytest.fixture
def office():
    return OrganisationFactory(name="架空県産業振興機構")


@pytest.fixture
def coordinator(client, office):
    account = MembershipFactory(organisation=office, role=Role.COORDINATOR).account
    client.force_login(account)
    return account


def text_of(answer):
    return answer.content.decode()


def written_down(client, office, **more):
    return client.post("/who/declarations/new/", {"owner": str(office.uid), **NEW, **more}, follow=True)


def published(client, office):
    written_down(client, office)
    duty = Duty.objects.get()
    client.post(f"/who/declarations/{duty.uid}/step/publish/", {"version": duty.version})
    client.logout()
    return duty


def test_what_is_declared_stands_on_the_pages_of_the_towns_firms(client, office, coordinator):
    town = Municipality.objects.get(code="041009")
    firm = OrganisationFactory(kind="firm", prefecture_id="04", municipality=town)
    elsewhere = OrganisationFactory(kind="firm", prefecture_id="04")
    written_down(client, office)
    assert "架空 花子" not in text_of(client.get(f"/organisations/{firm.uid}/"))
    client.post(f"/who/declarations/{Duty.objects.get().uid}/step/publish/")
    client.logout()
    assert "架空 花子" in text_of(client.get(f"/organisations/{firm.uid}/"))
    assert "架空 花子" not in text_of(client.get(f"/organisations/{elsewhere.uid}/"))
    assert "架空 花子" in text_of(client.get("/areas/02/"))


def test_the_answer_has_name_phone_and_promise_and_elsewhere_the_gap_and_who_is_near(client, office, coordinator):
    published(client, office)
    told = text_of(client.get("/who/", {"function": "consultation", "place": "仙台市"}))
    for word in ("架空 花子", "000-0000-0001", "3営業日以内", "架空県産業振興機構"):
        assert word in told
    gap = text_of(client.get("/who/", {"function": "consultation", "place": "岩手県"}))
    assert "空白" in gap
    assert "青森県" in gap
    assert "架空 花子" in gap


def test_a_place_that_is_none_is_told_with_how_to_write_it(client):
    answer = client.get("/who/", {"function": "consultation", "place": "府中市"})
    assert answer.status_code == 400
    assert "東京都府中市" in answer.context["form"].errors["place"][0]


def test_the_visitors_own_prefecture_is_asked_for_where_none_is_named(client, office, coordinator):
    published(client, office)
    client.cookies["home_prefecture"] = "02"
    assert "架空 花子" in text_of(client.get("/who/"))


def test_a_search_names_who_answers_in_the_visitors_own_prefecture(client, office, coordinator, settings, tmp_path):
    settings.SEARCH_INDEX = tmp_path / "index"
    published(client, office)
    assert "架空 花子" not in text_of(client.get("/?q=さび"))
    client.cookies["home_prefecture"] = "02"
    assert "架空 花子" in text_of(client.get("/?q=さび"))


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"towns": "架空市"}, "架空市"),
        ({"towns": "宮城県"}, "宮城県"),
        ({"phone": ""}, "電話番号"),
        ({"target_days": "0"}, "1"),
        ({"until": "2026-03-01"}, "前"),
    ],
)
def test_what_is_wrong_is_told_at_the_form(client, office, coordinator, wrong, word):
    answer = written_down(client, office, **wrong)
    assert answer.status_code == 400
    assert word in str(answer.context["form"].errors)
    assert not Duty.objects.exists()


def test_the_form_comes_back_as_it_was_written(client, office, coordinator):
    written_down(client, office)
    duty = Duty.objects.get()
    form = client.get(f"/who/declarations/{duty.uid}/edit/").context["form"]
    assert form.initial["towns"].split("\n") == ["宮城県仙台市", "宮城県石巻市"]
    client.post(f"/who/declarations/{duty.uid}/edit/", {**NEW, "version": duty.version, "towns": "仙台市"})
    assert [town.code for town in duty.municipalities.all()] == ["041009"]


def test_who_publishes_what_another_has_declared_is_warned(client, office, coordinator):
    declared(prefectures=("02",), owner=OrganisationFactory(name="架空県工業技術センター"))
    written_down(client, office)
    duty = Duty.objects.get(owner=office)
    told = text_of(client.post(f"/who/declarations/{duty.uid}/step/publish/", follow=True))
    assert "架空県工業技術センター" in told
    assert duty.uid.hex not in told


def test_gaps_are_listed_by_prefecture_and_as_a_file(client, office, coordinator):
    published(client, office)
    told = text_of(client.get("/who/gaps/"))
    assert "47都道府県のうち1" in told
    rows = b"".join(client.get("/who/gaps/?export=csv")).decode("utf-8-sig").splitlines()
    assert len(rows) == 1 + 46 + 9 * 47


def test_the_api_and_the_command_give_the_same(client, office, coordinator):
    published(client, office)
    asked = client.get("/api/v1/who", {"function": "consultation", "place": "宮城県仙台市"}).json()
    assert (asked["is_gap"], asked["answers"][0]["responsible"]) == (False, "架空 花子")
    run = CliRunner().invoke
    done = run(collect(), ["who", "consultation", "宮城県仙台市", "--json"])
    assert (json.loads(done.stdout), done.exit_code) == (asked, 0)
    assert "架空 花子" in run(collect(), ["who", "consultation", "仙台市"]).stdout
    assert run(collect(), ["who", "testing", "仙台市"]).exit_code == 1
    assert client.get("/api/v1/who", {"function": "consultation", "place": "x"}).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_ask_equally_often_for_any_number_of_rows(client, office, rows, django_assert_num_queries):
    for _ in range(rows):
        declared(owner=office, since=DAY - datetime.timedelta(days=900))
    with django_assert_num_queries(12):
        client.get("/who/", {"function": "consultation", "place": "宮城県"})
    with django_assert_num_queries(6):
        client.get("/who/gaps/")
    client.force_login(MembershipFactory(organisation=office, role=Role.CLERK).account)
    with django_assert_num_queries(8):
        client.get("/who/declarations/")
