"""Over REST a consultation is changed by those alone who may, and that it is there is told to nobody else."""

import pytest
from tests.leaks.consulted import OF_ASKERS, of_staff
from tests.leaks.planted import VISITORS
from tests.leaks.writes import stored

pytestmark = pytest.mark.django_db
# By visitor: the colleague is a planner of the lab, who reads and does not answer.
REFUSED = {"outsider": 401, "stranger": 404, "former": 404, "colleague": 403, "operator": 404}
STAFF = ("take", "assign", "answer", "note", "link", "hand-off")


def send(client, address, body):
    return client.post(f"/api/v1/consultations{address}", body, content_type="application/json")


@pytest.mark.parametrize("visitor", REFUSED)
def test_who_may_not_changes_nothing(as_visitor, world, visitor):
    client, at = as_visitor(visitor), f"/{world.consulting.asked.uid}"
    before = stored()
    told = {**of_staff(world), **OF_ASKERS}
    assert {verb: send(client, f"{at}/{verb}", told[verb]).status_code for verb in told} == dict.fromkeys(
        told, REFUSED[visitor]
    )
    assert stored() == before


def test_who_answers_does_not_decide_for_who_asked(as_visitor, world):
    client, at = as_visitor("editor"), f"/{world.consulting.asked.uid}"
    before = stored()
    for verb, told in OF_ASKERS.items():
        assert send(client, f"{at}/{verb}", told).status_code == 403
    assert stored() == before


@pytest.mark.parametrize("verb", STAFF)
def test_who_answers_takes_the_steps_and_only_from_our_own_pages(as_visitor, world, verb):
    at, told = f"/{world.consulting.asked.uid}/{verb}", of_staff(world)[verb]
    before = stored()
    assert send(as_visitor("editor", enforce_csrf_checks=True), at, told).status_code == 403
    assert stored() == before
    assert send(as_visitor("editor"), at, told).status_code == 200
    assert stored() != before


@pytest.mark.parametrize("visitor", VISITORS)
def test_a_call_is_noted_by_those_who_answer(as_visitor, world, visitor):
    before = stored()
    told = {"topic": "架空", "place": "04", "holder": str(world.lab.uid)}
    status = {"outsider": 401, "editor": 200, "stranger": 400}.get(visitor, 403)
    assert send(as_visitor(visitor), "/noted", told).status_code == status
    assert (stored() != before) == (visitor == "editor")


@pytest.mark.parametrize("visitor", VISITORS)
def test_nobody_asks_without_an_account_or_for_a_firm_of_others(as_visitor, world, visitor):
    before = stored()
    told = {"topic": "架空", "place": "04", "organisation": str(world.firm.uid)}
    status = {"outsider": 401, "editor": 200, "colleague": 200}.get(visitor, 400)
    assert send(as_visitor(visitor), "", told).status_code == status
    assert (stored() != before) == (status == 200)
