"""空き検索 as a page: asked by a firm that has not signed in, answered with ways to reserve."""

import json
from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.factories import EquipmentFactory, OrganisationFactory
from tests.reservations.conftest import (  # noqa: F401
    WEEK,
    at,
    clerk,
    day,
    director,
    firm,
    lab,
    reserved,
    rules,
    some_class,
    stranger,
    unit,
    user,
)

from hashiwatashi.opening.models import Unit, UseRules
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.web.reservations.finding import days_named

pytestmark = pytest.mark.django_db
ADDRESS = "/reservations/free/"


def text_of(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def asked(client, day):  # noqa: F811
    def ask(**values):
        told = {"text": "X線CT", "minutes": "120", "since": day.isoformat(), "until": day.isoformat()}
        return client.get(ADDRESS, told | {"prefecture": "04"} | values)

    return ask


@pytest.fixture
def many(rules, lab):  # noqa: F811
    def make(count, prefecture="04"):
        owner = lab
        if prefecture != "04":
            owner = OrganisationFactory(kind=OrganisationKind.PUBLIC_LAB, name="遠県センター", prefecture_id="47")
            UseRules.objects.create(owner=owner, since=date(2020, 4, 1), week=WEEK)
        for number in range(count):
            equipment = EquipmentFactory(owner=owner, name=f"X線CT {number}", prefecture_id=prefecture)
            Unit.objects.create(equipment=equipment, number=1, since=date(2020, 4, 1))

    return make


def test_the_form_alone_searches_nothing(client, unit):  # noqa: F811
    page = client.get(ADDRESS)
    assert page.status_code == 200
    assert "/reservations/units/" not in text_of(page)


def test_a_free_time_leads_to_the_form_with_the_time_filled_in(asked, unit, day, client, user):  # noqa: F811
    page = text_of(asked())
    href = f"/reservations/units/{unit.uid}/new/?day={day.isoformat()}&start=09%3A00&end=11%3A00"
    assert href.replace("&", "&amp;") in page
    assert "架空県工業技術センター" in page
    client.force_login(user)
    form = text_of(client.get(href))
    assert 'value="09:00"' in form
    assert 'value="11:00"' in form


def test_who_reserved_is_not_told(asked, unit, reserved, at, user):  # noqa: F811
    reserved(at(9, 17))
    page = text_of(asked())
    assert str(unit.equipment.uid) in page
    for secret in (user.email, "株式会社架空鋳造", "鋳物の巣を見る"):
        assert secret not in page


def test_a_region_sets_apart_and_hides_nothing(asked, many):
    many(1, prefecture="47")
    page = text_of(asked(reach="own"))
    assert "遠県センター" in page


def test_nothing_that_fits_is_told_with_a_way_on(asked, unit):  # noqa: F811
    page = text_of(asked(text="まぼろし機"))
    assert "?q=%E3%81%BE" in page


@pytest.mark.parametrize(
    "odd",
    [
        {"minutes": "7"},
        {"since": "2026-02-31"},
        {"until": "1999-01-01", "since": ""},
        {"until": "2999-01-01"},
        {"since": "9999-12-31", "until": ""},
        {"prefecture": "99"},
        {"reach": "moon"},
        {"when": "x", "since": "", "until": ""},
        {"user_kind": "x"},
        {"text": "x" * 200},
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(asked, unit, odd):  # noqa: F811
    assert asked(**odd).status_code == 400


def test_presets_are_weeks_of_the_calendar():
    wednesday = date(2026, 11, 25)
    assert days_named("this-week", wednesday) == (wednesday, date(2026, 11, 29))
    assert days_named("next-week", wednesday) == (date(2026, 11, 30), date(2026, 12, 6))
    assert days_named("days", wednesday) == (wednesday, wednesday + timedelta(days=13))


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(asked, many, django_assert_num_queries, count):
    many(count)
    asked()
    with django_assert_num_queries(6):
        assert asked().status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_same_answer_over_rest(client, many, day, django_assert_num_queries, count):  # noqa: F811
    many(count)
    address = f"/api/v1/free-times?q=X線CT&since={min(day, day.replace(day=28)).isoformat()}&days=3&prefecture=04"
    client.get(address)
    with django_assert_num_queries(5):
        answer = json.loads(client.get(address).content)
    assert answer["fitting"] == count
    assert len(answer["free"]) + len(answer["busy"]) == count


def test_rest_knows_no_other_kinds(client, unit):  # noqa: F811
    assert client.get("/api/v1/free-times?kind=nothing").status_code == 422


def test_today_is_no_day_that_has_passed(client, unit):  # noqa: F811
    answer = json.loads(client.get("/api/v1/free-times?q=X線CT").content)
    starts = [slot["start"] for one in answer["free"] for slot in one["times"]]
    assert all(start > timezone.localtime().isoformat() for start in starts)


def test_times_in_the_words_are_read_told_and_can_be_taken_off(asked, unit, day):  # noqa: F811
    answer = asked(text="木曜の午後にCTを1時間", minutes="240", since="", until="")
    page = text_of(answer)
    assert "<strong>木曜日、午後、1時間</strong>" in page
    assert "<strong>CT</strong>" in page
    assert "&amp;start=12%3A00&amp;end=13%3A00" in page
    assert "as_written=1" in page
    shown = answer.context["form"]
    assert [shown[name].value() for name in ("text", "weekday", "hours", "minutes")] == ["CT", "3", "afternoon", "60"]
    plain = text_of(asked(text="木曜の午後にCTを1時間", as_written="1"))
    assert "木曜日、午後" not in plain


@pytest.mark.parametrize(
    ("text", "told", "values"),
    [
        ("CT 木曜か金曜 13時から15時", "木曜日、金曜日、13:00–15:00、2時間", {"weekday": "3,4", "hours": "780-900"}),
        ("CT 9時以降 2時間半", "09:00以降、2時間30分", {"hours": "540-1440", "minutes": "150"}),
        ("CT 平日 15時まで 70分", "平日（月〜金）、15:00まで、70分", {"weekday": "working-days", "minutes": "70"}),
    ],
)
def test_what_was_read_stands_in_the_fields_and_is_sent_again_as_it_is(asked, unit, text, told, values):  # noqa: F811
    answer = asked(text=text, since="", until="")
    assert f"<strong>{told}</strong>" in text_of(answer)
    shown = answer.context["form"]
    sent = {name: shown[name].value() or "" for name in shown.fields}
    assert values.items() <= sent.items()
    again = asked(**sent)
    assert (again.status_code, again.context["quest"]) == (200, answer.context["quest"])


@pytest.mark.parametrize("odd", [{"weekday": "7"}, {"weekday": "x"}, {"hours": "900-600"}, {"minutes": "-5"}])
def test_no_other_times_can_be_chosen(asked, unit, odd):  # noqa: F811
    assert asked(**odd).status_code == 400


def test_day_of_the_week_and_time_of_day_are_chosen(asked, unit, day):  # noqa: F811
    page = text_of(asked(weekday="working-days", hours="morning", minutes="180", since="", until=""))
    assert "end=12%3A00" in page
    assert "end=17%3A00" not in page
    assert asked(weekday="9").status_code == 400


def test_the_same_sentence_over_rest(client, unit):  # noqa: F811
    answer = json.loads(client.get("/api/v1/free-times?q=木曜の午後にCTを1時間").content)
    assert (answer["words"], answer["weekdays"], answer["minutes"], answer["from_minute"]) == ("CT", [3], 60, 720)
    assert answer["free"][0]["times"][0]["start"][11:16] == "12:00"
    chosen = client.get("/api/v1/free-times?q=X線CT&weekdays=0&weekdays=4&from_minute=600&until_minute=720")
    assert json.loads(chosen.content)["weekdays"] == [0, 4]
    assert client.get("/api/v1/free-times?from_minute=700&until_minute=600").status_code == 400
