"""A question with a clock: who asks, who takes it, who answers, and what everybody is told."""

import datetime
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from tests.joining.conftest import told

from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.errors import Conflict, InvalidInput, NotAllowed, TooMany
from hashiwatashi.consultations import links
from hashiwatashi.consultations.actions import (
    BY_LINK,
    MOST_AN_HOUR,
    answer,
    assign,
    close,
    judge,
    reopen,
    take,
    withdraw,
    write,
)
from hashiwatashi.consultations.enums import EntryKind, Usefulness
from hashiwatashi.consultations.models import Consultation, Entry
from hashiwatashi.organisations.enums import OrganisationStatus
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db


def test_a_question_has_a_number_a_holder_and_a_day(asked, lab):
    with time_machine.travel(datetime.datetime(2026, 4, 28, 1, tzinfo=datetime.UTC), tick=False):
        question = asked(days=3)
    # 29 April and 3 to 6 May 2026 are holidays, 2 and 3 May a weekend.
    assert (question.holder, question.due_on) == (lab, datetime.date(2026, 5, 7))
    assert question.number.startswith("C-")
    (period,) = question.periods.all()
    assert (period.organisation, period.since, period.until) == (lab, question.asked_at, None)
    assert [entry.kind for entry in question.entries.all()] == ["question"]


def test_who_asks_gets_number_and_link_and_nothing_confidential(asked):
    question = asked(text="秘密の合金", is_confidential=True, secrecy="出願前のため")
    (letter,) = mail.outbox
    assert letter.to == ["owner@example.jp"]
    assert question.number in letter.subject
    assert links.token_of(question) in letter.body
    assert not any(word in letter.subject + letter.body for word in ("秘密", "さびる", "出願", "架空鋳造"))


def test_the_trail_tells_no_key_of_a_link(asked):
    question = asked()
    told = "".join(str(data) for data in AuditEvent.objects.values_list("data", flat=True))
    assert question.link_key
    assert question.link_key not in told


CONFIDED = {
    "topic": "zqtopiczq",
    "text": "zqtextzq",
    "contact_firm": "zqfirmzq",
    "contact_name": "zqnamezq",
    "contact_mail": "zqmailzq@example.jp",
    "contact_phone": "zqphonezq",
    "is_confidential": True,
    "secrecy": "zqsecrecyzq",
    "urgency": "zqurgencyzq",
}


def test_the_trail_tells_that_it_was_asked_and_not_what(asked, lab, person):
    question, officer = asked(**CONFIDED), person(lab)
    take(question, by=officer)
    answer(question, by=officer, text="zqanswerzq")
    close(question, by=officer, result="zqresultzq")
    judge(question, by=BY_LINK, usefulness=Usefulness.YES, why="zqwhyzq")
    lines = AuditEvent.objects.filter(subject_uid=question.uid)
    asked_line, judged = lines.get(event="consultation.asked"), lines.get(event="consultation.judged")
    assert [line.event for line in lines if "zq" in f"{line.data}{line.reason}"] == []
    kept = {name: asked_line.data["after"][name] for name in CONFIDED if name != "is_confidential"}
    assert set(kept.values()) == {"•••"}
    assert (asked_line.data["after"]["result"], asked_line.data["after"]["holder_id"]) == ("", lab.pk)
    assert judged.data["changed"]["useful_why"] == ["", "•••"]


def test_the_institutions_people_are_told_and_nobody_else(asked, lab, elsewhere, person):
    researcher, planner, foreign = person(lab), person(lab, Role.PLANNER), person(elsewhere)
    asked()
    assert [told(one) for one in (researcher, planner, foreign)] == [["consultation_came"], [], []]


@pytest.mark.parametrize(
    ("values", "field"),
    [({"contact_mail": ""}, "contact_mail"), ({"is_confidential": True}, "secrecy"), ({"topic": ""}, "topic")],
)
def test_what_is_missing_is_told_and_nothing_is_stored(asked, values, field):
    with pytest.raises(InvalidInput) as refused:
        asked(**values)
    assert field in refused.value.data["fields"]
    assert (Consultation.objects.count(), Entry.objects.count(), mail.outbox) == (0, 0, [])


def test_a_closed_institution_and_a_firm_hold_nothing(asked, lab, firm):
    with pytest.raises(Conflict):
        asked(holder=firm)
    lab.status = OrganisationStatus.CLOSED
    lab.save()
    with pytest.raises(Conflict, match=lab.name):
        asked()


def test_a_sender_of_very_many_is_stopped_and_others_are_not(asked):
    for _number in range(MOST_AN_HOUR):
        asked()
    with pytest.raises(TooMany):
        asked(contact_mail="OWNER@example.jp")
    asked(contact_mail="other@example.jp")
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=2)):
        asked()


def test_taken_once(asked, lab, person):
    question, first, second = asked(), person(lab), person(lab)
    stale = Consultation.objects.get(pk=question.pk)
    take(question, by=first)
    with pytest.raises(Conflict):
        take(stale, by=second)
    stale.refresh_from_db()
    assert (stale.officer, stale.stage) == (first, "assigned")


def test_others_do_not_handle_it(asked, elsewhere, lab, person, firm):
    question = asked()
    for account in (person(elsewhere), person(lab, Role.PLANNER), person(firm, Role.REPRESENTATIVE)):
        with pytest.raises(NotAllowed):
            take(question, by=account)
        with pytest.raises(NotAllowed):
            answer(question, by=account, text="x")


def test_assigned_to_one_of_ones_own_who_is_told(asked, lab, elsewhere, person):
    question, clerk, researcher = asked(), person(lab, Role.CLERK), person(lab)
    with pytest.raises(InvalidInput):
        assign(question, person(elsewhere), by=clerk)
    assign(question, researcher, by=clerk)
    question.refresh_from_db()
    assert (question.officer, question.stage) == (researcher, "assigned")
    assert told(researcher)[-1:] == ["consultation_assigned"]


def test_the_first_answer_meets_the_promise_and_later_ones_do_not_move_it(asked, lab, person):
    question, researcher = asked(), person(lab)
    answer(question, by=researcher, text="塩水噴霧試験で確かめましょう", minutes=30)
    question.refresh_from_db()
    first = question.first_answered_at
    assert (question.stage, question.officer, first is not None) == ("answered", researcher, True)
    assert question.number in mail.outbox[-1].subject
    assert "塩水" not in mail.outbox[-1].body
    answer(question, by=researcher, text="もう一つ")
    question.refresh_from_db()
    assert question.first_answered_at == first


def test_colleagues_notes_are_not_read_by_who_asked(asked, lab, person):
    question, researcher = asked(), person(lab)
    note = write(question, by=researcher, kind=EntryKind.NOTE, text="前にも似た件があった", minutes=5)
    visit = write(question, by=researcher, kind=EntryKind.VISIT, text="工場を見た", minutes=60)
    assert (note.is_open, note.organisation, visit.is_open) == (False, lab, True)


def test_a_line_sent_twice_from_out_of_reach_is_stored_once(asked, lab, person):
    question, researcher, key = asked(), person(lab), uuid4()
    lines = [write(question, by=researcher, kind=EntryKind.VISIT, text="訪問", key=key) for _number in range(2)]
    assert lines[0] == lines[1]
    assert Entry.objects.filter(kind="visit").count() == 1


@pytest.mark.parametrize(("text", "minutes"), [("  ", 0), ("x" * 10_001, 0), ("x", -1), ("x", 1441)])
def test_a_line_that_says_nothing_or_too_much_is_refused(asked, lab, person, text, minutes):
    with pytest.raises(InvalidInput):
        write(asked(), by=person(lab), kind=EntryKind.CALL, text=text, minutes=minutes)


def test_the_audit_trail_says_that_and_not_what_was_written(asked, lab, person):
    question = asked()
    write(question, by=person(lab), kind=EntryKind.NOTE, text="秘密の話")
    lines = AuditEvent.objects.filter(subject_uid=question.uid, event="consultation.written")
    assert lines.count() == 2
    assert "秘密の話" not in str([line.data for line in lines])


def test_closed_once_answered_and_judged_once(asked, lab, person):
    question, researcher = asked(), person(lab)
    with pytest.raises(Conflict):
        close(question, by=researcher)
    answer(question, by=researcher, text="答え")
    with pytest.raises(Conflict, match="not closed"):
        judge(question, by=BY_LINK, usefulness=Usefulness.YES)
    close(question, by=researcher, result="塩水噴霧試験")
    assert question.number in mail.outbox[-1].subject
    judge(question, by=BY_LINK, usefulness=Usefulness.PARTLY, why="費用が高い")
    with pytest.raises(Conflict, match="already"):
        judge(question, by=BY_LINK, usefulness=Usefulness.NO)
    question.refresh_from_db()
    assert (question.usefulness, question.result) == ("partly", "塩水噴霧試験")


def test_no_line_is_added_to_a_closed_one(asked, lab, person):
    question = asked()
    withdraw(question, by=BY_LINK)
    with pytest.raises(Conflict):
        write(question, by=person(lab), kind=EntryKind.NOTE, text="遅い")


def test_reopened_within_ninety_days_with_its_number_and_not_after(asked, lab, person):
    question, researcher = asked(), person(lab)
    withdraw(question, by=BY_LINK)
    number, asked_at = question.number, question.asked_at
    with time_machine.travel(timezone.now() + datetime.timedelta(days=80)):
        reopen(question, by=BY_LINK, days=3)
        assert question.periods.filter(until=None).count() == 1
        withdraw(question, by=researcher)
    question.refresh_from_db()
    assert (question.number, question.asked_at) == (number, asked_at)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=200)), pytest.raises(Conflict, match="90 days"):
        reopen(question, by=BY_LINK, days=3)


def test_a_link_opens_one_alone_and_not_for_ever(asked):
    first, second = asked(), asked()
    token = links.token_of(first)
    assert links.behind(token) == first
    assert links.behind(token[:-2] + "xx") is None
    assert links.behind(token.replace(first.uid.hex, second.uid.hex)) is None
    assert links.behind(token, now=timezone.now() + datetime.timedelta(days=181)) is None
    Consultation.objects.filter(pk=first.pk).update(link_key=links.new_key())
    assert links.behind(token) is None


def test_a_reopened_one_owes_an_answer_by_its_new_day(asked, lab, person):
    question, researcher = asked(), person(lab)
    answer(question, by=researcher, text="答え")
    close(question, by=researcher)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=30)):
        reopen(question, by=researcher, days=3)
        assert Consultation.objects.waiting().get() == question
    late = question.due_on + datetime.timedelta(days=1)
    assert Consultation.objects.overdue_on(late).exists()
    answer(question, by=researcher, text="新しい答え")
    assert not Consultation.objects.overdue_on(late).exists()


def test_each_mail_begins_the_time_of_the_link_anew(asked, lab, person):
    question = asked()
    token = links.token_of(question)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=170)):
        answer(question, by=person(lab), text="遅い答え")
    assert links.behind(token, now=timezone.now() + datetime.timedelta(days=300)) == question
