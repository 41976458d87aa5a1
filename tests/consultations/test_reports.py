"""The figures of an institution agree with a reckoning by hand, whatever happened to the cases."""

import datetime
from statistics import median

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.consultations.conftest import BY_LINK
from tests.factories import MembershipFactory, OrganisationFactory

from hashiwatashi.areas.models import Municipality
from hashiwatashi.common.calendar import Span, fiscal_year_days, is_working_day, working_days_after
from hashiwatashi.consultations import actions, handing
from hashiwatashi.consultations.enums import ConsultationKind, Usefulness
from hashiwatashi.consultations.models import Consultation, Entry, Handoff, HolderPeriod
from hashiwatashi.consultations.reports import (
    FIGURES,
    LEAST_REPLIES,
    OUTSIDE,
    UNTOLD,
    Bounds,
    Line,
    by_officer,
    cases_of,
    lines_by,
    narrowed,
    places,
    towns_of,
)
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.people.enums import Role

YEAR = fiscal_year_days(2026)
NOON = datetime.timedelta(hours=3)  # in UTC
TECHNICAL = ConsultationKind.TECHNICAL


def at(day, month=6):
    return time_machine.travel(datetime.datetime(2026, month, day, 3, tzinfo=datetime.UTC), tick=False)


def now(day=30, month=6):
    return datetime.datetime(2026, month, day, 3, tzinfo=datetime.UTC)


def line_of(institution, span=YEAR, kind=TECHNICAL, moment=None):
    return Line("", cases_of(Bounds(institution, kind, span), moment or now()))


def test_each_step_takes_its_working_days(lab, person, asked):
    # 1 June 2026 is a Monday.
    officer = person(lab)
    with at(5):
        question = asked()
    with at(8):
        actions.take(question, by=officer)
    with at(10):
        actions.answer(question, by=officer, text="答え")
    with at(17):
        actions.close(question, by=officer)
    found = line_of(lab)
    assert [found.median(step).value for step in ("take", "answer", "wait", "close")] == [1, 2, 3, 5]
    assert (found.number("due"), found.number("in_time"), found.median("ours").n) == (1, 1, 0)


def test_an_even_number_has_the_exact_middle(lab, person, asked):
    officer = person(lab)
    for day in (2, 3):
        with at(1):
            question = asked()
        with at(day):
            actions.answer(question, by=officer, text="答え")
    assert line_of(lab).median("wait").value == 1.5


def test_reopening_does_not_make_a_late_answer_one_in_time(lab, person, asked):
    officer = person(lab)
    with at(1):
        question = asked(days=1)
    with at(10):
        actions.answer(question, by=officer, text="答え")
        actions.close(question, by=officer)
        actions.reopen(question, by=officer, days=20)
    found = line_of(lab)
    assert (found.number("due"), found.number("in_time"), found.number("open")) == (1, 0, 1)


def test_what_is_not_due_yet_counts_for_neither_and_what_is_overdue_as_late(lab, asked):
    with at(1):
        asked(days=3)
    waiting, overdue = line_of(lab, moment=now(4)), line_of(lab, moment=now(5))
    assert [line.number("due") for line in (waiting, overdue)] == [0, 1]
    assert [line.share("in_time", "due") for line in (waiting, overdue)] == [None, 0]


def test_a_case_that_was_handed_off_is_reckoned_for_each_by_its_own_moments(lab, elsewhere, person, asked):
    giver, receiver = person(lab), person(elsewhere)
    with at(1):
        question = asked()
        actions.take(question, by=giver)
    with at(3):
        handing.consent(handing.offer(question, elsewhere, by=giver, reason="専門"), by=BY_LINK)
    with at(5):
        handing.accept(Handoff.objects.get(), by=receiver)
        question.refresh_from_db()
        # The account has loaded who holds it before; the page loads it anew.
        actions.take(Consultation.objects.get(), by=receiver)
    with at(8):
        actions.answer(Consultation.objects.get(), by=receiver, text="答え")
        actions.close(Consultation.objects.get(), by=receiver)
    here, there = line_of(lab), line_of(elsewhere)
    assert [(line.median("ours").value, line.median("others").value) for line in (here, there)] == [(4, 1), (1, 4)]
    assert [line.number("answered") for line in (here, there)] == [0, 1]
    assert [line.number("closed") for line in (here, there)] == [0, 1]
    assert there.median("wait").value == 1
    assert there.cases[0].came == datetime.date(2026, 6, 5)


def test_kinds_are_never_mixed_and_bounds_are_half_open(lab, asked):
    with at(1, month=4):
        asked()
        asked(kind=ConsultationKind.LIFE)
    with at(30, month=4):
        asked(kind=ConsultationKind.INTELLECTUAL_PROPERTY)
    assert [len(line_of(lab, kind=kind).cases) for kind in ConsultationKind] == [1, 1, 1]
    april = Span(datetime.date(2026, 4, 1), datetime.date(2026, 4, 30))
    assert [len(line_of(lab, april, kind).cases) for kind in ConsultationKind] == [1, 0, 1]


def test_midnight_is_that_of_japan(lab, asked):
    with time_machine.travel(datetime.datetime(2026, 3, 31, 15, tzinfo=datetime.UTC), tick=False):
        asked()
    assert len(line_of(lab).cases) == 1


def test_towns_from_which_nothing_came_are_blank_and_wards_count_for_their_city(lab, asked):
    city = Municipality.objects.create(code="041009", name="仙台市", prefecture_id="04")
    ward = Municipality.objects.create(code="041017", name="青葉区", prefecture_id="04", parent=city)
    blank = Municipality.objects.create(code="042021", name="石巻市", prefecture_id="04")
    with at(1):
        asked(municipality=ward)
        asked(municipality=city)
        asked()
        asked(prefecture_id="02")
    found = places(line_of(lab).cases, towns_of(lab))
    assert [(town, len(line.cases)) for town, line in found.towns] == [(city, 2)]
    assert (found.blank, found.fields) == ([blank], [UNTOLD])
    assert (len(found.untold.cases), len(found.outside.cases), found.outside.key) == (1, 1, OUTSIDE)
    assert sum(len(line.cases) for line in (found.untold, found.outside, *(one for _town, one in found.towns))) == 4


def test_of_a_person_nothing_is_told_below_five_replies(lab, person, asked):
    busy, other = person(lab), person(lab)
    for officer, number in ((busy, LEAST_REPLIES), (other, LEAST_REPLIES - 1)):
        for _number in range(number):
            with at(1):
                question = asked(contact_mail=f"{officer.pk}@example.jp")
                actions.answer(question, by=officer, text="答え")
                actions.close(question, by=officer)
                actions.judge(question, by=BY_LINK, usefulness=Usefulness.YES)
    told = by_officer(line_of(lab).cases)
    assert [(officer, line.number("yes")) for officer, line in told] == [(busy, LEAST_REPLIES)]
    assert line_of(lab).number("told") == 2 * LEAST_REPLIES - 1


@pytest.mark.parametrize("number", [1, 3])
def test_the_cases_are_read_by_two_queries(lab, asked, django_assert_num_queries, number):
    for _number in range(number):
        with at(1):
            asked()
    with django_assert_num_queries(2):
        cases_of(Bounds(lab, TECHNICAL, YEAR), now())


# One case: when it is asked, and after how many days the next thing happens (None: never).
STORY = st.tuples(
    st.integers(0, 40),
    st.sampled_from((1, 3)),
    *(st.one_of(st.none(), st.integers(0, 9)) for _step in ("hand off", "take", "answer", "close")),
)
START = datetime.datetime(2026, 4, 20, 3, tzinfo=datetime.UTC)
END = START + datetime.timedelta(days=60)


def by_hand(since, until):
    """Working days by a loop of its own."""
    days = 0
    while since < until:
        since += datetime.timedelta(days=1)
        days += is_working_day(since)
    return days


@settings(max_examples=200)
@given(st.dates(datetime.date(2019, 1, 1), datetime.date(2029, 12, 31)), st.integers(-40, 900))
def test_working_days_are_those_of_a_plain_loop(day, number):
    until = day + datetime.timedelta(days=number)
    assert working_days_after(day, until) == by_hand(day, until)


def acted_out(story, lab, elsewhere, people, number):
    """Does what the story says; returns who answered, and the days of what happened at whom."""
    asked_after, days, hand, take, answer, close = story
    moment = START + datetime.timedelta(days=asked_after)
    told = {"topic": "さび", "prefecture_id": "04", "contact_mail": f"{number}@example.jp"}
    with time_machine.travel(moment, tick=False):
        question = actions.ask(by=BY_LINK, holder=lab, days=days, now=moment, **told)
    due, holder, came = question.due_on, lab, {lab: moment.date()}
    taken = {}
    if hand is not None:
        moment += datetime.timedelta(days=hand)
        with time_machine.travel(moment, tick=False):
            handoff = handing.offer(question, elsewhere, by=people[lab], reason="専門")
            if handoff.stage == "consent":
                handing.consent(handoff, by=BY_LINK)
            handing.accept(handoff, by=people[elsewhere])
        holder = elsewhere
        came[holder] = moment.date()
    handed, answered, closed = moment.date(), None, None
    if take is not None:
        moment += datetime.timedelta(days=take)
        with time_machine.travel(moment, tick=False):
            actions.take(Consultation.objects.get(pk=question.pk), by=people[holder])
        taken[holder] = moment.date()
    if answer is not None:
        moment += datetime.timedelta(days=answer)
        with time_machine.travel(moment, tick=False):
            actions.answer(Consultation.objects.get(pk=question.pk), by=people[holder], text="答え")
        answered = moment.date()
        taken.setdefault(holder, answered)
        if close is not None:
            moment += datetime.timedelta(days=close)
            with time_machine.travel(moment, tick=False):
                actions.close(Consultation.objects.get(pk=question.pk), by=people[holder])
            closed = moment.date()
    last = closed or END.date()
    held = {lab: by_hand(came[lab], handed if hand is not None else last), elsewhere: by_hand(handed, last)}
    return {
        "holder": holder, "came": came, "taken": taken, "answered": answered, "closed": closed, "due": due,
        "shared": hand is not None, "held": held,
    }  # fmt: skip


@pytest.mark.django_db(transaction=False)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stories=st.lists(STORY, max_size=6))
def test_the_figures_agree_with_a_reckoning_by_hand(db, stories):
    for model in (Entry, HolderPeriod, Handoff, Consultation):
        model.objects.all().delete()
    lab, elsewhere = (OrganisationFactory(kind=OrganisationKind.PUBLIC_LAB) for _number in range(2))
    people = {one: MembershipFactory(organisation=one, role=Role.RESEARCHER).account for one in (lab, elsewhere)}
    told = [acted_out(story, lab, elsewhere, people, number) for number, story in enumerate(stories)]
    for place in (lab, elsewhere):
        line = line_of(place, moment=END)
        here = [one for one in told if place in one["came"]]
        own = [one for one in here if one["holder"] == place]
        answered = [one for one in own if one["answered"]]
        closed = [one for one in answered if one["closed"]]
        expected = {
            "received": len(here),
            "answered": len(answered),
            "in_time": sum(one["answered"] <= one["due"] for one in answered),
            "due": len(answered) + sum(one["answered"] is None and END.date() > one["due"] for one in own),
            "closed": len(closed),
            "shared": sum(one["shared"] for one in here),
            "open": len(own) - len(closed),
        }
        assert {name: line.number(name) for name in expected} == expected
        days = {
            "take": [by_hand(one["came"][place], one["taken"][place]) for one in here if place in one["taken"]],
            "answer": [by_hand(one["taken"][place], one["answered"]) for one in answered],
            "wait": [by_hand(one["came"][place], one["answered"]) for one in answered],
            "close": [by_hand(one["answered"], one["closed"]) for one in closed],
            "through": [by_hand(one["came"][place], one["closed"]) for one in closed],
            "ours": [one["held"][place] for one in here if one["shared"]],
        }
        medians = {step: (median(taken) if taken else None, len(taken)) for step, taken in days.items()}
        assert {step: (line.median(step).value, line.median(step).n) for step in days} == medians
        months = lines_by(line.cases, lambda case: case.month)
        assert sum(part.number("in_time") for part in months) == expected["in_time"]
        for figure in FIGURES:
            behind = [len(narrowed(line.cases, figure=figure, by={"month": part.key})) for part in months]
            assert behind == [part.number(figure) for part in months]
