"""Whatever people do in whatever order: exactly one holder, a history that only grows, a clock that is never reset,
and nothing that passes on without consent."""

import datetime
from itertools import pairwise

import pytest
import time_machine
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.consultations.conftest import BY_LINK
from tests.factories import MembershipFactory, OrganisationFactory

from hashiwatashi.common.errors import DomainError
from hashiwatashi.consultations import actions, handing
from hashiwatashi.consultations.enums import OPEN_STAGES, EntryKind
from hashiwatashi.consultations.models import Consultation, Entry, Handoff
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.people.enums import Role

_OF_QUESTIONS = ("take", "assign", "answer", "write", "ask", "close", "withdraw", "reopen")
_OF_HANDOFFS = ("offer", "consent", "decline", "accept", "return", "cancel")
STEPS = st.lists(
    st.tuples(
        st.sampled_from([*_OF_QUESTIONS, *_OF_HANDOFFS]),
        st.integers(0, 2),
        st.integers(0, 2),
    ),
    max_size=25,
)


def _do(question, verb, person, target):
    handoff = Handoff.objects.order_by("-pk").first()
    steps = {
        "take": lambda: actions.take(question, by=person),
        "assign": lambda: actions.assign(question, person, by=person),
        "answer": lambda: actions.answer(question, by=person, text="答え"),
        "write": lambda: actions.write(question, by=person, kind=EntryKind.CALL, text="電話"),
        "ask": lambda: actions.write(question, by=BY_LINK, kind=EntryKind.QUESTION, text="続き"),
        "close": lambda: actions.close(question, by=person),
        "withdraw": lambda: actions.withdraw(question, by=BY_LINK),
        "reopen": lambda: actions.reopen(question, by=BY_LINK, days=3),
        "offer": lambda: handing.offer(question, target, by=person, reason="理由"),
        "consent": lambda: handoff and handing.consent(handoff, by=BY_LINK),
        "decline": lambda: handoff and handing.decline(handoff, by=BY_LINK),
        "accept": lambda: handoff and handing.accept(handoff, by=person),
        "return": lambda: handoff and handing.return_(handoff, by=person, answer="違う"),
        "cancel": lambda: handoff and handing.cancel(handoff, by=person),
    }
    try:
        steps[verb]()
    except DomainError:
        return False
    return True


@pytest.mark.django_db(transaction=False)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_one_holder_one_clock_one_history(db, steps):
    Entry.objects.all().delete()
    places = [OrganisationFactory(kind=OrganisationKind.PUBLIC_LAB) for _number in range(3)]
    people = [MembershipFactory(organisation=place, role=Role.RESEARCHER).account for place in places]
    start = timezone.now()
    told = {"topic": "さび", "prefecture_id": "04", "contact_mail": f"{start.timestamp()}@example.jp"}
    question = actions.ask(by=BY_LINK, holder=places[0], days=3, contact_firm="架空", **told)
    Handoff.objects.exclude(consultation=question).delete()
    asked_at, number, lines = question.asked_at, question.number, []
    for hours, (verb, person, target) in enumerate(steps, start=1):
        with time_machine.travel(start + datetime.timedelta(hours=hours), tick=False):
            before = question.holder_id
            _do(Consultation.objects.get(pk=question.pk), verb, people[person], places[target])
            question = Consultation.objects.get(pk=question.pk)
            holding = list(question.periods.filter(until=None))
            is_open = question.stage in OPEN_STAGES
            assert [period.organisation_id for period in holding] == ([question.holder_id] if is_open else [])
            periods = list(question.periods.order_by("since", "pk"))
            assert periods[0].since == asked_at
            assert all(one.until is not None and one.until <= two.since for one, two in pairwise(periods))
            assert (question.asked_at, question.number) == (asked_at, number)
            now = list(question.entries.order_by("pk").values_list("pk", "text", "at"))
            assert now[: len(lines)] == lines
            lines = now
            if question.holder_id != before:
                handoff = question.handoffs.filter(stage="accepted").latest("settled_at")
                assert handoff.consented_at is not None
                assert (handoff.giver_id, handoff.receiver_id) == (before, question.holder_id)
