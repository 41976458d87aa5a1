"""The forms of the steps on the page of one consultation."""

import pytest
from tests.consultations.conftest import asked, lab, person  # noqa: F401
from tests.markup import faults

from hashiwatashi.consultations.links import token_of

pytestmark = pytest.mark.django_db


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
