"""Closed cases are found by the staff of the institutions that held them, and by nobody else (issue 16)."""

import pytest
from tests.factories import MembershipFactory, OrganisationFactory

from hashiwatashi.consultations import actions, handing
from hashiwatashi.consultations.actions import BY_LINK
from hashiwatashi.consultations.enums import EntryKind
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.suggest import suggest
from hashiwatashi.matching.sync import differences, update_index
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(asked):
    """Makes a case that an officer answered and closed."""

    def make(officer, number=0, **values):
        case = asked(contact_mail=f"owner{number}@example.jp", **values)
        actions.write(case, by=officer, kind=EntryKind.NOTE, text="内輪の覚え書き")
        actions.answer(case, by=officer, text="塩水噴霧試験で比べた")
        actions.close(case, by=officer, result="亜鉛めっきに替えた")
        return case

    return make


def found(account, text):
    """The numbers of the past cases that the account finds."""
    update_index()
    answer = suggest(text, visitor=account, kinds=(Kind.PAST,))
    return [hit.record.number for group in answer.groups for hit in group.suggestions]


@pytest.mark.parametrize("words", ["ボルト さび", "塩水噴霧試験", "亜鉛めっき"])
def test_a_closed_case_is_found_by_what_was_asked_answered_and_helped(lab, person, closed, words):
    officer = person(lab)
    case = closed(officer, topic="ボルトのさび", text="海の近くで使う")
    assert found(person(lab, Role.CLERK), words) == [case.number]


def test_notes_among_colleagues_are_not_in_the_search(lab, person, closed):
    officer = person(lab)
    closed(officer)
    assert found(officer, "内輪の覚え書き") == []


def test_it_leaves_the_search_with_its_reopening_and_comes_back(lab, person, closed):
    officer = person(lab)
    case = closed(officer, topic="ボルトのさび")
    assert found(officer, "ボルト") == [case.number]
    actions.reopen(case, by=officer, days=3)
    # Before the index has learned of it and after.
    assert suggest("ボルト", visitor=officer, kinds=(Kind.PAST,)).total == 0
    assert found(officer, "ボルト") == []
    actions.answer(case, by=officer, text="樹脂で覆う")
    actions.close(case, by=officer)
    assert found(officer, "樹脂") == [case.number]
    assert not [name for name in differences().ids if name.startswith("past:")]


def test_whoever_held_it_finds_it_and_nobody_else(lab, elsewhere, person, asked, firm_member):
    officer, other = person(lab), person(elsewhere)
    case = asked(topic="ボルトのさび", asker=firm_member, by=firm_member, firm=firm_member.organisation)
    handing.consent(handing.offer(case, elsewhere, by=officer, reason="専門"), by=BY_LINK)
    handing.accept(case.handoffs.get(), by=other)
    case.refresh_from_db()
    actions.answer(case, by=other, text="電子顕微鏡で見た")
    actions.close(case, by=other)
    strangers = [person(lab, Role.PLANNER), firm_member, person(OrganisationFactory())]
    assert [found(one, "ボルト") for one in (officer, other)] == [[case.number]] * 2
    assert [found(one, "ボルト") for one in strangers] == [[]] * 3


def test_staff_of_another_place_find_nothing_where_they_are_planners(client, lab, elsewhere, person, closed):
    case = closed(person(lab), topic="ボルトのさび")
    account = person(lab, Role.PLANNER)
    MembershipFactory(account=account, organisation=elsewhere, role=Role.CLERK)
    assert found(account, "ボルト") == []
    client.force_login(account)
    assert client.get(f"/past/{case.uid}/").status_code == 404
    assert list(client.get("/past/").context["rows"]) == []


def test_for_everybody_else_there_is_no_such_kind(client, lab, person, closed, firm_member):
    closed(person(lab), topic="ボルトのさび")
    update_index()
    for account in (None, firm_member, person(lab, Role.PLANNER)):
        client.logout()
        if account:
            client.force_login(account)
        for address in ("/", "/?q=ボルト", "/?q=ボルト&kind=past", "/sitemap/"):
            page = client.get(address).content.decode()
            assert not [word for word in ("過去の相談", "Past consultations") if word in page], address
        told = client.get("/api/v1/match?q=ボルト").json()
        assert "past" not in [group["kind"] for group in told["groups"]]
        assert "past" not in told["facets"]["kind"]


def test_staff_find_it_on_the_page_of_results(client, lab, person, closed):
    officer = person(lab)
    case = closed(officer, topic="ボルトのさび")
    update_index()
    client.force_login(officer)
    page = client.get("/?q=ボルトのさび&kind=past").content.decode()
    assert "ボルトのさび" in page
    assert f"/past/{case.uid}/" in page


@pytest.mark.parametrize("cases", [1, 3])
def test_the_list_takes_the_same_queries_however_long_it_is(
    client,
    lab,
    person,
    closed,
    django_assert_num_queries,
    cases,
):
    officer = person(lab)
    for number in range(cases):
        closed(officer, number)
    client.force_login(officer)
    with django_assert_num_queries(11):
        assert len(client.get("/past/").context["rows"]) == cases


def test_a_case_is_shown_in_short_and_leads_to_the_whole(client, lab, person, closed):
    officer = person(lab)
    case = closed(officer)
    client.force_login(officer)
    page = client.get(f"/past/{case.uid}/").content.decode()
    assert "塩水噴霧試験で比べた" in page
    assert f"/consultations/{case.uid}/" in page
    assert "owner0@example.jp" not in page
    assert "架空鋳造" not in page


@pytest.fixture
def firm_member(person):
    firm = OrganisationFactory(kind="firm", name="株式会社架空鋳造")
    account = person(firm, Role.REPRESENTATIVE)
    account.organisation = firm
    return account


def test_each_answer_has_its_day_and_institution_and_no_desk_stands_beside_it(client, lab, person, closed):
    officer = person(lab)
    case = closed(officer, topic="ボルトのさび", prefecture_id="05")
    client.force_login(officer)
    page = client.get(f"/past/{case.uid}/")
    text = page.content.decode()
    _heading, came = page.context["sections"][1]
    assert lab.name in str(came[0].label)
    assert page.context["card"].prefecture == lab.prefecture
    assert 'id="contact"' not in text
    assert not page.context["coordinators"]


def test_the_file_of_past_cases_says_what_must_not_be_disclosed(client, lab, person, closed):
    officer = person(lab)
    closed(officer, is_confidential=True, secrecy="図面は出さない")
    client.force_login(officer)
    table = b"".join(client.get("/past/?export=csv").streaming_content).decode()
    assert "図面は出さない" in table
