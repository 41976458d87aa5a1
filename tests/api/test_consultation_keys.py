"""The ``Idempotency-Key`` of consultations: the same again is stored once, anything else is refused in words."""

# ruff: noqa: F811 the fixtures are those of the domain
from uuid import uuid4

import pytest
from tests.api.test_consultations import asker, case, clerk, question, read, send, signed_in  # noqa: F401
from tests.consultations.conftest import _english, asked, elsewhere, firm, lab, person  # noqa: F401
from tests.factories import MembershipFactory

from hashiwatashi.api.once import once
from hashiwatashi.common.errors import Conflict
from hashiwatashi.consultations.actions import answer, close, take
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db


def is_refused(answer):
    return (answer.status_code, [one["field"] for one in answer.json()["errors"]]) == (400, ["key"])


@pytest.fixture
def call(lab):
    return {"topic": "電話", "place": "宮城県", "holder": str(lab.uid), "answer": "塩分です", "minutes": 10}


@pytest.mark.parametrize(
    "other",
    [
        {"topic": "部品が割れる"},
        {"text": "山の上です"},
        {"place": "東京都"},
        {"kind": "ip"},
        {"is_confidential": True, "secrecy": "図面"},
        {"secrecy": "図面"},
        {"urgency": "事故"},
        {"contact_firm": "株式会社架空"},
        {"contact_name": "架空 花子"},
        {"contact_mail": "other@example.jp"},
        {"contact_phone": "000"},
    ],
)
def test_another_question_under_a_key_is_refused(asker, question, other):
    key = uuid4()
    first = send(signed_in(asker), "", question, key).json()
    refused = send(signed_in(asker), "", question | other, key)
    assert is_refused(refused), refused.content
    assert first["number"] in refused.json()["detail"]
    assert send(signed_in(asker), "", question, key).json()["number"] == first["number"]


def test_asked_of_another_institution_under_a_key_is_refused(asker, question, elsewhere):
    key = uuid4()
    send(signed_in(asker), "", question, key)
    assert is_refused(send(signed_in(asker), "", question | {"holder": str(elsewhere.uid)}, key))
    without = {name: value for name, value in question.items() if name != "holder"}
    assert send(signed_in(asker), "", without, key).status_code == 200


def test_asked_for_a_firm_and_for_oneself_under_a_key_differ(asker, question, firm):
    of_firm = question | {"organisation": str(firm.uid)}
    for first, then in ((of_firm, question), (question, of_firm)):
        key = uuid4()
        send(signed_in(asker), "", first, key)
        assert is_refused(send(signed_in(asker), "", then, key))


def test_it_is_the_same_when_the_firm_has_another_name_by_now(asker, question, firm):
    key, told = uuid4(), question | {"organisation": str(firm.uid)}
    first = send(signed_in(asker), "", told, key).json()
    type(firm).objects.filter(pk=firm.pk).update(name="架空工業")
    assert send(signed_in(asker), "", told, key).json()["number"] == first["number"]


def test_nobody_asks_in_the_name_of_an_institution_that_answers(question, lab, person):
    refused = send(signed_in(person(lab)), "", question | {"organisation": str(lab.uid)})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "organisation")


@pytest.mark.parametrize(
    "other",
    [
        {"topic": "来所"},
        {"text": "海の近く"},
        {"place": "東京都"},
        {"kind": "ip"},
        {"channel": "visit"},
        {"contact_name": "架空 花子"},
        {"answer": "水分です"},
        {"answer": ""},
        {"minutes": 90},
        {"is_settled": True},
    ],
)
def test_another_call_under_a_key_is_refused(clerk, call, other):
    key = uuid4()
    first = send(signed_in(clerk), "/noted", call, key).json()
    assert is_refused(send(signed_in(clerk), "/noted", call | other, key))
    assert send(signed_in(clerk), "/noted", call, key).json()["number"] == first["number"]
    assert Consultation.objects.count() == 1


def test_a_call_of_another_firm_or_institution_under_a_key_is_refused(clerk, call, firm, elsewhere):
    MembershipFactory(account=clerk, organisation=elsewhere, role=Role.CLERK)
    key = uuid4()
    send(signed_in(clerk), "/noted", call, key)
    for other in ({"firm": str(firm.uid)}, {"holder": str(elsewhere.uid)}):
        assert is_refused(send(signed_in(clerk), "/noted", call | other, key))


def test_what_was_done_with_a_call_later_does_not_make_it_another(clerk, call):
    key, told = uuid4(), call | {"answer": ""}
    first = send(signed_in(clerk), "/noted", told, key).json()
    case = Consultation.objects.get()
    answer(case, by=clerk, text="後で調べました")
    close(case, by=clerk)
    assert send(signed_in(clerk), "/noted", told, key).json()["number"] == first["number"]
    assert is_refused(send(signed_in(clerk), "/noted", call, key))


def test_a_note_and_an_answer_with_one_key_are_two_lines(case, clerk):
    """A client that takes one key for a step of its own: what it answers reaches whoever asked."""
    key, told = uuid4(), {"text": "塩分です", "minutes": 10}
    assert send(signed_in(clerk), f"/{case.uid}/note", {**told, "kind": "note"}, key).status_code == 200
    done = send(signed_in(clerk), f"/{case.uid}/answer", told, key).json()
    assert (done["stage"], case.entries.filter(text="塩分です").count()) == ("answered", 2)


@pytest.mark.parametrize("other", [{"kind": "call"}, {"kind": "visit"}, {"minutes": 20}, {"text": "水分です"}])
def test_another_line_under_a_key_is_refused(case, clerk, other):
    key, told = uuid4(), {"kind": "note", "text": "塩分です", "minutes": 10}
    send(signed_in(clerk), f"/{case.uid}/note", told, key)
    assert is_refused(send(signed_in(clerk), f"/{case.uid}/note", told | other, key))
    assert send(signed_in(clerk), f"/{case.uid}/note", told, key).status_code == 200
    assert case.entries.filter(kind="note").count() == 1


def test_an_answer_with_other_minutes_under_a_key_is_refused(case, clerk):
    key, told = uuid4(), {"text": "塩分です", "minutes": 10}
    send(signed_in(clerk), f"/{case.uid}/answer", told, key)
    assert is_refused(send(signed_in(clerk), f"/{case.uid}/answer", told | {"minutes": 20}, key))


def test_a_call_that_is_refused_mails_nothing_with_a_key_either(clerk, call, mailoutbox):
    told = call | {"contact_mail": "owner@example.jp", "answer": " "}
    assert send(signed_in(clerk), "/noted", told, uuid4()).status_code == 400
    assert (Consultation.objects.count(), mailoutbox) == (0, [])


@pytest.mark.parametrize(("key", "times"), [(None, 1), (uuid4(), 2)])
def test_what_is_refused_is_looked_for_again_with_a_key_alone(key, times):
    done = []

    def act():
        done.append(1)
        raise Conflict("refused")

    with pytest.raises(Conflict):
        once(key, act)
    assert len(done) == times


def test_mine_are_those_that_one_or_ones_firm_asked_or_answers(asked, asker, firm, clerk, person):
    of_firm = asked(by=asker, asker=asker, firm=firm)
    own, held = asked(by=asker, asker=asker), asked()
    take(held, by=clerk)

    def mine(account):
        return {one["number"] for one in read(signed_in(account), "?mine=true").json()["items"]}

    assert mine(asker) == {of_firm.number, own.number}
    assert mine(person(firm, Role.REPRESENTATIVE)) == {of_firm.number}
    assert mine(clerk) == {held.number}
