"""The pages of a joint-research plan: written by the institution, read and agreed to by the firm, on paper too."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from tests.consultations.conftest import _english, asked, elsewhere, firm, lab, person  # noqa: F401
from tests.factories import OrganisationFactory
from tests.printed import words_of

from hashiwatashi.people.enums import Role
from hashiwatashi.plans.actions import begin
from hashiwatashi.plans.content import Content, ThemeContent
from hashiwatashi.plans.enums import PlanStage
from hashiwatashi.plans.models import Plan

pytestmark = pytest.mark.django_db


def sent(themes=("めっき",), **values):
    """What the form sends."""
    rows = {
        "themes-TOTAL_FORMS": str(len(themes)),
        "themes-INITIAL_FORMS": "0",
        "purpose": "zqpurposezq",
    }
    for number, title in enumerate(themes):
        rows |= {f"themes-{number}-title": title, f"themes-{number}-state": "planned"}
    return rows | values


@pytest.fixture
def officer(client, lab, person):  # noqa: F811
    account = person(lab)
    client.force_login(account)
    return account


@pytest.fixture
def plan(lab, firm, officer):  # noqa: F811
    content = Content("zqpurposezq", themes=(ThemeContent("zqthemezq", firm_does="試作", institution_does="評価"),))
    return begin(by=officer, firm=firm, institution=lab, content=content)


def test_it_is_proposed_agreed_and_changed_on_the_pages(client, officer, lab, firm, person, asked):  # noqa: F811
    question = asked(firm=firm)
    new = f"/plans/firms/{firm.uid}/new/"
    assert client.get(new).status_code == 200
    told = sent(owner=str(lab.uid), consultations=str(question.uid), next_meeting="2026-12-01")
    made = client.post(new, {**told, "themes-0-last_day": "2027-03-31", "themes-0-since": "2026-12-01"})
    plan = Plan.objects.get()
    assert made.headers["Location"] == f"/plans/{plan.uid}/"
    assert client.get(new).headers["Location"] == f"/plans/{plan.uid}/"
    client.post(f"/plans/{plan.uid}/agree/", {"number": "1"})
    client.force_login(person(firm, Role.CLERK))
    page = client.get(f"/plans/{plan.uid}/").content.decode()
    assert all(word in page for word in ("zqpurposezq", "めっき", question.number))
    client.post(f"/plans/{plan.uid}/agree/", {"number": "1"})
    client.post(f"/plans/{plan.uid}/comment/", {"text": "zqcommentzq"})
    plan.refresh_from_db()
    assert plan.stage == PlanStage.AGREED
    client.force_login(officer)
    assert "zqcommentzq" not in client.get(f"/plans/{plan.uid}/").content.decode()
    changed = client.post(f"/plans/{plan.uid}/edit/", sent(("めっき", "塗装"), version=str(plan.version)))
    assert changed.status_code == 302
    plan.refresh_from_db()
    assert (plan.stage, plan.latest) == (PlanStage.PROPOSED, 2)


def test_what_was_read_before_a_change_is_not_agreed_to(client, plan, firm, person):  # noqa: F811
    client.force_login(person(firm, Role.CLERK))
    client.post(f"/plans/{plan.uid}/agree/", {"number": "2"})
    client.post(f"/plans/{plan.uid}/agree/", {"number": "x"})
    assert plan.editions.get().agreements.count() == 0


def test_what_is_wrong_is_told_at_its_place(client, plan, lab, firm):  # noqa: F811
    edit = f"/plans/{plan.uid}/edit/"
    version = {"version": str(plan.version)}
    assert client.post(edit, sent(purpose=" ", **version)).status_code == 400
    nameless = client.post(edit, sent(("",), **{"themes-0-result": "済", **version}))
    assert list(nameless.context["themes"].errors[0]) == ["title"]
    backwards = {"themes-0-since": "2026-12-02", "themes-0-last_day": "2026-12-01"}
    assert client.post(edit, sent(**backwards, **version)).status_code == 400
    assert client.post(edit, sent(("同じ", "同じ"), **version)).status_code == 400
    assert client.post(edit, sent(purpose="次", **version)).status_code == 302
    late = client.post(edit, sent(purpose="その次", **version))
    assert (late.status_code, "その次" in late.content.decode()) == (400, True)
    assert plan.editions.count() == 2


def test_it_is_for_its_two_sides_alone(client, plan, lab, firm, elsewhere, person):  # noqa: F811
    pages = ["", "sheet/", "sheet.pdf", "themes.xlsx"]
    for account, read, write in (
        (person(lab, Role.PLANNER), 403, 403),
        (person(firm, Role.CLERK), 200, 403),
        (person(elsewhere), 404, 404),
        (person(lab), 200, 200),
    ):
        client.force_login(account)
        assert {client.get(f"/plans/{plan.uid}/{page}").status_code for page in pages} == {read}
        assert client.get(f"/plans/{plan.uid}/edit/").status_code == write
        ended = client.post(f"/plans/{plan.uid}/step/resume/").status_code
        assert ended == (302 if write == 200 else write)
        listed = client.get("/plans/").content.decode()
        assert (plan.number in listed) == (read == 200)


def test_it_is_ended_and_resumed_by_a_button(client, plan):
    client.post(f"/plans/{plan.uid}/step/end/", {"version": "1"})
    plan.refresh_from_db()
    assert plan.stage == PlanStage.ENDED
    assert client.get(f"/plans/{plan.uid}/edit/").status_code == 409
    client.post(f"/plans/{plan.uid}/step/resume/")
    plan.refresh_from_db()
    assert plan.stage == PlanStage.PROPOSED
    assert client.post(f"/plans/{plan.uid}/step/write/").status_code == 404


def test_on_paper_and_in_the_workbook_it_says_the_same(client, plan, firm):  # noqa: F811
    page = client.get(f"/plans/{plan.uid}/sheet/").content.decode()
    paper = words_of(client.get(f"/plans/{plan.uid}/sheet.pdf").content)
    for word in ("zqpurposezq", "zqthemezq", plan.number):
        assert word in page
        assert word in paper
    book = load_workbook(BytesIO(client.get(f"/plans/{plan.uid}/themes.xlsx").content))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[1][:3] == ("zqthemezq", "試作", "評価")


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_and_the_page_cost_the_same_queries(
    client,
    officer,
    lab,  # noqa: F811
    firm,  # noqa: F811
    person,  # noqa: F811
    django_assert_num_queries,
    number,
):
    themes = tuple(ThemeContent(f"主題{place}") for place in range(number))
    for place in range(number):
        body = firm if place == 0 else OrganisationFactory(kind="firm")
        begin(by=officer, firm=body, institution=lab, content=Content("目的", themes=themes))
    plan = Plan.objects.get(firm=firm)
    client.get("/plans/")
    with django_assert_num_queries(6):
        client.get("/plans/")
    client.get(f"/plans/{plan.uid}/")
    with django_assert_num_queries(14):
        client.get(f"/plans/{plan.uid}/")
