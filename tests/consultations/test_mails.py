"""Mails to whoever asked: only about what is stored, and a mail server that is down loses no question."""

from uuid import uuid4

import pytest
from django.db import transaction
from tests.consultations.test_photos import home, on_disk, taken  # noqa: F401

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.consultations.actions import answer, close
from hashiwatashi.consultations.enums import ConsultationKind
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.consultations.noting import note_case
from hashiwatashi.consultations.reading import readable_by


@pytest.fixture
def told(lab, person):
    """A call, as it is noted."""
    place = {"prefecture": Prefecture.objects.get(pk="04"), "municipality": None, "field": None}
    mail = {"contact_mail": "owner@example.jp", "channel": "phone", "kind": ConsultationKind.TECHNICAL}
    return {"by": person(lab), "holder": lab, "key": uuid4(), "topic": "さび", "text": "", **place, **mail}


@pytest.mark.django_db(transaction=True)
def test_what_is_refused_after_it_was_asked_mails_nothing(told, mailoutbox):
    with pytest.raises(InvalidInput):
        note_case(**told, answer=" \u200b")
    assert (Consultation.objects.count(), mailoutbox) == (0, [])


@pytest.mark.django_db(transaction=True)
def test_a_noted_call_mails_once_however_often_it_is_sent(told, mailoutbox):
    for _turn in range(2):
        number = note_case(**told, answer="塩分です", is_settled=True).number
    assert [number in one.subject for one in mailoutbox] == [True] * 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", [answer, close])
def test_a_mail_waits_for_the_outermost_transaction(asked, lab, person, mailoutbox, step):
    officer, question = person(lab), asked()
    if step is close:
        answer(question, by=officer, text="塩分です")
    mailoutbox.clear()
    with transaction.atomic():
        step(question, by=officer, **({"text": "塩分です"} if step is answer else {}))
        assert mailoutbox == []
        transaction.set_rollback(True)
    assert mailoutbox == []


@pytest.fixture
def server_down(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1


@pytest.mark.django_db(transaction=True)
def test_without_a_mail_server_it_is_stored_and_noted_for_colleagues(asked, lab, person, home, server_down):  # noqa: F811
    question = asked(photos=[taken()])
    note = question.entries.get(kind="note")
    assert (note.organisation, note.by, note.is_open) == (lab, None, False)
    assert on_disk(home) == ["photos"] * 2
    answer(question, by=person(lab), text="塩分です")
    assert (question.stage, question.entries.filter(kind="note").count()) == ("answered", 2)
    assert not question.entries.filter(readable_by(None, list(question.periods.all())), kind="note").exists()
