"""Consultations over REST: asked once, read by those who may, and nobody named who is not named on the page."""

# ruff: noqa: F811 the fixtures are those of the domain
import json
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from tests.consultations.conftest import _english, asked, elsewhere, firm, lab, person  # noqa: F401
from tests.factories import AccountFactory, MembershipFactory

from hashiwatashi.consultations.actions import write
from hashiwatashi.consultations.enums import EntryKind
from hashiwatashi.consultations.models import Consultation, Entry
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db


def signed_in(account, **options):
    client = Client(**options)
    client.force_login(account)
    return client


def send(client, address, body=None, key=None, version=""):
    headers = {"accept-language": "en"} | ({"idempotency-key": str(key)} if key else {})
    headers |= {"if-match": version} if version else {}
    address = f"/api/v1/consultations{address}"
    return client.post(address, body or {}, content_type="application/json", headers=headers)


def read(client, address=""):
    return client.get(f"/api/v1/consultations{address}", headers={"accept-language": "en"})


def words(answer):
    return json.dumps(answer.json(), ensure_ascii=False)


@pytest.fixture
def asker(firm):
    return MembershipFactory(organisation=firm, role=Role.REPRESENTATIVE).account


@pytest.fixture
def clerk(lab, person):
    return person(lab)


@pytest.fixture
def case(asked, asker, firm):
    return asked(by=asker, asker=asker, firm=firm)


@pytest.fixture
def question(lab):
    return {"topic": "部品がさびる", "text": "海の近くです", "place": "宮城県", "holder": str(lab.uid)}


def test_a_question_is_stored_once_with_its_key(asker, question, firm, lab):
    key, told = uuid4(), question | {"organisation": str(firm.uid)}
    first, again = (send(signed_in(asker), "", told, key) for _turn in range(2))
    assert first.status_code == 200, first.content
    assert first.json()["number"] == again.json()["number"]
    record = Consultation.objects.get()
    assert (record.firm, record.asker, record.holder, record.channel) == (firm, asker, lab, "web")
    got = first.json()
    assert (got["stage"], got["who_asks"], got["holder"]["name"]) == ("received", firm.name, lab.name)
    assert [one["what"] for one in got["history"]] == ["question"]
    refused = send(signed_in(asker), "", told | {"topic": "別の質問"}, key)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "key")
    assert record.number in refused.json()["detail"]
    other = send(signed_in(AccountFactory()), "", question, key)
    assert (other.status_code, Consultation.objects.count()) == (200, 2)


def test_without_a_holder_the_first_that_answers_there_is_asked(asker, question, lab):
    got = send(signed_in(asker), "", {name: question[name] for name in ("topic", "place")}).json()
    assert got["holder"]["uid"] == str(lab.uid)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"topic": ""}, "question.topic"),
        ({"topic": "\u200b"}, "topic"),
        ({"place": "どこか"}, "place"),
        ({"field": "none"}, "field"),
        ({"holder": str(uuid4())}, "holder"),
        ({"organisation": str(uuid4())}, "organisation"),
        ({"is_confidential": True}, "secrecy"),
        ({"contact_mail": "x"}, "contact_mail"),
        ({"more": 1}, "question.more"),
    ],
)
def test_what_cannot_be_used_is_named(asker, question, wrong, field):
    refused = send(signed_in(asker), "", question | wrong)
    assert refused.status_code in {400, 422}
    assert [one["field"] for one in refused.json()["errors"]] == [field]
    assert not Consultation.objects.exists()


def test_a_firm_is_asked_nothing(asker, question, firm):
    refused = send(signed_in(asker), "", question | {"holder": str(firm.uid)})
    assert refused.json()["errors"][0]["field"] == "holder"


def test_a_session_without_its_token_and_nobody_ask_nothing(client, asker, question):
    assert send(client, "", question).status_code == 401
    assert send(signed_in(asker, enforce_csrf_checks=True), "", question).status_code == 403
    assert not Consultation.objects.exists()


def test_a_call_is_noted_answered_and_closed_at_once_and_stored_once(clerk, lab, firm, asker):
    key = uuid4()
    told = {"topic": "電話", "place": "04", "holder": str(lab.uid), "firm": str(firm.uid), "minutes": 7}
    told |= {"answer": "塩分です", "is_settled": True}
    first, again = (send(signed_in(clerk), "/noted", told, key) for _turn in range(2))
    assert first.status_code == 200, first.content
    got = first.json()
    assert got["number"] == again.json()["number"]
    assert (got["stage"], got["channel"], got["officer"]) == ("done", "phone", str(clerk))
    assert [(one["what"], one["by"], one["minutes"]) for one in got["history"] if one["what"] == "answer"] == [
        ("answer", str(clerk), 7)
    ]
    assert send(signed_in(clerk), "/noted", told | {"answer": "鉄です"}, key).status_code == 400
    assert Consultation.objects.count() == 1
    assert read(signed_in(asker), f"/{got['uid']}").status_code == 200
    assert send(signed_in(asker), "/noted", told).status_code == 403
    assert send(signed_in(clerk), "/noted", told | {"answer": ""}).json()["errors"][0]["field"] == "answer"
    assert send(signed_in(clerk), "/noted", told | {"holder": str(firm.uid)}).json()["errors"][0]["field"] == "holder"
    assert send(signed_in(clerk), "/noted", told | {"firm": str(lab.uid)}).status_code == 404


def test_lists_give_what_the_caller_sees_and_bounds_narrow_them(client, case, asker, clerk, lab, elsewhere, asked):
    other = asked(kind="ip", holder=elsewhere)
    send(signed_in(clerk), f"/{case.uid}/take")

    def numbers(account, query=""):
        return [one["number"] for one in read(signed_in(account), f"?{query}").json()["items"]]

    assert read(client).json()["items"] == []
    assert read(client, "?mine=true").json()["items"] == []
    assert numbers(AccountFactory()) == []
    assert numbers(asker) == numbers(clerk) == [case.number]
    both = MembershipFactory(organisation=elsewhere, account=clerk, role=Role.CLERK).account
    mine, theirs = [case.number], [other.number]
    assert numbers(both) == mine + theirs
    day = timezone.localdate()
    for query, found in (
        ("stage=assigned", mine),
        ("stage=done", []),
        ("kind=ip", theirs),
        (f"holder={lab.uid}", mine),
        ("mine=true", mine),
        (f"due_until={day}", []),
        (f"due_until={case.due_on}", mine + theirs),
    ):
        assert numbers(both, query) == found, query
    send(signed_in(clerk), f"/{case.uid}/answer", {"text": "塩分です"})
    assert numbers(both, f"due_until={case.due_on}") == theirs


def test_lists_give_those_of_a_house_to_its_desks_alone(case, clerk, lab, elsewhere, person):
    planner = person(lab, Role.PLANNER)
    assert read(signed_in(planner)).json()["items"] == []
    assert read(signed_in(planner), f"/{case.uid}").status_code == 200
    asked_too = Consultation.objects.filter(pk=case.pk)
    asked_too.update(asker=planner, firm=None)
    assert [one["uid"] for one in read(signed_in(planner)).json()["items"]] == [str(case.uid)]


def test_what_pages_hide_does_not_come_out(asked, clerk, lab, elsewhere, person):
    asker = AccountFactory(display_name="架空匿名花子", email="hidden@example.jp")
    told = {"contact_firm": "", "contact_name": "", "contact_mail": "hidden@example.jp", "contact_phone": "022-1"}
    case = asked(by=asker, asker=asker, is_confidential=True, secrecy="秘密の工程", urgency="事故", **told)
    write(case, by=asker, kind=EntryKind.QUESTION, text="塩水です")
    write(case, by=clerk, kind=EntryKind.NOTE, text="内輪の話", minutes=5)
    planner = person(lab, Role.PLANNER)
    staff, own, aside = (read(signed_in(one), f"/{case.uid}") for one in (clerk, asker, planner))
    for answer in (staff, own, aside):
        body = words(answer)
        assert "架空匿名花子" not in body
        assert (case.link_key in body, str(asker.uid) in body) == (False, False)
        assert (answer.json()["who_asks"], answer.json()["is_confidential"]) == ("", True)
    secret = ("内輪の話", "秘密の工程", "022-1", "hidden@example.jp", str(clerk))
    assert [word in words(staff) for word in secret] == [True] * 5
    for answer in (own, aside):
        assert [word for word in secret if word in words(answer)] == []
        assert (answer.json()["asker"], answer.json()["colleagues"]) == (None, [])
        assert {one["minutes"] for one in answer.json()["history"]} == {0}
    assert read(signed_in(person(elsewhere)), f"/{case.uid}").status_code == 404
    assert read(Client(), f"/{case.uid}").status_code == 404


def test_an_anonymous_asker_is_never_named(asked, clerk):
    case = asked(unknown=True)
    got = read(signed_in(clerk), f"/{case.uid}").json()
    assert (got["is_anonymous"], got["who_asks"], got["asker"]["firm"]) == (True, "", None)
    assert [one["by"] for one in got["history"]] == [""]


def test_figures_are_for_the_people_of_the_institution(client, case, asker, clerk, lab, elsewhere):
    address = f"/figures?institution={lab.uid}"
    send(signed_in(clerk), f"/{case.uid}/take")
    send(signed_in(clerk), f"/{case.uid}/answer", {"text": "塩分です"})
    got = read(signed_in(clerk), address).json()
    assert (got["numbers"]["received"], got["numbers"]["answered"], got["numbers"]["closed"]) == (1, 1, 0)
    medians = {one["step"]: (one["median"], one["n"]) for one in got["medians"]}
    assert (medians["take"], medians["answer"], medians["close"]) == ((0, 1), (0, 1), (None, 0))
    assert got["replies"] is None
    assert read(signed_in(clerk), f"{address}&kind=ip").json()["numbers"]["received"] == 0
    assert read(signed_in(clerk), f"{address}&year=2020&month=1").json()["since"] == "2021-01-01"
    assert read(client, address).status_code == 401
    assert read(signed_in(asker), address).status_code == 403
    assert read(signed_in(clerk), f"/figures?institution={elsewhere.uid}").status_code == 400


@pytest.mark.parametrize("number", [1, 3])
def test_routes_ask_equally_often(number, asked, clerk, lab, django_assert_num_queries):
    for _turn in range(number):
        case = asked(contact_firm="架空鋳造")
        write(case, by=clerk, kind=EntryKind.CALL, text="電話した")
    for _turn in range(number - 1):
        write(case, by=clerk, kind=EntryKind.CALL, text="電話した")
    client = signed_in(clerk)
    for address, count in (("", 4), (f"/{case.uid}", 9), (f"/figures?institution={lab.uid}", 5)):
        with django_assert_num_queries(count):
            assert read(client, address).status_code == 200
    assert Entry.objects.filter(consultation=case).count() == number + 1
