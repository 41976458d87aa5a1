"""The file of a firm: with consent the whole history, after it only one's own, each reading logged (INV-17)."""

import datetime

import pytest
import time_machine
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.consultations.conftest import BY_LINK
from tests.factories import OrganisationFactory

from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.errors import Conflict, InvalidInput, NotAllowed
from hashiwatashi.consultations import actions
from hashiwatashi.consultations.consents import FileConsent, FileReading
from hashiwatashi.consultations.enums import EntryKind
from hashiwatashi.consultations.files import LONGEST, give_consent, read_file, withdraw_consent
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.notices.models import Notice
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.people.enums import Role

DAY = datetime.timedelta(days=1)


@pytest.fixture
def owner(firm, person):
    return person(firm, Role.REPRESENTATIVE)


@pytest.fixture
def history(firm, lab, elsewhere, asked, person):
    """One question at each of two institutions, each with an answer and a note among colleagues."""

    def make(place):
        officer = person(place)
        question = asked(
            holder=place, firm=firm, topic=f"{place.name}への問い", contact_mail=f"{place.pk}@example.jp"
        )
        actions.write(question, by=officer, kind=EntryKind.NOTE, text=f"{place.name}の内輪")
        actions.answer(question, by=officer, text=f"{place.name}の答え")
        return question

    return make(lab), make(elsewhere)


def days_from_now(number):
    return timezone.localdate() + number * DAY


def consented(owner, firm, institution, days=30):
    return give_consent(by=owner, firm=firm, institution=institution, until=days_from_now(days))


def lines(found):
    return {line.text for one in (*found.own, *found.others) for line in one.lines}


def test_without_consent_each_reads_its_own_and_nothing_is_logged(firm, lab, person, history):
    found = read_file(firm, by=person(lab))
    assert (found.own, found.others, found.consents) == ([history[0]], [], [])
    assert not FileReading.objects.exists()


def test_with_consent_a_new_officer_reads_all_but_the_notes_of_others(firm, lab, elsewhere, person, owner, history):
    consented(owner, firm, lab)
    found = read_file(firm, by=person(lab))
    assert (found.own, found.others) == ([history[0]], [history[1]])
    assert {f"{lab.name}の内輪", f"{lab.name}の答え", f"{elsewhere.name}の答え"} <= lines(found)
    assert f"{elsewhere.name}の内輪" not in lines(found)


def test_another_institution_and_another_firm_gain_nothing(firm, lab, elsewhere, person, owner, history, asked):
    consented(owner, firm, lab)
    other = OrganisationFactory(kind=OrganisationKind.FIRM)
    foreign = asked(holder=elsewhere, firm=other, contact_mail="other@example.jp")
    assert read_file(firm, by=person(elsewhere)).others == []
    found = read_file(other, by=person(lab))
    assert (found.own, found.others) == ([], [])
    assert foreign not in read_file(firm, by=person(lab)).others


def test_a_planner_and_a_member_of_the_firm_read_no_file(firm, lab, person, owner, history):
    consented(owner, firm, lab)
    for account in (person(lab, Role.PLANNER), owner, person(firm, Role.ADMINISTRATOR)):
        found = read_file(firm, by=account)
        assert (found.own, found.others) == ([], [])


def test_consent_opens_the_file_alone_and_not_the_pages_behind_it(firm, lab, person, owner, history):
    consented(owner, firm, lab)
    seen = Consultation.objects.visible_to(person(lab))
    assert list(seen) == [history[0]]


def test_each_reading_is_logged_with_what_it_showed_and_stays_after_withdrawal(firm, lab, person, owner, history):
    consent, officer = consented(owner, firm, lab), person(lab)
    read_file(firm, by=officer)
    read_file(firm, by=officer)
    withdraw_consent(consent, by=owner)
    assert read_file(firm, by=officer).others == []
    readings = FileReading.objects.of_firms(frozenset({firm.pk}))
    assert [(one.reader, one.numbers) for one in readings] == [(officer, [history[1].number])] * 2


def told(account):
    return [notice.kind for notice in Notice.objects.filter(account=account).order_by("pk")]


def test_whom_it_concerns_is_told_of_consent_withdrawal_and_the_first_reading(firm, lab, person, owner):
    officer, clerk = person(lab), person(firm, Role.CLERK)
    consent = consented(owner, firm, lab)
    read_file(firm, by=officer)
    read_file(firm, by=person(lab))
    withdraw_consent(consent, by=clerk)
    assert told(officer) == ["file_opened", "file_closed"]
    assert (told(owner), told(clerk)) == (["file_read"], [])


def test_giving_and_withdrawing_stand_in_the_audit_trail(firm, lab, owner):
    withdraw_consent(consented(owner, firm, lab), by=owner)
    lines = AuditEvent.objects.filter(event__startswith="consultation.file").order_by("pk")
    assert [(line.event, line.actor) for line in lines] == [
        ("consultation.file_opened", owner.audit_label),
        ("consultation.file_closed", owner.audit_label),
    ]


@pytest.mark.parametrize("days", [0, -1, LONGEST.days + 1])
def test_a_day_that_is_past_or_too_far_is_refused(firm, lab, owner, days):
    with pytest.raises(InvalidInput):
        consented(owner, firm, lab, days)


def test_who_may_not_consent_and_what_holds_already_are_refused(firm, lab, person, owner):
    for account in (person(firm, Role.CLERK), person(lab, Role.ADMINISTRATOR)):
        with pytest.raises(NotAllowed):
            consented(account, firm, lab)
    with pytest.raises(Conflict):
        consented(owner, firm, OrganisationFactory(kind=OrganisationKind.FIRM))
    consent = consented(owner, firm, lab)
    with pytest.raises(Conflict):
        consented(owner, firm, lab)
    withdraw_consent(consent, by=owner)
    with pytest.raises(Conflict):
        withdraw_consent(consent, by=owner)
    assert consented(owner, firm, lab).pk != consent.pk


@pytest.mark.parametrize("number", [1, 3])
def test_how_long_the_history_is_costs_no_more_queries(
    firm, lab, elsewhere, person, owner, asked, django_assert_num_queries, number
):
    for count in range(number):
        for place in (lab, elsewhere):
            asked(holder=place, firm=firm, contact_mail=f"{place.pk}-{count}@example.jp")
    consented(owner, firm, lab)
    officer = person(lab)
    read_file(firm, by=officer)
    with django_assert_num_queries(12):
        read_file(firm, by=officer)


START = datetime.datetime(2026, 4, 1, 3, tzinfo=datetime.UTC)
# Consents one after the other: after how many days one is given, for how long, and after how many it is withdrawn.
CONSENTS = st.lists(
    st.tuples(st.integers(0, 10), st.integers(1, 10), st.one_of(st.none(), st.integers(0, 12))), max_size=4
)


@pytest.mark.django_db(transaction=False)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(consents=CONSENTS)
def test_what_others_hold_is_read_on_the_days_of_a_consent_and_on_no_other(
    firm, lab, elsewhere, person, owner, history, consents
):
    FileReading.objects.all().delete()
    FileConsent.objects.all().delete()
    officer, open_days, withdrawals = person(lab), set(), {}
    starts, day = {}, 0
    for wait, length, withdrawn in consents:
        day += wait
        starts[day] = (length, withdrawn)
        day += length
    for today in range(day + 3):
        with time_machine.travel(START + today * DAY, tick=False):
            for consent in withdrawals.pop(today, ()):
                withdraw_consent(consent, by=owner)
                open_days -= set(range(today, day + 20))
            if today in starts:
                length, withdrawn = starts[today]
                consent = consented(owner, firm, lab, length)
                open_days |= set(range(today, today + length))
                if withdrawn is not None and withdrawn < length:
                    withdrawals.setdefault(today + withdrawn, []).append(consent)
                    if withdrawn == 0:
                        withdraw_consent(withdrawals.pop(today)[0], by=owner)
                        open_days -= set(range(today, today + length))
            before = FileReading.objects.count()
            found = read_file(firm, by=officer)
            is_open = today in open_days
            assert (found.own, found.others) == ([history[0]], [history[1]] if is_open else [])
            assert FileReading.objects.count() - before == is_open


def test_a_question_without_a_firm_stands_in_no_file(firm, lab, person, owner, asked):
    consented(owner, firm, lab)
    asked(by=BY_LINK, contact_firm=firm.name)
    found = read_file(firm, by=person(lab))
    assert (found.own, found.others) == ([], [])
