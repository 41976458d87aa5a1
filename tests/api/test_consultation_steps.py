"""Every step with a consultation over REST: taken by those who may, refused to others, stored once with a key."""

# ruff: noqa: F811 the fixtures are those of the domain
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection
from tests.api.test_consultations import (  # noqa: F401
    _english,
    asked,
    asker,
    case,
    clerk,
    elsewhere,
    firm,
    lab,
    person,
    read,
    send,
    signed_in,
    words,
)
from tests.factories import AccountFactory, MembershipFactory, OrganisationFactory

from hashiwatashi.consultations.actions import BY_LINK, ask
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db
WHY = "装置がこちらにない"
STEPS = {
    "take": {},
    "assign": {"officer": str(uuid4())},
    "close": {},
    "hand-off": {"receiver": str(uuid4()), "reason": WHY},
    "note-consent": {"agreed_by": "架空 花子"},
    "link": {},
    "answer": {"text": "塩分です"},
    "note": {"text": "電話した"},
}
ASKED = {
    "consent": {},
    "decline": {},
    "withdraw": {},
    "judge": {"usefulness": "yes"},
    "add": {"text": "塩水です"},
}


def status(account, address, body=None, **options):
    return send(signed_in(account), address, body, **options).status_code


@pytest.fixture
def offered(case, asker, clerk, elsewhere):
    """The address of a case that is offered with consent."""
    sent = {"receiver": str(elsewhere.uid), "reason": WHY}
    handoff = send(signed_in(clerk), f"/{case.uid}/hand-off", sent).json()["handoff"]
    assert send(signed_in(asker), f"/{case.uid}/consent", {"handoff": handoff["uid"]}).status_code == 200
    return f"/{case.uid}"


def test_from_taking_to_judging(case, asker, clerk, lab, person):
    at, colleague = f"/{case.uid}", person(lab)
    desk, own = signed_in(clerk), signed_in(asker)
    taken = send(desk, f"{at}/take").json()
    assert (taken["stage"], taken["officer"]) == ("assigned", str(clerk))
    assert {one["uid"] for one in taken["colleagues"]} >= {str(clerk.uid), str(colleague.uid)}
    assigned = send(desk, f"{at}/assign", {"officer": str(colleague.uid)}).json()
    assert assigned["officer"] == str(colleague)
    assert send(desk, f"{at}/assign", {"officer": str(asker.uid)}).json()["errors"][0]["field"] == "officer"
    send(desk, f"{at}/note", {"kind": "visit", "text": "訪ねた", "minutes": 30})
    send(own, f"{at}/add", {"text": "塩水です"})
    assert status(clerk, f"{at}/close") == 409
    assert send(desk, f"{at}/answer", {"text": "塩分です"}).json()["stage"] == "answered"
    closed = send(desk, f"{at}/close", {"result": "洗えばよい"}).json()
    assert (closed["stage"], closed["result"]) == ("done", "洗えばよい")
    assert [one["what"] for one in closed["history"]] == [
        "question",
        "taken",
        "officer_changed",
        "visit",
        "question",
        "answer",
        "closed",
    ]
    assert send(own, f"{at}/judge", {}).json()["errors"][0]["field"] == "usefulness"
    judged = send(own, f"{at}/judge", {"usefulness": "partly", "why": "半分", "found_by": "search"})
    assert judged.status_code == 200
    # Who replied what is nobody's to see.
    assert "半分" not in words(judged) + words(read(desk, at))
    assert status(asker, f"{at}/judge", {"usefulness": "yes"}) == 409
    assert send(own, f"{at}/reopen", {"text": "まださびる"}).json()["stage"] == "received"
    assert send(own, f"{at}/withdraw").json()["stage"] == "withdrawn"
    assert send(desk, f"{at}/reopen").json()["stage"] == "received"
    record = Consultation.objects.get()
    assert (record.usefulness, record.useful_why, record.found_by) == ("partly", "半分", "search")


def test_handed_off_with_the_consent_of_the_firm(case, asker, clerk, lab, elsewhere, person):
    at, receiver = f"/{case.uid}", person(elsewhere)
    sent = {"receiver": str(elsewhere.uid), "reason": WHY}
    got = send(signed_in(clerk), f"{at}/hand-off", sent).json()
    handoff = got["handoff"]
    assert (handoff["stage"], handoff["receiver"]["name"], handoff["reason"]) == ("consent", elsewhere.name, WHY)
    assert read(signed_in(receiver), at).status_code == status(receiver, f"{at}/accept") == 404
    assert status(asker, f"{at}/consent", {"handoff": str(uuid4())}) == 409
    assert status(clerk, f"{at}/consent", {"handoff": handoff["uid"]}) == 403
    assert send(signed_in(asker), f"{at}/consent", {"handoff": handoff["uid"]}).json()["handoff"]["consented_at"]
    assert status(clerk, f"{at}/accept") == 403
    assert read(signed_in(receiver), at).json()["asker"] is None
    accepted = send(signed_in(receiver), f"{at}/accept").json()
    assert (accepted["holder"]["name"], accepted["handoff"], accepted["number"]) == (
        elsewhere.name,
        None,
        case.number,
    )
    assert [one["organisation"]["name"] for one in accepted["held"]] == [lab.name, elsewhere.name]
    assert [one["what"] for one in accepted["history"]] == ["question", "handoff_asked", "consented", "accepted"]
    assert status(clerk, f"{at}/take") == 403
    assert read(signed_in(clerk), at).status_code == 200


def test_returned_with_a_reason_it_is_out_of_sight(offered, clerk, elsewhere, person):
    receiver = person(elsewhere)
    assert send(signed_in(receiver), f"{offered}/return").json()["errors"][0]["field"] == "reason"
    returned = send(signed_in(receiver), f"{offered}/return", {"reason": "専門外"})
    assert (returned.status_code, returned.json()) == (200, None)
    assert read(signed_in(receiver), offered).status_code == 404
    last = read(signed_in(clerk), offered).json()["history"][-1]
    assert (last["what"], last["text"]) == ("returned", "専門外")
    assert status(clerk, f"{offered}/cancel") == 409


def test_taken_back_or_agreed_to_no_longer(offered, case, asker, clerk, elsewhere):
    assert status(asker, f"{offered}/cancel") == 403
    assert send(signed_in(clerk), f"{offered}/cancel").json()["handoff"] is None
    sent = {"receiver": str(elsewhere.uid), "reason": WHY}
    handoff = send(signed_in(clerk), f"{offered}/hand-off", sent).json()["handoff"]
    declined = send(signed_in(asker), f"{offered}/decline", {"handoff": handoff["uid"]}).json()
    assert (declined["handoff"], declined["history"][-1]["what"]) == (None, "declined")


def test_consent_that_was_told_is_noted(asked, clerk, elsewhere):
    case = asked(contact_mail="", contact_phone="022", channel="phone")
    desk, at = signed_in(clerk), f"/{case.uid}"
    sent = {"receiver": str(elsewhere.uid), "reason": WHY}
    assert send(desk, f"{at}/hand-off", {"reason": WHY}).json()["errors"][0]["field"] == "receiver"
    assert send(desk, f"{at}/hand-off", sent | {"reason": ""}).json()["errors"][0]["field"] == "reason"
    assert send(desk, f"{at}/hand-off", sent).status_code == 200
    assert send(desk, f"{at}/note-consent").json()["errors"][0]["field"] == "agreed_by"
    noted = send(desk, f"{at}/note-consent", {"agreed_by": "架空 花子", "how": "visit"}).json()
    last = noted["history"][-1]
    assert (last["what"], last["by"], last["how"]) == ("consent_noted", "架空 花子", "visit")
    assert noted["handoff"]["stage"] == "offered"
    assert send(desk, f"{at}/hand-off", sent).status_code == 409


def test_a_new_link_is_mailed(asked, clerk, mailoutbox):
    case = asked()
    assert send(signed_in(clerk), f"/{case.uid}/link").status_code == 200
    assert mailoutbox[-1].to == ["owner@example.jp"]


@pytest.mark.parametrize("verb", STEPS)
def test_the_steps_of_those_who_answer_are_no_one_elses(case, client, asker, elsewhere, lab, person, verb):
    at, body = f"/{case.uid}/{verb}", STEPS[verb]
    assert send(client, at, body).status_code == 401
    assert status(person(elsewhere), at, body) == 404
    assert status(AccountFactory(), at, body) == 404
    assert status(asker, at, body) == status(person(lab, Role.PLANNER), at, body) == 403
    case.refresh_from_db()
    assert (case.version, case.entries.count(), case.handoffs.count()) == (1, 1, 0)


@pytest.mark.parametrize("verb", ASKED)
def test_the_steps_of_who_asked_are_no_one_elses(case, client, clerk, elsewhere, person, verb):
    at, body = f"/{case.uid}/{verb}", ASKED[verb]
    assert send(client, at, body).status_code == 401
    assert status(person(elsewhere), at, body) == 404
    assert status(clerk, at, body) == 403
    case.refresh_from_db()
    assert (case.version, case.entries.count()) == (1, 1)


def test_a_token_is_asked_and_unknown_words_are_refused(case, clerk):
    strict = signed_in(clerk, enforce_csrf_checks=True)
    assert send(strict, f"/{case.uid}/take").status_code == 403
    assert status(clerk, f"/{case.uid}/fly") == 422
    assert status(clerk, f"/{case.uid}/take", {"more": 1}) == 422
    assert status(clerk, f"/{case.uid}/answer", {"text": ""}) == 422
    assert status(clerk, f"/{case.uid}/answer", {"text": " "}) == 400
    assert status(clerk, f"/{case.uid}/note", {"kind": "question", "text": "x"}) == 422


def test_lines_are_stored_once_with_a_key(case, asker, clerk):
    for account, verb in ((clerk, "note"), (clerk, "answer"), (asker, "add")):
        key, at = uuid4(), f"/{case.uid}/{verb}"
        first, again = (send(signed_in(account), at, {"text": "同じ言葉"}, key) for _turn in range(2))
        assert first.status_code == again.status_code == 200, first.content
        assert first.json()["version"] == again.json()["version"]
        refused = send(signed_in(account), at, {"text": "別の言葉"}, key)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "key")
    kinds = [one.kind for one in case.entries.all()]
    assert sorted(kinds) == ["answer", "call", "question", "question"]


def test_the_second_who_takes_it_gets_409(case, clerk, lab, person):
    other = person(lab)
    assert [status(account, f"/{case.uid}/take") for account in (clerk, other)] == [200, 409]
    case.refresh_from_db()
    assert case.officer == clerk


def test_a_step_may_say_from_which_version_it_was_taken(case, clerk, lab, person):
    desk, other = signed_in(clerk), signed_in(person(lab))
    tag = read(desk, f"/{case.uid}")["ETag"]
    assert tag.startswith('"1-')
    assert send(other, f"/{case.uid}/take").status_code == 200
    stale = send(desk, f"/{case.uid}/assign", {"officer": str(clerk.uid)}, version=tag)
    version = read(desk, f"/{case.uid}").json()["version"]
    assert (stale.status_code, stale.json()["code"]) == (412, "edit_conflict")
    assert stale.json()["conflict"] == {"version": version, "fields": []}
    told = {"officer": str(clerk.uid)}
    assert send(desk, f"/{case.uid}/assign", told, version=f'"{version}"').json()["officer"] == str(clerk)
    assert send(desk, f"/{case.uid}/assign", told, version="*").status_code == 422


@pytest.mark.django_db(transaction=True)
def test_of_many_who_take_it_at_once_one_is_in_charge():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time anyway")
    lab = OrganisationFactory(kind="public_lab")
    takers = [MembershipFactory(organisation=lab, role=Role.RESEARCHER).account for _number in range(8)]
    told = {"topic": "さび", "prefecture_id": "04", "contact_mail": "a@example.jp"}
    question = ask(by=BY_LINK, holder=lab, days=3, **told)
    clients, barrier = [signed_in(one) for one in takers], Barrier(len(takers))

    def try_to(client):
        barrier.wait(timeout=60)
        try:
            return send(client, f"/{question.uid}/take").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(takers)) as threads:
        assert sorted(threads.map(try_to, clients)) == [200] + [409] * 7
