"""Years as the visitor reads them: 西暦 or 和暦 on Japanese pages, never in files, the API or English pages."""

import datetime

import pytest
from tests.factories import CallFactory, EquipmentFactory, MembershipFactory, NeedFactory

from hashiwatashi.common.written import is_by_era
from hashiwatashi.needs.actions import change_need
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db
ERA, WESTERN = "令和8年4月1日（水）", "2026年4月1日（水）"


@pytest.fixture
def equipment():
    return EquipmentFactory(verified_on=datetime.date(2026, 4, 1))


def text_of(answer):
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()


def choose(client, reckoning):
    return client.post("/reckoning/", {"reckoning": reckoning, "next": "/equipment/"})


def test_pages_follow_the_choice_without_an_account(client, equipment):
    pages = ["/equipment/", f"/equipment/{equipment.uid}/"]
    assert all(WESTERN in text_of(client.get(page)) for page in pages)
    assert choose(client, "era").headers["Location"] == "/equipment/"
    shown = [text_of(client.get(page)) for page in pages]
    assert [(ERA in page, WESTERN in page) for page in shown] == [(True, False)] * 2
    choose(client, "western")
    assert WESTERN in text_of(client.get(pages[0]))


def test_one_visitors_choice_is_not_the_next_ones(client, equipment):
    choose(client, "era")
    client.get("/equipment/")
    assert not is_by_era()
    client.cookies.clear()
    assert WESTERN in text_of(client.get("/equipment/"))


def test_english_pages_are_gregorian_and_offer_no_choice(client, equipment):
    choose(client, "era")
    client.post("/language/", {"language": "en"})
    page = text_of(client.get(f"/equipment/{equipment.uid}/"))
    assert "1 April 2026" in page
    assert "/reckoning/" not in page


def test_files_and_the_api_are_iso(client, equipment):
    at = datetime.datetime(2026, 4, 1, 8, tzinfo=datetime.UTC)
    CallFactory(opens_at=at, closes_at=datetime.datetime(2026, 4, 30, 15, tzinfo=datetime.UTC))
    choose(client, "era")
    file = text_of(client.get("/calls/?export=csv"))
    assert "2026-04-01T17:00+09:00" in file
    assert "2026-05-01T00:00+09:00" in file
    assert "令和" not in file + text_of(client.get("/equipment/?export=csv"))
    assert "2026-04-01" in text_of(client.get(f"/api/v1/equipment/{equipment.uid}"))


def test_days_of_the_history_of_a_need_follow_the_choice_too(client):
    need = NeedFactory()
    member = MembershipFactory(organisation=need.owner, role=Role.REPRESENTATIVE).account
    change_need(need, by=member, deadline=datetime.date(2026, 4, 1))
    client.force_login(member)
    assert WESTERN in text_of(client.get(f"/needs/{need.uid}/edit/"))
    choose(client, "era")
    assert ERA in text_of(client.get(f"/needs/{need.uid}/edit/"))


def test_what_is_no_choice_is_the_western_calendar(client, equipment):
    client.cookies["reckoning"] = "mayan"
    assert WESTERN in text_of(client.get("/equipment/"))
    assert "reckoning" not in choose(client, "x").cookies or choose(client, "x").cookies["reckoning"].value == ""
