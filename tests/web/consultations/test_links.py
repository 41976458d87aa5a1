# ruff: noqa: F811 the fixtures are those of the domain
"""A link is replaced by hand: the old one ends at once, the new one goes to the registered address alone."""

import re

import pytest
from django.core import mail
from tests.consultations.conftest import asked, elsewhere, firm, lab, person  # noqa: F401
from tests.web.consultations.test_pages import text_of

from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.errors import Conflict, Unavailable
from hashiwatashi.consultations.actions import BY_LINK, answer, close, replace_link
from hashiwatashi.consultations.links import token_of
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db


def address_in(letter):
    return re.search(r"/consultations/link/\S+", letter.body)[0]


def test_whoever_asked_ends_the_link_and_gets_another_by_mail(client, asked):
    question = asked()
    old = address_in(mail.outbox[0])
    page = client.post(f"{old}renew/")
    letter = mail.outbox[-1]
    new = address_in(letter)
    assert (page.status_code, letter.to, new == old) == (200, ["owner@example.jp"], False)
    assert (new in text_of(page), question.number in text_of(page)) == (False, True)
    assert (client.get(old).status_code, client.get(new).status_code) == (404, 200)
    assert client.post(f"{old}renew/").status_code == 404
    assert (len(mail.outbox), question.topic in letter.subject + letter.body) == (2, False)


def test_it_is_audited_without_the_key(asked):
    question = asked()
    replace_link(question, by=BY_LINK)
    (line,) = AuditEvent.objects.filter(event="consultation.link_replaced")
    assert (line.actor, question.link_key in str(line.data), token_of(question) in str(line.data)) == (
        "system:consultation-link",
        False,
        False,
    )


def test_staff_send_a_new_one_also_of_a_closed_question(client, asked, lab, person):
    question, researcher = asked(), person(lab)
    answer(question, by=researcher, text="答え")
    close(question, by=researcher)
    client.force_login(researcher)
    old = token_of(question)
    client.post(f"/consultations/{question.uid}/step/link/")
    question.refresh_from_db()
    assert token_of(question) != old
    assert (mail.outbox[-1].to, address_in(mail.outbox[-1]).split("/")[3]) == (
        ["owner@example.jp"],
        token_of(question),
    )


def test_nobody_else_does(client, asked, lab, elsewhere, firm, person):
    question = asked(firm=firm)
    letters = len(mail.outbox)
    for account, status in (
        (person(lab, Role.PLANNER), 404),
        (person(elsewhere), 404),
        (person(firm, Role.REPRESENTATIVE), 403),
    ):
        client.force_login(account)
        refused = client.post(f"/consultations/{question.uid}/step/link/").status_code
        assert refused in {status, 403}
    assert len(mail.outbox) == letters


def test_without_an_address_there_is_none_to_send_to(client, asked, lab, person):
    question = asked(unknown=True)
    client.force_login(person(lab))
    assert "step/link/" not in text_of(client.get(f"/consultations/{question.uid}/"))
    with pytest.raises(Conflict):
        replace_link(question, by=BY_LINK)


def test_where_the_mail_cannot_be_sent_the_old_link_stays(client, asked, settings):
    question = asked()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(Unavailable):
        replace_link(question, by=BY_LINK)
    assert client.get(address_in(mail.outbox[0])).status_code == 200
