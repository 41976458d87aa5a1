"""The forms of the steps on the page of one reservation."""

import pytest
from tests.markup import faults
from tests.reservations.conftest import (  # noqa: F401
    at,
    clerk,
    day,
    director,
    firm,
    lab,
    reserved,
    rules,
    some_class,
    unit,
    user,
)
from tests.web.reservations.test_pages import signed_in, text_of

from hashiwatashi.reservations.actions import apply

pytestmark = pytest.mark.django_db


@pytest.fixture
def applied(reserved, user, at):  # noqa: F811
    one = reserved(at(13, 17))
    apply(one, by=user)
    return one


def test_each_step_has_fields_of_its_own(applied, director):  # noqa: F811
    page = text_of(signed_in(director).get(f"/reservations/{applied.uid}/"))
    assert [f'id="id_{verb}_comment"' in page for verb in ("agree", "send-back")] == [True, True]
    assert faults(page) == set()


def test_what_is_sent_of_a_step_is_called_as_ever_and_its_error_leads_into_it(applied, director):  # noqa: F811
    page = signed_in(director).post(f"/reservations/{applied.uid}/step/send-back/", {"comment": " "})
    assert page.status_code == 400
    assert '<a href="#id_send-back_comment">' in text_of(page)
    assert faults(text_of(page)) == set()


@pytest.mark.parametrize(
    ("verb", "told", "field"),
    [("send-back", {"comment": " "}, "comment"), ("refuse", {"ground": "other", "text": " "}, "text")],
)
def test_what_is_wrong_stands_at_the_top_has_the_cursor_and_leads_to_the_field(applied, director, verb, told, field):  # noqa: F811
    page = text_of(signed_in(director).post(f"/reservations/{applied.uid}/step/{verb}/", told))
    at_top = page[page.index("<main") : page.index("<h1")]
    assert 'role="alert" tabindex="-1" autofocus' in at_top
    assert f'href="#id_{verb}_{field}"' in at_top
    assert page.count('role="alert"') == 1


def test_a_page_that_nobody_has_answered_yet_tells_of_no_error(applied, director):  # noqa: F811
    assert 'role="alert"' not in text_of(signed_in(director).get(f"/reservations/{applied.uid}/"))


def test_another_reason_is_asked_for_in_words_beforehand(applied, director):  # noqa: F811
    client = signed_in(director)
    client.cookies["django_language"] = "en"
    page = text_of(client.get(f"/reservations/{applied.uid}/"))
    assert "Needed if you choose “Another reason”." in page


def test_whoever_decides_is_told_who_reads_the_words_and_so_it_is(applied, director, user):  # noqa: F811
    client = signed_in(director)
    client.cookies["django_language"] = "en"
    assert text_of(client.get(f"/reservations/{applied.uid}/")).count("Whoever reserved it reads it.") == 3
    client.post(f"/reservations/{applied.uid}/step/send-back/", {"comment": "試料の寸法がない"})
    assert "試料の寸法がない" in text_of(signed_in(user).get(f"/reservations/{applied.uid}/"))
