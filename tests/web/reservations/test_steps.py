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
