"""Nobody reads what is not theirs to read, at any address; and whoever may read it does."""

import pytest
from django.contrib.auth.models import AnonymousUser
from tests.leaks import consulting
from tests.leaks.consulted import ASKING, CONSULTED
from tests.leaks.planted import COMMON, VISITORS, World
from tests.leaks.reads import API, WEB, text_of
from tests.leaks.writes import POSTS, stored

from hashiwatashi.api.application import api
from hashiwatashi.common.records import Disclosable
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.records import records_of
from hashiwatashi.web.permissions import routes

pytestmark = pytest.mark.django_db
ROWS = {**WEB, **API}
PATCHED = ("equipment", "seeds", "needs", "measures")
DETAILS = {
    "equipment": ("/equipment/{}/", "/api/v1/equipment/{}"),
    "seed": ("/seeds/{}/", "/api/v1/seeds/{}"),
    "expert": ("/experts/{}/", "/api/v1/experts/{}"),
    "need": ("/needs/{}/", "/api/v1/needs/{}"),
    "measure": ("/measures/{}/", "/api/v1/measures/{}"),
    "story": ("/stories/{}/", "/api/v1/stories/{}"),
    "past": ("/past/{}/", "/api/v1/past-consultations/{}"),
    "call": ("/calls/{}/", "/api/v1/calls/{}"),
    "organisation": ("/organisations/{}/", "/api/v1/organisations/{}"),
}


def operations():
    paths = api.get_openapi_schema()["paths"]
    return {f"{method.upper()} {path.removeprefix('/api/v1')}" for path, ways in paths.items() for method in ways}


def test_every_address_has_a_row():
    assert set(WEB) | set(POSTS) == {route.name for route in routes()}


def test_every_operation_of_the_api_has_a_row():
    # What is sent to them is not stored, and nothing that is stored is told.
    tested_apart = (
        {"POST /class"}
        | {"POST /match", "PATCH /equipment/{uid}", "PATCH /seeds/{uid}", "PATCH /needs/{uid}"}
        | {"PATCH /measures/{uid}"}
        # tests/api/test_reservations.py
        | {"POST /reservations", "POST /reservations/{uid}/time", "POST /reservations/{uid}/{verb}"}
        | {"POST /waiting", "POST /waiting/{uid}/withdraw"}
        # tests/api/test_opening.py
        | {"POST /closures", "POST /closures/{uid}/end", "PATCH /closures/{uid}"}
        # tests/api/test_hours.py
        | {f"POST /organisations/{{uid}}/{what}" for what in ("special-days", "rules")}
        | {"POST /special-days/{uid}/cancel", "POST /units/{uid}/undo-end"}
        # tests/api/test_licences.py
        | {"POST /courses/{uid}/seat"}
        # tests/leaks/test_consulting.py
        | set(ASKING)
        | set(CONSULTED)
    )
    assert set(API) | tested_apart == operations()


def test_every_kind_is_planted(world: World):
    models = {model.__name__.lower() for model in Disclosable.__subclasses__()}
    assert models <= {planted.kind for planted in world.records} == {kind.value for kind in Kind}
    assert set(DETAILS) == {kind.value for kind in Kind}


def secrets(world, visitor, row):
    found = world.secrets(visitor) | (frozenset() if visitor in {"colleague", "editor"} else {"zqfirmzq"})
    allowed = {"zqfirmzq"} if row.names_firms else set()
    if row.has_link:
        allowed |= consulting.WORDS | consulting.UNSAID
    if visitor == "operator":
        allowed |= {word for kind in row.operators for planted in world.of(kind) for word in planted.words.values()}
    return found - allowed


@pytest.mark.parametrize("visitor", VISITORS)
@pytest.mark.parametrize("name", ROWS)
def test_an_address_tells_each_visitor_what_is_theirs(as_visitor, world, name, visitor):
    row, client = ROWS[name], as_visitor(visitor)
    before = stored()
    told = {address: text_of(client.get(address)) for address in row.addresses(world)}
    leaks = {
        (word, address) for address, text in told.items() for word in secrets(world, visitor, row) if word in text
    }
    assert leaks == set()
    everything = "".join(told.values())
    assert stored() == before
    due = {planted.title for kind in row.shows for planted in world.of(kind) if planted.is_seen_by(visitor)}
    assert {word for word in due if word not in everything} == set()


@pytest.mark.parametrize("visitor", VISITORS)
@pytest.mark.parametrize("kind", DETAILS)
def test_a_hidden_record_is_not_there_and_an_open_one_is_whole(as_visitor, world, kind, visitor):
    client = as_visitor(visitor)
    for planted in world.of(kind):
        for address in DETAILS[kind]:
            answer = client.get(address.format(planted.record.uid))
            assert answer.status_code == (200 if planted.is_seen_by(visitor) else 404), (address, planted.state)
            if kind != "organisation" and planted.is_seen_by(visitor):
                is_whole = planted.body not in planted.hidden_from(visitor)
                assert (planted.body in text_of(answer)) == is_whole, (address, planted.state)


@pytest.mark.parametrize("visitor", VISITORS)
def test_a_long_question_to_the_api_tells_no_more(as_visitor, world, visitor):
    ask = {"text": f"{COMMON}を調べたい", "limit": 50}
    told = text_of(as_visitor(visitor).post("/api/v1/match", ask, content_type="application/json"))
    assert {word for word in world.secrets(visitor) if word in told} == set()
    due = {planted.title for planted in world.records if planted.is_seen_by(visitor)}
    assert {title for title in due if title not in told} == set()


@pytest.mark.parametrize("visitor", VISITORS)
def test_what_is_suggested_while_somebody_types_tells_no_more(as_visitor, world, visitor):
    client = as_visitor(visitor)
    for text in (f"{COMMON}を調べたい", *consulting.WORDS):
        told = text_of(client.post("/consultations/suggestions/", {"topic": text, "text": text}))
        assert {word for word in world.secrets(visitor) if word in told} == set()


@pytest.mark.parametrize("visitor", VISITORS)
def test_asking_for_a_hidden_word_finds_nothing_by_it(as_visitor, world, visitor):
    """Neither lists nor searches nor their counts may tell that a guess was right."""
    client = as_visitor(visitor)
    lists = {
        "equipment": "equipment",
        "seed": "seeds",
        "expert": "experts",
        "need": "needs",
        "measure": "measures",
    }
    lists |= {"past": "past", "story": "stories"}
    for planted in world.records:
        for name in sorted(planted.words):
            word = planted.words[name]
            if word in planted.hidden_from(visitor):
                answer = client.get(f"/{lists[planted.kind]}/", {"text": word})
                if answer.status_code != 200:  # nobody but staff is let in
                    assert planted.kind == "past"
                    continue
                assert answer.context["page"].paginator.count == 0, (planted.kind, planted.state, name)


@pytest.mark.parametrize("visitor", VISITORS)
def test_the_page_of_a_firm_does_not_list_its_anonymous_needs(as_visitor, world, visitor):
    told = text_of(as_visitor(visitor).get(f"/organisations/{world.firm.uid}/"))
    is_inside = visitor in {"colleague", "editor"}
    assert [world.one("need", state).title in told for state in ("title", "anonymous")] == [is_inside] * 2


@pytest.mark.parametrize("visitor", VISITORS)
@pytest.mark.parametrize("kind", list(Kind))
def test_hits_become_records_through_the_door(as_visitor, world, kind, visitor):
    planted = world.of(kind.value)
    account = world.accounts[visitor] or AnonymousUser()
    found = records_of(kind, [each.record.pk for each in planted], account)
    assert set(found) == {each.record.pk for each in planted if each.is_seen_by(visitor)}
