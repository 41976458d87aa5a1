"""Handed off with consent, accepted or returned; number, history and clock stay."""

import datetime

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from tests.factories import AccountFactory, MembershipFactory, OrganisationFactory
from tests.joining.conftest import told

from hashiwatashi.common.errors import Conflict, InvalidInput, NotAllowed
from hashiwatashi.consultations.actions import BY_LINK, withdraw
from hashiwatashi.consultations.handing import accept, cancel, consent, decline, offer, return_
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.organisations.enums import OrganisationKind, OrganisationStatus
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db
WHY = "装置がこちらにない"


@pytest.fixture
def people(lab, elsewhere, person):
    return person(lab), person(elsewhere)


def test_with_consent_another_institution_holds_it_with_the_same_number_and_day(asked, people, lab, elsewhere):
    giver, receiver = people
    question = asked()
    number, due, start = question.number, question.due_on, question.asked_at
    handoff = offer(question, elsewhere, by=giver, reason=WHY)
    assert (handoff.stage, told(receiver)) == ("consent", [])
    assert not Consultation.objects.visible_to(receiver).exists()
    assert (
        "passed on" in mail.outbox[-1].subject
        or "お渡し" in mail.outbox[-1].subject
        or number in mail.outbox[-1].subject
    )
    consent(handoff, by=BY_LINK)
    assert told(receiver) == ["consultation_offered"]
    assert Consultation.objects.visible_to(receiver).exists()
    with time_machine.travel(timezone.now() + datetime.timedelta(days=2)):
        accept(handoff, by=receiver)
    question.refresh_from_db()
    assert (question.holder, question.officer, question.stage) == (elsewhere, None, "received")
    assert (question.number, question.due_on, question.asked_at) == (number, due, start)
    first, second = question.periods.all()
    assert (first.organisation, second.organisation, first.until) == (lab, elsewhere, second.since)
    assert Consultation.objects.visible_to(giver).exists()


def test_of_somebody_unknown_no_consent_is_asked(asked, people, elsewhere):
    question = asked(unknown=True)
    assert question.is_anonymous
    assert offer(question, elsewhere, by=people[0], reason=WHY).stage == "offered"


def test_whoever_left_a_mail_address_alone_is_asked_too(asked, people, elsewhere):
    question = asked(contact_firm="")
    assert not question.is_anonymous
    assert offer(question, elsewhere, by=people[0], reason=WHY).stage == "consent"


def test_nothing_passes_on_without_consent(asked, people, elsewhere):
    handoff = offer(asked(), elsewhere, by=people[0], reason=WHY)
    with pytest.raises(Conflict):
        accept(handoff, by=people[1])
    decline(handoff, by=BY_LINK)
    assert told(people[0])[-1] == "consultation_declined"
    with pytest.raises(Conflict):
        accept(handoff, by=people[1])


def test_consent_is_withdrawn_until_it_is_accepted(asked, people, elsewhere):
    handoff = offer(asked(), elsewhere, by=people[0], reason=WHY)
    consent(handoff, by=BY_LINK)
    decline(handoff, by=BY_LINK)
    with pytest.raises(Conflict):
        accept(handoff, by=people[1])
    assert not Consultation.objects.visible_to(people[1]).exists()


def test_returned_with_a_reason(asked, people, elsewhere, lab):
    question = asked(unknown=True)
    handoff = offer(question, elsewhere, by=people[0], reason=WHY)
    with pytest.raises(InvalidInput):
        return_(handoff, by=people[1], answer=" ")
    return_(handoff, by=people[1], answer="分野が違う")
    question.refresh_from_db()
    handoff.refresh_from_db()
    assert (question.holder, handoff.answer, handoff.stage) == (lab, "分野が違う", "returned")


def test_the_doors_it_does_not_go_through(asked, people, lab, elsewhere, firm):
    question = asked(unknown=True)
    giver, receiver = people
    closed = OrganisationFactory(kind=OrganisationKind.PUBLIC_LAB, status=OrganisationStatus.CLOSED)
    for wrong in (lab, firm, closed):
        with pytest.raises(Conflict):
            offer(question, wrong, by=giver, reason=WHY)
    with pytest.raises(InvalidInput):
        offer(question, elsewhere, by=giver, reason="")
    with pytest.raises(NotAllowed):
        offer(question, elsewhere, by=receiver, reason=WHY)
    handoff = offer(question, elsewhere, by=giver, reason=WHY)
    third = OrganisationFactory(kind=OrganisationKind.UNIVERSITY)
    with pytest.raises(Conflict, match="Nobody acts"):
        offer(question, third, by=giver, reason=WHY)
    MembershipFactory(organisation=third, role=Role.COORDINATOR)
    with pytest.raises(Conflict, match="under way"):
        offer(question, third, by=giver, reason=WHY)
    with pytest.raises(Conflict, match="under way"):
        withdraw(question, by=BY_LINK)
    accept(handoff, by=receiver)
    question.refresh_from_db()
    with pytest.raises(Conflict, match="before"):
        offer(question, lab, by=receiver, reason=WHY)


def test_taken_back_before_it_is_accepted(asked, people, elsewhere):
    handoff = offer(asked(unknown=True), elsewhere, by=people[0], reason=WHY)
    with pytest.raises(NotAllowed):
        cancel(handoff, by=people[1])
    cancel(handoff, by=people[0])
    with pytest.raises(Conflict):
        accept(handoff, by=people[1])


def test_only_who_asked_consents(asked, people, elsewhere, firm, person):
    asker = AccountFactory()
    handoff = offer(asked(asker=asker), elsewhere, by=people[0], reason=WHY)
    for account in (*people, person(firm)):
        with pytest.raises(NotAllowed):
            consent(handoff, by=account)
    consent(handoff, by=asker)
    assert handoff.stage == "offered"
