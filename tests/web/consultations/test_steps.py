"""The forms of the steps on the page of one consultation."""

import pytest
from tests.consultations.conftest import asked, elsewhere, lab, person  # noqa: F401
from tests.markup import faults

from hashiwatashi.consultations.actions import BY_LINK, answer
from hashiwatashi.consultations.handing import consent, offer
from hashiwatashi.consultations.links import token_of

pytestmark = pytest.mark.django_db


def in_english(client):
    client.cookies["django_language"] = "en"
    return client


def at_top(page):
    text = page.content.decode()
    return text[text.index("<main") : text.index("<h1")]


def test_what_is_wrong_with_a_note_leads_into_the_note_and_not_into_the_answer(client, asked, lab, person):  # noqa: F811
    client.force_login(person(lab))
    page = client.post(f"/consultations/{asked().uid}/step/note/", {"kind": "call", "text": " ", "minutes": "5"})
    assert page.status_code == 400
    assert 'role="alert" tabindex="-1" autofocus' in at_top(page)
    assert 'href="#id_note_text"' in at_top(page)
    assert faults(page.content.decode()) == set()


def test_whoever_came_by_the_link_is_told_at_the_top_too(client, asked):  # noqa: F811
    page = client.post(f"/consultations/link/{token_of(asked())}/add/", {"text": " "})
    assert page.status_code == 400
    assert 'href="#id_add_text"' in at_top(page)


def test_whoever_sends_a_hand_off_back_is_told_who_reads_why_and_so_it_is(client, asked, lab, elsewhere, person):  # noqa: F811
    question, researcher, there = asked(), person(lab), person(elsewhere)
    handoff = offer(question, elsewhere, by=researcher, reason="装置がこちらにない")
    consent(handoff, by=BY_LINK)
    in_english(client).force_login(there)
    page = client.get(f"/consultations/{question.uid}/").content.decode()
    assert "Whoever asked reads it word for word, and so does the institution that offered it." in page
    client.post(f"/consultations/{question.uid}/step/return/", {"answer": "似た装置は架空大学にある"})
    assert "似た装置は架空大学にある" in client.get(f"/consultations/link/{token_of(question)}/").content.decode()


def test_whoever_closes_is_told_who_reads_what_helped_and_so_it_is(client, asked, lab, person):  # noqa: F811
    question, researcher = asked(), person(lab)
    answer(question, by=researcher, text="さび止めを塗る", minutes=5)
    in_english(client).force_login(researcher)
    assert "Whoever asked reads it." in client.get(f"/consultations/{question.uid}/").content.decode()
    client.post(f"/consultations/{question.uid}/step/close/", {"result": "亜鉛のめっき"})
    assert "亜鉛のめっき" in client.get(f"/consultations/link/{token_of(question)}/").content.decode()


@pytest.mark.parametrize(("kind", "is_read"), [("call", True), ("visit", True), ("note", False)])
def test_whoever_notes_is_told_who_reads_it_and_so_it_is(client, asked, lab, person, kind, is_read):  # noqa: F811
    question = asked()
    in_english(client).force_login(person(lab))
    told = "Whoever asked reads calls and visits; a note among colleagues your institution alone."
    assert told in client.get(f"/consultations/{question.uid}/").content.decode()
    client.post(f"/consultations/{question.uid}/step/note/", {"kind": kind, "text": "塩分を測る", "minutes": "5"})
    assert ("塩分を測る" in client.get(f"/consultations/link/{token_of(question)}/").content.decode()) == is_read
