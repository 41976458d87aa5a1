"""Of a case that was answered and then handed off the receiver owes an answer, by a day of its own."""

import datetime

import pytest
import time_machine
from django.utils import timezone
from tests.duties.test_who import declared
from tests.joining.conftest import told

from hashiwatashi.consultations.actions import BY_LINK, answer, close, reopen
from hashiwatashi.consultations.handing import accept, consent, offer
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.consultations.reminders import remind_of_answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def handed_off(asked, lab, elsewhere, person):
    """Asked, answered and handed off; ``days`` lie between each."""

    def make(days, receiver):
        question, giver = asked(), person(lab)
        with time_machine.travel(timezone.now() + datetime.timedelta(days=days)):
            answer(question, by=giver, text="うちではできません")
            handoff = offer(question, elsewhere, by=giver, reason="装置がない")
            consent(handoff, by=BY_LINK)
            accept(handoff, by=receiver)
        assert handoff.consultation.due_on == Consultation.objects.get().due_on
        return Consultation.objects.get()

    return make


# On the same day the new day is that of the first promise: it is owed all the same.
@pytest.mark.parametrize("days", [0, 30])
def test_the_receiver_owes_an_answer_by_the_day_it_promises_and_is_reminded(handed_off, elsewhere, person, days):
    declared(prefectures=("04",), owner=elsewhere, target_days=3)
    receiver = person(elsewhere)
    case = handed_off(days, receiver)
    assert (case.owes_answer, case.due_source, case.stage) == (True, "declared", "received")
    assert list(Consultation.objects.waiting()) == [case]
    assert case.due_on >= timezone.localdate() + datetime.timedelta(days=days + 3)
    late = case.due_on + datetime.timedelta(days=1)
    remind_of_answers(day=late, by=BY_LINK)
    assert told(receiver)[-1] == "consultation_overdue"
    answer(case, by=receiver, text="できます")
    assert not Consultation.objects.waiting().exists()


def test_the_first_answer_and_the_day_promised_for_it_stay(handed_off, elsewhere, person):
    case = handed_off(30, person(elsewhere))
    assert case.promised_on < case.first_answered_at.date() < case.due_on


def test_what_is_reopened_on_the_day_it_was_asked_owes_an_answer(asked, lab, person):
    question, officer = asked(), person(lab)
    answer(question, by=officer, text="答え")
    close(question, by=officer)
    reopen(question, by=officer, days=3)
    assert (question.owes_answer, Consultation.objects.waiting().count()) == (True, 1)
