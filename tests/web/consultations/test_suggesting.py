"""What may help is found while somebody types: what the visitor may see, by POST, and nothing is stored or logged."""

# ruff: noqa: F811 the fixtures are those of the domain
import pytest
from django.test import Client
from tests.consultations.conftest import asked, firm, lab, person  # noqa: F401
from tests.factories import EquipmentFactory, SeedFactory
from tests.web.consultations.test_pages import text_of

from hashiwatashi.consultations.actions import answer, close
from hashiwatashi.matching.sync import build_index
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db
ADDRESS = "/consultations/suggestions/"
RUST = {"topic": "金属がさびる", "text": "塩水噴霧試験をしたい"}


@pytest.fixture
def indexed(lab, settings, tmp_path):
    settings.SEARCH_INDEX = tmp_path / "index"
    EquipmentFactory(owner=lab, name="塩水噴霧試験機", uses="金属がさびるかを調べる")
    EquipmentFactory(owner=lab, name="隠した塩水噴霧試験機", uses="金属がさびるかを調べる", disclosure="related")
    SeedFactory(owner=lab, title="さびない金属", summary="塩水でも金属がさびない")
    build_index()


def test_what_fits_is_told_with_its_number(client, indexed):
    page = client.post(ADDRESS, RUST)
    assert ("塩水噴霧試験機" in text_of(page), "さびない金属" in text_of(page)) == (True, True)
    assert page.context["helping"].number == 2


def test_what_the_visitor_may_not_see_is_not_suggested(client, indexed, lab, person):
    assert "隠した" not in text_of(client.post(ADDRESS, RUST))
    client.force_login(person(lab))
    assert "隠した" in text_of(client.post(ADDRESS, RUST))


def test_earlier_cases_are_for_those_who_answered_them(client, indexed, asked, lab, firm, person):
    researcher, case = person(lab), asked(topic="金属がさびる", text="塩水噴霧試験の相談", firm=firm)
    answer(case, by=researcher, text="答え")
    close(case, by=researcher)
    for account, is_told in ((researcher, True), (person(lab, Role.PLANNER), False), (person(firm), False)):
        client.force_login(account)
        assert (case.number in text_of(client.post(ADDRESS, RUST))) == is_told


@pytest.mark.parametrize("told", [{}, {"topic": "さび"}, {"topic": " ", "text": " "}])
def test_too_little_finds_nothing(client, indexed, told):
    page = client.post(ADDRESS, told)
    assert (page.status_code, page.context["helping"]) == (200, None)


def test_a_very_long_text_is_searched_by_its_beginning(client, indexed):
    assert "塩水噴霧試験機" in text_of(client.post(ADDRESS, {**RUST, "text": RUST["text"] + "あ" * 50_000}))


def test_it_takes_neither_get_nor_a_form_from_elsewhere(indexed):
    strict = Client(enforce_csrf_checks=True)
    assert (strict.get(ADDRESS, RUST).status_code, strict.post(ADDRESS, RUST).status_code) == (405, 403)


def test_who_asks_too_often_waits(client, indexed, settings):
    settings.REQUESTS_PER_MINUTE = 2
    assert [client.post(ADDRESS, RUST).status_code for _ in range(3)] == [200, 200, 429]


def test_where_the_index_cannot_be_read_the_form_goes_on(client, settings, tmp_path):
    settings.SEARCH_INDEX = tmp_path / "none"
    assert client.post(ADDRESS, RUST).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_equally_often(
    client,
    indexed,
    asked,
    lab,
    person,
    django_assert_num_queries,
    rows,
):
    researcher = person(lab)
    for number in range(rows):
        case = asked(topic="金属がさびる", text="塩水噴霧試験", contact_mail=f"a{number}@example.jp")
        answer(case, by=researcher, text="答え")
        close(case, by=researcher)
    client.force_login(researcher)
    with django_assert_num_queries(10):
        client.post(ADDRESS, RUST)
