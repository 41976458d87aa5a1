"""Institutions that close or merge while they hold a case, are offered one, or have closed one."""

import datetime

import pytest
from django.utils import timezone
from tests.duties.test_who import declared
from tests.factories import MembershipFactory, OrganisationFactory
from tests.joining.conftest import told

from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.common.errors import Conflict
from hashiwatashi.consultations.actions import BY_LINK, answer, close, reopen, take
from hashiwatashi.consultations.handing import accept, consent, note_consent, offer
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.organisations.actions import change_organisation, merge_organisation
from hashiwatashi.organisations.enums import OrganisationKind, OrganisationStatus
from hashiwatashi.people.enums import Role
from hashiwatashi.web.consultations.shown import sheet_for

pytestmark = pytest.mark.django_db
TESTER = SystemActor("test")


@pytest.fixture
def people(lab, elsewhere, person):
    return person(lab), person(elsewhere)


def shut(organisation):
    change_organisation(organisation, by=TESTER, status=OrganisationStatus.CLOSED)


def merge(old, into):
    merge_organisation(old, into=into, on=timezone.localdate(), by=TESTER)


def history(case):
    return [one.done for one in sheet_for(Consultation.objects.get(pk=case.pk), None).history if one.done]


def test_a_receiver_that_was_closed_after_the_offer_takes_nothing_over(asked, people, lab, elsewhere):
    question = asked()
    handoff = offer(question, elsewhere, by=people[0], reason="x")
    consent(handoff, by=BY_LINK)
    shut(elsewhere)
    with pytest.raises(Conflict, match=f"stays with {lab.name}"):
        accept(handoff, by=people[1])
    question.refresh_from_db()
    assert question.holder == lab


def test_nobody_agrees_to_what_is_closed(asked, people, elsewhere):
    mailed = offer(asked(), elsewhere, by=people[0], reason="x")
    called = offer(
        asked(channel="phone", contact_mail="", contact_name="架空 花子"), elsewhere, by=people[0], reason="x"
    )
    shut(elsewhere)
    with pytest.raises(Conflict, match="does not exist any more"):
        consent(mailed, by=BY_LINK)
    with pytest.raises(Conflict, match="does not exist any more"):
        note_consent(called, by=people[0], agreed_by="架空 花子", how="phone", day=timezone.localdate())


def test_the_successor_goes_on_with_the_open_cases_and_the_clock(asked, people, lab, elsewhere):
    waiting, answered, closed = asked(), asked(), asked()
    take(waiting, by=people[0])
    for one in (answered, closed):
        answer(one, by=people[0], text="答え")
    close(closed, by=people[0])
    day = waiting.due_on
    merge(lab, elsewhere)
    for one in (waiting, answered, closed):
        one.refresh_from_db()
    assert [(one.holder, one.stage) for one in (waiting, answered, closed)] == [
        (elsewhere, "received"),
        (elsewhere, "answered"),
        (lab, "done"),
    ]
    assert (waiting.officer, waiting.due_on, waiting.owes_answer) == (None, day, True)
    assert set(Consultation.objects.visible_to(people[1])) == {waiting, answered, closed}
    first, second = waiting.periods.all()
    assert (first.until, second.organisation, second.until) == (second.since, elsewhere, None)
    assert told(people[1]) == ["consultation_came"] * 2
    assert history(waiting)[-1] == f"{lab.name} has merged; {elsewhere.name} goes on with the case"
    answer(waiting, by=people[1], text="答え")


def test_where_nobody_acts_for_the_successor_they_stay_with_those_who_have_them(asked, people, lab):
    question = asked()
    merge(lab, OrganisationFactory(kind=OrganisationKind.PUBLIC_LAB))
    question.refresh_from_db()
    assert question.holder == lab
    answer(question, by=people[0], text="答え")


def test_hand_offs_to_and_from_a_merged_body_end(asked, people, lab, elsewhere, person):
    third = OrganisationFactory(kind=OrganisationKind.UNIVERSITY)
    heir = person(third)
    first = offer(asked(), elsewhere, by=people[0], reason="x")
    consent(first, by=BY_LINK)
    merge(elsewhere, third)
    first.refresh_from_db()
    assert (first.stage, told(people[0])[-1]) == ("cancelled", "consultation_returned")
    again = offer(first.consultation, third, by=people[0], reason="x")
    consent(again, by=BY_LINK)
    merge(lab, third)
    again.refresh_from_db()
    assert (again.stage, Consultation.objects.get().holder) == ("cancelled", third)
    assert Consultation.objects.visible_to(heir).count() == 1


def closed_case(asked, officer):
    case = asked()
    answer(case, by=officer, text="答え")
    close(case, by=officer)
    return case


def test_what_is_reopened_at_a_merged_body_goes_to_the_last_of_its_successors(asked, people, lab, elsewhere, person):
    middle = OrganisationFactory(kind=OrganisationKind.PUBLIC_LAB)
    case = closed_case(asked, people[0])
    merge(lab, middle)
    merge(middle, elsewhere)
    reopen(case, by=BY_LINK, days=3, text="またさびた")
    case.refresh_from_db()
    assert (case.holder, case.officer, case.stage, case.owes_answer) == (elsewhere, None, "received", True)
    assert [one.organisation for one in case.periods.all()] == [lab, elsewhere]
    assert told(people[1])[-1] == "consultation_continued"
    assert history(case)[-2:] == [
        "Reopened the case",
        f"{lab.name} has merged; {elsewhere.name} goes on with the case",
    ]


def test_what_is_reopened_at_a_closed_body_is_refused_with_whom_to_ask(asked, people, lab, elsewhere):
    case = closed_case(asked, people[0])
    shut(lab)
    MembershipFactory._meta.model.objects.filter(organisation=elsewhere).update(until=timezone.localdate())
    with pytest.raises(Conflict, match=f"Ask anew, and name {case.number}"):
        reopen(case, by=BY_LINK, days=3)
    place = declared(prefectures=("04",), owner=OrganisationFactory(kind=OrganisationKind.UNIVERSITY)).owner
    MembershipFactory(organisation=place, role=Role.COORDINATOR)
    with pytest.raises(Conflict, match=f"Ask {place.name} anew"):
        reopen(case, by=BY_LINK, days=3)
    case.refresh_from_db()
    assert (case.stage, case.periods.filter(until=None).exists()) == ("done", False)


def test_the_mergers_own_day_is_no_day_of_the_case(asked, people, lab, elsewhere):
    question = asked()
    merge_organisation(lab, into=elsewhere, on=timezone.localdate() - datetime.timedelta(days=90), by=TESTER)
    first, _second = question.periods.all()
    assert first.until >= first.since
