"""Pages of the municipalities: who answers there, what nobody does, and which organisations are there."""

import pytest
from tests.duties.test_who import declared, towns  # noqa: F401
from tests.factories import OrganisationFactory

from hashiwatashi.areas.models import Municipality, Prefecture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("towns")]


def text_of(answer):
    return answer.content.decode()


def test_a_town_names_who_answers_and_what_nobody_does(client):
    declared(prefectures=(), towns=("041009",), responsible="架空 花子")
    page = client.get("/areas/04/041009/")
    assert "架空 花子" in text_of(page)
    assert (len(page.context["answers"]), len(page.context["gaps"])) == (1, 9)
    assert "function=testing&amp;place=041009" in text_of(page)


def test_its_organisations_are_named_those_elsewhere_are_not(client):
    town = Municipality.objects.get(code="041009")
    OrganisationFactory(name="架空ここ", prefecture_id="04", municipality=town)
    OrganisationFactory(name="架空よそ", prefecture_id="04")
    page = text_of(client.get("/areas/04/041009/"))
    assert ("架空ここ" in page, "架空よそ" in page) == (True, False)


def test_the_list_of_a_prefecture_counts_what_is_answered_in_each(client):
    declared(prefectures=(), towns=("041009",))
    declared(prefectures=("04",), function="testing")
    towns_of = client.get("/areas/04/towns/").context["towns"]
    assert {one.municipality.name: one.answered for one in towns_of} == {"仙台市": 2, "石巻市": 1}


def test_a_prefecture_without_municipalities_says_so(client):
    assert "まだ登録されていません" in text_of(client.get("/areas/47/towns/"))


def test_a_town_of_another_prefecture_is_none_here(client):
    assert client.get("/areas/02/041009/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_pages_ask_equally_often(client, django_assert_num_queries, number):
    for index in range(number):
        code = f"0499{index:02}"
        town = Municipality.objects.create(
            code=code, name=f"架空{index}町", prefecture=Prefecture.objects.get(code="04")
        )
        OrganisationFactory(prefecture_id="04", municipality=Municipality.objects.get(code="041009"))
        declared(prefectures=(), towns=(town.code, "041009"))
    with django_assert_num_queries(7):
        client.get("/areas/04/towns/")
    with django_assert_num_queries(9):
        client.get("/areas/04/041009/")


def test_the_map_of_gaps_counts_functions(client):
    declared(prefectures=("04",))
    tiles = {tile.prefecture.code: tile.count for tile in client.get("/who/gaps/").context["map"].tiles}
    assert (tiles["04"], tiles["02"], len(tiles)) == (1, 0, 47)
