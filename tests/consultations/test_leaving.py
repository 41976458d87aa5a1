"""Whoever was in charge has left: the others are told, find it among those without anybody, and go on with it."""

import pytest
from django.utils import timezone
from tests.joining.conftest import told

from hashiwatashi.consultations.actions import BY_LINK, answer, assign, take, write
from hashiwatashi.consultations.enums import ConsultationStage, EntryKind
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.consultations.reminders import remind_of_answers
from hashiwatashi.people.models import Membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(person, lab):
    return person(lab)


@pytest.fixture
def officer(person, lab):
    return person(lab)


def leave(account):
    Membership.objects.filter(account=account).update(until=timezone.localdate())


def again(question):
    return Consultation.objects.get(pk=question.pk)


def free():
    return Consultation.objects.open().without_officer(timezone.localdate())


def test_what_is_added_is_told_to_the_colleagues_of_who_has_left(asked, officer, colleague):
    question = asked()
    answer(question, by=officer, text="塩分です")
    write(again(question), by=BY_LINK, kind=EntryKind.QUESTION, text="もう一つ")
    assert ("consultation_continued" in told(officer), "consultation_continued" in told(colleague)) == (True, False)
    leave(officer)
    write(again(question), by=BY_LINK, kind=EntryKind.QUESTION, text="さらに")
    assert (told(officer).count("consultation_continued"), told(colleague).count("consultation_continued")) == (1, 1)


def test_an_answered_one_is_put_into_the_charge_of_another(asked, officer, colleague):
    question = asked()
    answer(question, by=officer, text="塩分です")
    leave(officer)
    assign(again(question), colleague, by=colleague)
    found = again(question)
    assert (found.stage, found.officer) == (ConsultationStage.ANSWERED, colleague)


def test_it_stands_among_those_without_anybody(asked, officer, colleague, elsewhere, person):
    question, other = asked(), asked()
    answer(question, by=officer, text="塩分です")
    take(other, by=colleague)
    assert not free().exists()
    leave(officer)
    # Who acts elsewhere by now handles nothing here.
    Membership.objects.create(account=officer, organisation=elsewhere, role="clerk", since=timezone.localdate())
    assert free().get() == question


def test_the_colleagues_are_reminded_of_the_day(asked, officer, colleague):
    question = asked(days=1)
    take(question, by=officer)
    leave(officer)
    remind_of_answers(day=question.due_on, by=BY_LINK)
    assert ("consultation_due" in told(colleague), "consultation_due" in told(officer)) == (True, False)


def test_the_page_offers_to_assign_it_and_the_tab_counts_it(client, asked, officer, colleague):
    question = asked()
    answer(question, by=officer, text="塩分です")
    leave(officer)
    client.force_login(colleague)
    tabs = {tab.name: tab.number for tab in client.get("/consultations/").context["tabs"]}
    assert (tabs["mine"], tabs["free"]) == (0, 1)
    address = f"/consultations/{question.uid}/"
    assert "assign" in [step.verb for step, _address in client.get(address).context["steps"]]
    client.post(f"{address}step/assign/", {"officer": colleague.pk})
    assert again(question).officer == colleague
