"""Every POST that takes an ``Idempotency-Key``, sent several times at one instant: stored once, answered the same."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection, connections
from tests.api.test_reservations import send, signed_in
from tests.factories import MembershipFactory
from tests.licences.conftest import (  # noqa: F401
    _english,
    at,
    clerk,
    course,
    day,
    firm,
    lab,
    reserved,
    rules,
    some_class,
    stranger,
    unit,
    user,
)

from hashiwatashi.api.application import api
from hashiwatashi.consultations.actions import ask, take
from hashiwatashi.consultations.models import Consultation, Entry
from hashiwatashi.licences.models import CourseSeat
from hashiwatashi.opening.models import SpecialDay, UseRules
from hashiwatashi.reservations.models import Closure, Reservation, Waiting

# ruff: noqa: F811 the lab of the tests of reservations
pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 6
MORNING = [{"opens": "09:00", "closes": "12:00"}]


@pytest.fixture(autouse=True)
def _file_of_its_own(transactional_db, tmp_path):
    """SQLite in memory lets threads of one process meet in a way that no installation knows: a file as those have."""
    if connection.vendor != "sqlite":
        yield
        return
    in_memory, settings = connections["default"], connections.settings["default"]
    name, file = settings["NAME"], tmp_path / "hashiwatashi.sqlite3"
    in_memory.ensure_connection()
    with closing(sqlite3.connect(file)) as copy:
        in_memory.connection.backup(copy)
    settings["NAME"] = str(file)
    connections["default"] = connections.create_connection("default")
    yield
    connections["default"].close()
    settings["NAME"] = name
    connections["default"] = in_memory


@pytest.fixture
def of_users(unit, user, stranger, course, reserved, at):
    """Who sends what where, and which table holds it, by the path of the document."""
    time, taken = at(13, 15), at(9, 11)
    reserved(taken, by=stranger, organisation=None)
    wish = {"unit": str(unit.uid), "start": time.start.isoformat(), "end": time.end.isoformat(), "purpose": "観察"}
    wait = wish | {"start": taken.start.isoformat(), "end": taken.end.isoformat()}
    return {
        "/api/v1/reservations": (user, "reservations", wish, Reservation),
        "/api/v1/waiting": (user, "waiting", wait, Waiting),
        "/api/v1/courses/{uid}/seat": (user, f"courses/{course().uid}/seat", {}, CourseSeat),
    }


@pytest.fixture
def of_cases(user, firm, clerk, lab):
    """Questions, calls that are noted, and the lines of one."""
    case = ask(by=user, asker=user, firm=firm, holder=lab, days=3, topic="部品がさびる", prefecture_id="04")
    take(case, by=clerk)
    question = {"topic": "部品が割れる", "text": "朝に割れます", "place": "宮城県", "holder": str(lab.uid)}
    return {
        "/api/v1/consultations": (user, "consultations", question, Consultation),
        "/api/v1/consultations/noted": (clerk, "consultations/noted", question, Consultation),
        "/api/v1/consultations/{uid}/answer": (clerk, f"consultations/{case.uid}/answer", {"text": "塩"}, Entry),
        "/api/v1/consultations/{uid}/note": (clerk, f"consultations/{case.uid}/note", {"text": "電話"}, Entry),
        "/api/v1/consultations/{uid}/add": (user, f"consultations/{case.uid}/add", {"text": "海の近く"}, Entry),
    }


@pytest.fixture
def requests(of_users, of_cases, lab, unit, clerk, day, at):
    """Those of the institution, too."""
    time, house = at(9, 17, 7), f"organisations/{lab.uid}"
    closure = {"units": [str(unit.uid)], "start": time.start.isoformat(), "end": time.end.isoformat()}
    special = {"day": str(day + timedelta(days=30)), "reason": "停電", "hours": MORNING}
    setting = {"since": str(day + timedelta(days=90)), "week": [[{"opens": "09:00", "closes": "17:00"}]] * 7}
    return (
        of_users
        | of_cases
        | {
            "/api/v1/closures": (clerk, "closures", closure | {"reason": "点検"}, Closure),
            "/api/v1/organisations/{uid}/special-days": (clerk, f"{house}/special-days", special, SpecialDay),
            "/api/v1/organisations/{uid}/rules": (clerk, f"{house}/rules", setting, UseRules),
        }
    )


def with_a_key():
    """The paths of the document whose POST takes a key."""
    for path, operations in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items():
        names = {one["name"] for one in operations.get("post", {}).get("parameters", ())}
        if "Idempotency-Key" in names:
            yield path


def sent_at_once(clients, address, body, key):
    barrier = Barrier(len(clients))

    def act(client):
        barrier.wait()
        try:
            answer = send(client, address, body, key)
            return answer.status_code, answer.content
        finally:
            connection.close()

    with ThreadPoolExecutor(len(clients)) as threads:
        return list(threads.map(act, clients))


@pytest.mark.parametrize("path", sorted(with_a_key()))
def test_what_is_sent_at_one_instant_is_stored_once_and_answered_the_same(requests, path):
    account, address, body, model = requests[path]
    before, key = model.objects.count(), uuid4()
    answers = sent_at_once([signed_in(account) for _ in range(AT_ONCE)], address, body, key)
    assert {status for status, _content in answers} == {200}, answers
    assert len({content for _status, content in answers}) == 1
    assert model.objects.count() == before + 1


@pytest.mark.parametrize("path", ["/api/v1/reservations", "/api/v1/waiting", "/api/v1/courses/{uid}/seat"])
def test_a_key_of_somebody_else_is_refused_in_words(requests, firm, path):
    """Two people who chose the same key: one has what she asked for, the other learns that the key is used."""
    account, address, body, model = requests[path]
    other = MembershipFactory(organisation=firm).account
    before, key = model.objects.count(), uuid4()
    answers = sent_at_once([signed_in(one) for one in (account, other)], address, body, key)
    assert sorted(status for status, _content in answers) == [200, 409], answers
    assert model.objects.count() == before + 1
