"""Where whoever asks is from: as people write it, and what was understood is told before anything is sent."""

import pytest
from tests.consultations.conftest import lab  # noqa: F401
from tests.web.consultations.test_pages import QUESTION, promised, text_of  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("promised")]
ROUGH = "We take it as {}: the town is not registered on this site."


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


def asked_from(client, place):
    return client.post("/consultations/new/", {**QUESTION, "place": place})


@pytest.mark.parametrize(
    ("place", "area"), [("東京都大田区", "Tokyo"), ("横浜市中区", "Kanagawa"), ("Sendai, Miyagi", "Miyagi")]
)
def test_a_firm_of_a_town_that_is_not_registered_can_ask(client, place, area):
    page = asked_from(client, place)
    assert page.status_code == 200
    assert ROUGH.format(area) in text_of(page)
    assert f'value="{place}"' in text_of(page)


def test_a_prefecture_is_taken_without_a_word(client):
    page = asked_from(client, "Miyagi Prefecture")
    assert (page.status_code, ROUGH.format("Miyagi") in text_of(page)) == (200, False)


def test_of_two_towns_of_one_name_one_is_chosen(client):
    page = asked_from(client, "府中市")
    assert page.status_code == 400
    assert page.context["form"].errors["place"] == ["Which do you mean: 東京都府中市, 広島県府中市?"]
    assert '<option value="東京都府中市">' in text_of(page)


def test_what_is_nowhere_is_refused_with_an_example_in_the_language_of_the_page(client):
    page = asked_from(client, "架空市")
    assert page.status_code == 400
    assert "Sendai, Miyagi" in page.context["form"].errors["place"][0]


@pytest.mark.parametrize(("place", "told"), [("東京都大田区", True), ("東京都", False)])
def test_who_answers_is_told_for_the_prefecture(client, place, told):
    page = client.get("/who/", {"place": place})
    assert page.status_code == 200
    assert page.context["prefecture"].code == "13"
    assert (ROUGH.format("Tokyo") in text_of(page)) == told
