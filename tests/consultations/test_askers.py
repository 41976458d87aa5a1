"""Who asked for a firm and has left it reads, is told and decides nothing any more; those who speak for it do."""

import datetime

import pytest
from django.core import mail
from django.utils import timezone
from tests.joining.conftest import told

from hashiwatashi.common.errors import Conflict, NotAllowed
from hashiwatashi.consultations import links
from hashiwatashi.consultations.actions import answer, close, replace_link, write
from hashiwatashi.consultations.enums import EntryKind
from hashiwatashi.consultations.handing import consent, offer
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Account, Membership
from hashiwatashi.stories.actions import agree, ask_consent, write_story
from hashiwatashi.stories.enums import ShownPlace
from hashiwatashi.stories.models import Story
from hashiwatashi.stories.reaching import behind as story_behind
from hashiwatashi.stories.reaching import token_of as story_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(person, lab):
    return person(lab)


@pytest.fixture
def boss(person, firm):
    return person(firm, Role.REPRESENTATIVE)


@pytest.fixture
def employee(person, firm):
    return person(firm, Role.RESEARCHER)


@pytest.fixture
def question(asked, firm, employee, boss):
    return asked(by=employee, asker=employee, firm=firm, contact_mail=employee.email)


@pytest.fixture
def left(question, employee):
    """The one who asked, after leaving the firm; the question is loaded anew, as pages do."""
    Membership.objects.filter(account=employee).update(until=timezone.localdate())
    return Account.objects.get(pk=employee.pk)


def again(question):
    return Consultation.objects.get(pk=question.pk)


def story_of(question, officer):
    answer(again(question), by=officer, text="塩分です")
    close(again(question), by=officer)
    words = {"title": "さび", "trouble": "錆びた", "done": "測った", "helped": "塩分", "means": ""}
    return write_story(again(question), by=officer, **words)


def test_who_has_left_reads_nothing(question, left, boss):
    assert not Consultation.objects.visible_to(left).exists()
    assert Consultation.objects.visible_to(boss).get() == question


def test_who_is_still_there_reads_it_and_is_told(question, employee, officer):
    answer(again(question), by=officer, text="塩分です")
    assert Consultation.objects.visible_to(employee).get() == question
    assert told(employee) == ["consultation_answered"]
    assert mail.outbox[-1].to == [employee.email]


def test_the_answer_is_told_to_those_who_speak_for_the_firm(question, left, boss, officer):
    mail.outbox.clear()
    answer(again(question), by=officer, text="塩分です")
    assert (told(left), told(boss)) == ([], ["consultation_answered"])
    assert [one.to for one in mail.outbox] == []


def test_no_link_that_went_to_who_has_left_opens_it(question, left, officer):
    assert links.behind(links.token_of(question)) is None
    with pytest.raises(Conflict, match="No mail address"):
        replace_link(again(question), by=officer)


def test_the_address_of_the_firm_opens_it_whoever_asked(asked, firm, employee, boss):
    question = asked(by=employee, asker=employee, firm=firm, contact_mail="office@firm.example.jp")
    Membership.objects.filter(account=employee).update(until=timezone.localdate())
    assert links.behind(links.token_of(question)) == question


def test_the_firm_consents_and_not_who_has_left(question, left, boss, officer, elsewhere):
    handoff = offer(again(question), elsewhere, by=officer, reason="設備がある")
    with pytest.raises(NotAllowed):
        consent(handoff, by=left)
    assert told(boss) == ["consultation_consent_asked"]
    consent(handoff, by=boss)


def test_a_story_is_asked_of_the_firm(question, left, boss, officer):
    story = story_of(question, officer)
    mail.outbox.clear()
    ask_consent(story, by=officer)
    assert ("story_asked" in told(boss), told(left), mail.outbox) == (True, [], [])
    assert story_behind(story_token(story)) is None
    assert not Story.objects.visible_to(left).exists()
    with pytest.raises(NotAllowed):
        agree(story, by=left, digest=story.digest, place=ShownPlace.NOTHING)
    agree(story, by=boss, digest=story.digest, place=ShownPlace.NOTHING)


def test_who_asked_without_a_firm_stays_who_asked(asked, person, firm, officer):
    alone = person(firm)
    question = asked(by=alone, asker=alone)
    Membership.objects.filter(account=alone).update(until=timezone.localdate() - datetime.timedelta(days=1))
    write(question, by=Account.objects.get(pk=alone.pk), kind=EntryKind.QUESTION, text="もう一つ")
    assert Consultation.objects.visible_to(Account.objects.get(pk=alone.pk)).get() == question
