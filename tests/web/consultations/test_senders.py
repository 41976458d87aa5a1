# ruff: noqa: F811 the fixtures are those of the domain
"""One address of the internet sends so many questions an hour; it is told when it may again, and loses nothing."""

import datetime
import re
from uuid import uuid4

import pytest
from django.core import mail
from django.utils import timezone
from tests.consultations.conftest import firm, lab, person  # noqa: F401
from tests.duties.test_who import declared
from tests.web.consultations.test_pages import QUESTION, text_of

from hashiwatashi.commands.serve import tick
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.people.enums import Role
from hashiwatashi.writing.models import QuestionDraft, Sender
from hashiwatashi.writing.senders import digest_of, forget_senders

pytestmark = pytest.mark.django_db


@pytest.fixture
def send(client, lab, settings):
    settings.QUESTIONS_PER_HOUR = 2
    declared(prefectures=("04",), owner=lab)

    def post(number, address="192.0.2.1", **more):
        told = {**QUESTION, "contact_mail": f"a{number}@example.jp", "holder": str(lab.uid), "form_key": str(uuid4())}
        headers = {name: more.pop(name) for name in list(more) if name.startswith("HTTP_")}
        return client.post("/consultations/new/", {**told, **more}, REMOTE_ADDR=address, **headers)

    return post


def test_the_third_is_told_when_and_keeps_what_was_typed(send):
    first = timezone.localtime()
    answers = [send(number) for number in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 400]
    told = text_of(answers[2])
    (time,) = re.findall(r"\d\d:\d\d", " ".join(answers[2].context["form"].non_field_errors()))
    assert time in {f"{first + datetime.timedelta(minutes=61 + late):%H:%M}" for late in (0, 1)}
    assert (QUESTION["text"] in told, Consultation.objects.count(), len(mail.outbox)) == (True, 2, 2)


def test_other_addresses_and_the_next_hour_are_free(send):
    for number in range(2):
        send(number)
    assert send(3, address="192.0.2.2").status_code == 302
    Sender.objects.update(at=timezone.now() - datetime.timedelta(minutes=61))
    assert send(4).status_code == 302
    assert Sender.objects.count() == 1


def test_what_a_visitor_claims_of_another_address_counts_nothing(send):
    answers = [send(number, HTTP_X_FORWARDED_FOR=f"198.51.100.{number}") for number in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 400]


def test_who_is_signed_in_finds_a_draft(send, client, firm, person):
    client.force_login(person(firm, Role.REPRESENTATIVE))
    for number in range(3):
        send(number)
    assert [draft.told["contact_mail"] for draft in QuestionDraft.objects.all()] == ["a2@example.jp"]


def test_what_is_not_stored_is_not_counted(send):
    send(1, contact_mail="")
    send(1, topic="")
    assert Sender.objects.count() == 0


def test_neither_address_nor_question_is_kept(send):
    send(1)
    stored = Sender.objects.values().get()
    assert (set(stored), "192.0.2.1" in str(stored)) == ({"id", "digest", "at"}, False)
    Sender.objects.update(at=timezone.now() - datetime.timedelta(hours=2))
    tick()
    assert (Sender.objects.count(), forget_senders(now=timezone.now())) == (0, 0)


def test_of_ipv6_the_network_is_counted():
    network = {digest_of(address) for address in ("2001:db8::1", "2001:db8::ffff:1", "2001:db8:0:0:9::")}
    assert len(network) == 1
    assert digest_of("2001:db8:0:1::1") not in network
    assert digest_of("::ffff:192.0.2.1") == digest_of("192.0.2.1")
