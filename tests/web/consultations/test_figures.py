"""The page of figures: each number leads to the list of its cases, the files agree with the page."""

import datetime
import re
from html import unescape

import pytest
import time_machine
from openpyxl import load_workbook
from tests.consultations.conftest import BY_LINK, asked, elsewhere, lab, person  # noqa: F401
from tests.factories import MembershipFactory

from hashiwatashi.areas.models import Municipality
from hashiwatashi.consultations import actions
from hashiwatashi.consultations.enums import ConsultationKind, Usefulness
from hashiwatashi.duties.targets import set_target
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db
TODAY = datetime.datetime(2026, 6, 30, 3, tzinfo=datetime.UTC)


def at(day, month=6):
    return time_machine.travel(datetime.datetime(2026, month, day, 3, tzinfo=datetime.UTC), tick=False)


@pytest.fixture
def officer(client, lab, person):  # noqa: F811
    account = person(lab)
    client.force_login(account)
    with time_machine.travel(TODAY, tick=False):
        yield account


def answered(asked, officer, day, **values):  # noqa: F811
    with at(1):
        question = asked(**values)
    with at(day):
        actions.answer(question, by=officer, text="答え")
        actions.close(question, by=officer)
        actions.judge(question, by=BY_LINK, usefulness=Usefulness.YES)
    return question


def links_of(client, **asked_for):
    told = client.get("/consultations/figures/", asked_for).content.decode()
    found = re.findall(r'<a href="(/consultations/\?[^"]+figure=[^"]+)">([^<]+)</a>', told)
    return [(unescape(href), text) for href, text in found]


def test_each_number_leads_to_the_list_of_its_cases(client, officer, asked):  # noqa: F811
    town = Municipality.objects.create(code="041009", name="仙台市", prefecture_id="04")
    for day in (2, 3, 22):
        answered(asked, officer, day, municipality=town)
    with at(1, month=5):
        asked()
    links = links_of(client)
    assert len(links) > 20
    for href, text in links:
        behind = re.match(r"[\d.]+% \((\d+)/", text)
        number = client.get(href).context["page"].paginator.count
        if behind:
            assert number == int(behind[1]), href
        elif "figure=received" in href or "figure=open" in href:
            assert number == int(text), href


def test_the_page_tells_the_share_with_how_many_and_exact_medians(client, officer, asked):  # noqa: F811
    for day in (2, 3, 22):
        answered(asked, officer, day)
    told = client.get("/consultations/figures/").content.decode()
    assert "66.7% (2/3)" in told
    context = client.get("/consultations/figures/").context
    assert [(row.cells[0].value, row.cells[0].n) for row in context["steps"]][2] == ("2", 3)


@pytest.mark.parametrize("number", [1, 3])
def test_how_many_cases_there_are_costs_no_more_queries(
    client,
    officer,
    asked,  # noqa: F811
    django_assert_num_queries,
    number,
):
    for _number in range(number):
        answered(asked, officer, 2)
    client.get("/consultations/figures/")
    with django_assert_num_queries(10):
        client.get("/consultations/figures/")


def test_one_month_alone_and_another_kind_are_chosen(client, officer, asked):  # noqa: F811
    answered(asked, officer, 2)
    with at(1, month=5):
        asked(kind=ConsultationKind.LIFE)
    may = {"year": "2026", "month": "5"}
    shown = [client.get("/consultations/figures/", chosen).context for chosen in ({}, may, {**may, "kind": "life"})]
    assert [len(context["whole"].cases) for context in shown] == [1, 0, 1]


def test_the_files_say_what_the_page_says(client, officer, asked, tmp_path):  # noqa: F811
    Municipality.objects.create(code="042021", name="石巻市", prefecture_id="04")
    answered(asked, officer, 2)
    lines = b"".join(client.get("/consultations/figures/?export=csv").streaming_content).decode("utf-8-sig")
    assert len(lines.splitlines()) == 7
    (tmp_path / "places.xlsx").write_bytes(client.get("/consultations/figures/?table=places&export=xlsx").content)
    rows = list(load_workbook(tmp_path / "places.xlsx").active.iter_rows(values_only=True))
    assert [row[1] for row in rows[1:]] == [1, 0, 0]
    assert rows[-1][0] == "石巻市"


def test_towns_without_any_case_are_named(client, officer, asked):  # noqa: F811
    Municipality.objects.create(code="042021", name="石巻市", prefecture_id="04")
    told = client.get("/consultations/figures/").content.decode()
    folded = re.search(r"<details>\s*<summary>.*?</details>", told, re.DOTALL)
    assert folded
    assert '<span class="number">1</span>' in folded[0]
    assert "石巻市" in folded[0]


def test_a_median_is_held_against_the_target_of_its_field(client, officer, lab, asked, tmp_path):  # noqa: F811
    for day in (4, 5):
        answered(asked, officer, day)
    since = datetime.date(2026, 4, 1)
    set_target(by=officer, owner=lab, function="consultation", answer_days=3, close_days=9, since=since)
    steps = {row.cells[0].n and row.cells[0].target: row.cells[0] for row in context_of(client)["steps"]}
    assert (steps[3].value, steps[3].is_late) == ("3.5", True)
    assert (steps[9].value, steps[9].is_late) == ("3.5", False)
    assert [cell.target for cell in context_of(client)["by_field"][0].cells] == [None, None, None, 3, None]
    told = b"".join(client.get("/consultations/figures/?export=csv").streaming_content).decode("utf-8-sig")
    assert ",3,9," in told.splitlines()[1]


def context_of(client):
    return client.get("/consultations/figures/").context


def test_what_is_no_choice_is_told_and_a_figure_that_there_is_not_is_not_found(client, officer):
    assert client.get("/consultations/figures/", {"year": "x", "month": "13", "kind": "y"}).status_code == 200
    assert client.get("/consultations/", {"figure": "secret"}).status_code == 404


def test_what_was_replied_is_told_of_five_and_its_cases_are_never_listed(client, officer, asked):  # noqa: F811
    for number in range(5):
        assert client.get("/consultations/figures/").context.get("replies", []) == []
        answered(asked, officer, 2, contact_mail=f"{number}@example.jp")
    context = client.get("/consultations/figures/").context
    assert context["replies"][0].cells[0].value == "100.0% (5/5)"
    assert [row.label for row in context["by_officer"]] == [str(officer)]
    assert client.get("/consultations/", {"figure": "yes"}).status_code == 404


def test_another_institution_and_a_firm_learn_nothing(client, officer, lab, elsewhere, asked, person):  # noqa: F811
    answered(asked, officer, 2)
    client.force_login(person(elsewhere))
    theirs = {"institution": str(lab.uid)}
    assert len(client.get("/consultations/figures/", theirs).context["whole"].cases) == 0
    assert client.get("/consultations/", {**theirs, "figure": "received"}).context["page"].paginator.count == 0
    firm = MembershipFactory(organisation__kind=OrganisationKind.FIRM, role=Role.ADMINISTRATOR).account
    client.force_login(firm)
    assert client.get("/consultations/figures/").status_code == 403
    assert client.get("/consultations/", {"figure": "received"}).status_code == 403


def test_months_without_a_case_stand_between_those_with_one(client, officer, asked):  # noqa: F811
    answered(asked, officer, 2)
    with at(1, month=4):
        asked(contact_mail="april@example.jp")
    rows = client.get("/consultations/figures/").context["by_month"]
    assert [(row.label, row.cells[0].value) for row in rows] == [("2026-04", "1"), ("2026-05", "0"), ("2026-06", "1")]
