"""Whoever asked floods nobody: links, reopenings and additions are bounded an hour, and the bound is told."""

import datetime

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from tests.consultations.conftest import _english, asked, elsewhere, firm, lab, person  # noqa: F401

from hashiwatashi.consultations.bounds import MOST_LINES, MOST_LINKS, MOST_REOPENINGS
from hashiwatashi.consultations.links import token_of
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.notices.models import Notice
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client, firm, person):  # noqa: F811
    found = person(firm, Role.REPRESENTATIVE)
    client.force_login(found)
    client.cookies["django_language"] = "en"
    return found


@pytest.fixture
def question(asked, owner, firm):  # noqa: F811
    return asked(by=owner, asker=owner, firm=firm, contact_mail="someone@example.org")


def step(client, question, verb, **told):
    return client.post(f"/consultations/{question.uid}/step/{verb}/", told, follow=True)


def test_so_many_new_links_are_mailed_an_hour(client, question):
    mail.outbox.clear()
    pages = [step(client, question, "renew") for _ in range(MOST_LINKS + 3)]
    assert len(mail.outbox) == MOST_LINKS
    assert "At most 5 new links an hour" in pages[-1].content.decode()
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=62)):
        step(client, question, "renew")
    assert len(mail.outbox) == MOST_LINKS + 1


def test_so_often_it_is_reopened_an_hour(client, question):
    before = Notice.objects.count()
    for _ in range(MOST_REOPENINGS + 3):
        step(client, question, "withdraw")
        page = step(client, question, "reopen", text="もう一度")
    assert question.periods.count() == MOST_REOPENINGS + 1
    assert Notice.objects.count() == before + MOST_REOPENINGS
    assert "reopened 5 times within an hour" in page.content.decode()


def test_so_much_is_added_an_hour_and_nothing_typed_is_lost(client, asked):  # noqa: F811
    question = asked()
    address = f"/consultations/link/{token_of(question)}/add/"
    client.cookies["django_language"] = "en"
    # The question itself is the first line.
    codes = [client.post(address, {"text": f"追加{number}"}).status_code for number in range(MOST_LINES)]
    assert (codes[:-1], codes[-1]) == ([302] * (MOST_LINES - 1), 400)
    page = client.post(address, {"text": "最後の追加"}).content.decode()
    assert ("At most 20 additions an hour" in page, "最後の追加" in page) == (True, True)
    assert Consultation.objects.get(pk=question.pk).entries.count() == MOST_LINES


def test_colleagues_write_as_much_as_they_do(client, asked, lab, person):  # noqa: F811
    question = asked()
    client.force_login(person(lab))
    for number in range(MOST_LINES + 2):
        step(client, question, "note", kind="call", text=f"電話{number}", minutes="1")
    assert question.entries.count() == MOST_LINES + 3
