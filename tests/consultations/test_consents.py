"""Consent to a hand-off that was given orally is noted: who, how and when; nobody agrees for both sides."""

import datetime

import pytest
from django.utils import timezone
from tests.factories import MembershipFactory
from tests.joining.conftest import told

from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.errors import Conflict, InvalidInput, NotAllowed
from hashiwatashi.consultations.handing import accept, cancel, consent, note_consent, offer
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db
CALLER = {"channel": "phone", "contact_mail": "", "contact_firm": "", "contact_name": "架空 花子"}


@pytest.fixture
def people(lab, elsewhere, person):
    return person(lab), person(elsewhere)


def noted(handoff, by, **told_):
    told_ = {"agreed_by": "架空 花子", "how": "phone", "day": timezone.localdate(), **told_}
    note_consent(handoff, by=by, **told_)


def test_who_left_no_address_agrees_orally_and_it_is_noted_by_whom_when_and_how(asked, people, elsewhere):
    giver, receiver = people
    question = asked(**CALLER)
    handoff = offer(question, elsewhere, by=giver, reason="装置がない")
    with pytest.raises(Conflict):
        accept(handoff, by=receiver)
    noted(handoff, giver)
    handoff.refresh_from_db()
    assert (handoff.stage, handoff.agreed_by, handoff.agreed_how) == ("offered", "架空 花子", "phone")
    assert (handoff.agreed_on, handoff.noted_by) == (timezone.localdate(), giver)
    assert AuditEvent.objects.filter(event="consultation.consent_noted", subject_uid=handoff.uid).exists()
    assert told(receiver) == ["consultation_offered"]
    accept(handoff, by=receiver)
    question.refresh_from_db()
    assert question.holder == elsewhere


def test_who_can_be_asked_here_is_asked_here(asked, people, elsewhere, firm, person):
    for number, values in enumerate(({}, {"asker": person(firm)}, {**CALLER, "firm": firm})):
        person(firm, Role.REPRESENTATIVE)
        handoff = offer(
            asked(**{"channel": "phone", "topic": str(number), **values}), elsewhere, by=people[0], reason="x"
        )
        with pytest.raises(Conflict, match="asked on this site"):
            noted(handoff, people[0])
        assert handoff.stage == "consent"


def test_only_the_people_of_the_holder_note_it(asked, people, elsewhere):
    handoff = offer(asked(**CALLER), elsewhere, by=people[0], reason="x")
    with pytest.raises(NotAllowed):
        noted(handoff, people[1])


def test_a_name_and_a_day_that_can_be_are_wanted(asked, people, elsewhere):
    handoff = offer(asked(**CALLER), elsewhere, by=people[0], reason="x")
    day = timezone.localdate()
    for wrong in ({"agreed_by": " "}, {"day": day + datetime.timedelta(1)}, {"day": day - datetime.timedelta(1)}):
        with pytest.raises(InvalidInput):
            noted(handoff, people[0], **wrong)
    assert handoff.stage == "consent"
    cancel(handoff, by=people[0])


def test_whoever_acts_for_both_sides_does_not_agree_to_the_own_hand_off(asked, people, elsewhere, firm, person):
    both = people[0]
    MembershipFactory(account=both, organisation=firm, role=Role.REPRESENTATIVE)
    handoff = offer(asked(firm=firm), elsewhere, by=both, reason="x")
    with pytest.raises(NotAllowed, match="somebody else of the firm"):
        consent(handoff, by=both)
    consent(handoff, by=person(firm, Role.REPRESENTATIVE))
    assert handoff.stage == "offered"
