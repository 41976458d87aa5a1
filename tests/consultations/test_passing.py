"""The open consultations of whoever hands over or leaves: with the successor on the day, or waiting for a colleague;
never with anybody who is gone."""

import datetime

import pytest
import time_machine
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories import MembershipFactory, OrganisationFactory
from tests.joining.conftest import told

from hashiwatashi.commands.serve import tick, tick_once
from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.common.errors import Conflict, DomainError
from hashiwatashi.consultations.actions import BY_LINK, answer, ask, assign, close, take
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.consultations.passing import release_left
from hashiwatashi.holders.actions import hand_over, undo_handover
from hashiwatashi.holders.cases import pass_due_cases
from hashiwatashi.holders.models import Handover
from hashiwatashi.joining import members
from hashiwatashi.notices.models import Notice
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Account, Membership
from hashiwatashi.web.notices.leads import href_of

pytestmark = pytest.mark.django_db
TODAY = datetime.date.today()
TESTER = SystemActor("test")


def later(days):
    return TODAY + datetime.timedelta(days=days)


def on_day(days):
    return time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=days))


def member(place, role=Role.COORDINATOR):
    return MembershipFactory(organisation=place, role=role, since=later(-30)).account


@pytest.fixture
def people(lab):
    """Who looks after the members, who goes, and who comes."""
    return member(lab, Role.ADMINISTRATOR), member(lab), member(lab)


def again(case):
    return Consultation.objects.get(pk=case.pk)


def passed(lab, people, **options):
    by, giver, receiver = people
    return hand_over(organisation=lab, **{"giver": giver, "receiver": receiver, "on": TODAY, "by": by, **options})


def pass_time():
    """What the clock brings of it."""
    pass_due_cases(day=datetime.date.today())
    release_left(day=datetime.date.today(), by=TESTER)


def test_the_successor_goes_on_under_the_same_number_and_clock(asked, lab, people):
    _by, giver, receiver = people
    waits, replied, over = asked(days=5), asked(), asked()
    take(waits, by=giver)
    for case in (replied, over):
        answer(case, by=giver, text="塩分です")
    close(over, by=giver)
    before = list(Consultation.objects.order_by("pk").values("pk", "holder", "due_on", "asked_at", "closed_at"))
    handover = passed(lab, people)
    assert [again(one).officer for one in (waits, replied, over)] == [receiver, receiver, giver]
    assert (again(waits).stage, again(replied).stage) == ("assigned", "answered")
    assert list(Consultation.objects.order_by("pk").values(*before[0])) == before
    assert again(waits).periods.count() == 1
    # One notice for all of them, which leads to the hand-over.
    assert (told(receiver)[3:], told(giver)[-1:]) == (["cases_passed"], ["handed_over"])
    notice = Notice.objects.get(account=receiver, kind="cases_passed")
    assert notice.parameters == {"count": 2, "giver": str(giver), "organisation": lab.name}
    assert href_of(notice) == f"/charge/hand-overs/{handover.uid}/"
    lines = AuditEvent.objects.filter(event="consultation.assigned", subject_uid=waits.uid)
    assert lines.latest("pk").actor == f"system:handover:{handover.made_by.uid}"


def test_whoever_asked_sees_the_new_name(client, asked, lab, people):
    asker = MembershipFactory().account
    case = asked(asker=asker)
    take(case, by=people[1])
    Account.objects.filter(pk=people[2].pk).update(display_name="架空 後任")
    passed(lab, people)
    client.force_login(asker)
    assert "架空 後任" in client.get(f"/consultations/{case.uid}/").content.decode()


def test_on_a_later_day_they_pass_on_that_day_with_what_came_until_then(asked, lab, people):
    first, second = asked(days=30), asked(days=30)
    take(first, by=people[1])
    passed(lab, people, on=later(3), end_roles=True)
    take(second, by=Account.objects.get(pk=people[1].pk))
    pass_time()
    assert [again(one).officer for one in (first, second)] == [people[1]] * 2
    with on_day(3):
        tick()
        assert [again(one).officer for one in (first, second)] == [people[2]] * 2
        tick()
    assert told(people[2])[2:] == ["handed_over", "cases_passed"]
    assert Handover.objects.get().cases == [first.pk, second.pk]


def test_what_would_pass_later_does_not_once_it_is_undone(asked, lab, people):
    case = asked(days=30)
    take(case, by=people[1])
    undo_handover(passed(lab, people, on=later(3)), by=people[0])
    with on_day(3):
        pass_time()
    assert again(case).officer == people[1]


def test_undone_within_a_day_what_the_successor_has_still_comes_back(asked, lab, people):
    cases = [asked() for _ in range(4)]
    for case in cases:
        take(case, by=people[1])
    handover = passed(lab, people, end_roles=True)
    own = asked()
    take(own, by=people[2])
    answer(again(cases[0]), by=people[2], text="塩分です")
    assign(again(cases[1]), people[0], by=people[0])
    answer(again(cases[2]), by=people[2], text="塩分です")
    close(again(cases[2]), by=people[2])
    undo_handover(handover, by=people[0])
    assert [again(one).officer for one in cases] == [people[1], people[0], people[2], people[1]]
    assert (again(cases[0]).stage, again(cases[2]).stage, again(own).officer) == ("answered", "done", people[2])


def test_handed_over_twice_each_undone_in_its_turn(asked, lab, people):
    case, (by, first, second) = asked(), people
    take(case, by=first)
    one = passed(lab, people)
    two = passed(lab, people, giver=second, receiver=by)
    assert again(case).officer == by
    undo_handover(two, by=by)
    assert again(case).officer == second
    undo_handover(one, by=by)
    assert again(case).officer == first
    with pytest.raises(Conflict):
        undo_handover(one, by=by)
    assert again(case).officer == first


@pytest.mark.parametrize("has_planner", [True, False])
def test_a_successor_who_does_not_answer_or_left_too_gets_none(asked, lab, people, has_planner):
    by, giver, receiver = people
    case = asked(days=30)
    take(case, by=giver)
    if has_planner:
        Membership.objects.filter(account=receiver).update(role=Role.PLANNER)
        passed(lab, people)
    else:
        passed(lab, people, on=later(3))
        Membership.objects.filter(account=receiver).update(until=later(2))
        with on_day(3):
            pass_time()
    found = again(case)
    assert (found.officer, found.stage, found.holder, found.due_on) == (None, "received", lab, case.due_on)
    assert ("consultation_free" in told(by), "consultation_free" in told(receiver)) == (True, False)


def test_only_of_the_institution_handed_over_and_not_what_she_handles_elsewhere(
    asked,
    lab,
    elsewhere,
    people,
):
    MembershipFactory(account=people[1], organisation=elsewhere, role=Role.CLERK)
    giver = Account.objects.get(pk=people[1].pk)
    here, there = asked(), asked(holder=elsewhere)
    for case in (here, there):
        take(case, by=giver)
    passed(lab, people)
    assert [again(one).officer for one in (here, there)] == [people[2], giver]


def test_with_nothing_but_consultations_there_is_something_to_hand_over(asked, lab, people):
    with pytest.raises(Conflict):
        passed(lab, people)
    take(asked(), by=people[1])
    assert passed(lab, people).begun == []


@pytest.mark.parametrize("how", ["ends", "is switched off", "becomes a planner"])
def test_what_is_with_somebody_who_is_gone_goes_back_to_the_colleagues(asked, lab, people, how):
    by, giver, colleague = people
    waits, replied, over = asked(days=9), asked(), asked()
    take(waits, by=giver)
    for case in (replied, over):
        answer(case, by=giver, text="塩分です")
    close(over, by=giver)
    membership = Membership.objects.get(account=giver)
    if how == "ends":
        members.end(membership, on=TODAY, by=by)
    elif how == "is switched off":
        Account.objects.filter(pk=giver.pk).update(is_active=False)
    else:
        members.change_role(membership, role=Role.PLANNER, on=TODAY, by=by)
    tick()
    assert [again(one).officer for one in (waits, replied, over)] == [None, None, giver]
    assert [again(one).stage for one in (waits, replied, over)] == ["received", "answered", "done"]
    assert told(colleague).count("cases_free") == told(by).count("cases_free") == 1
    assert "cases_free" not in told(giver)
    notice = Notice.objects.get(account=colleague, kind="cases_free")
    assert (notice.parameters["count"], href_of(notice)) == (2, "/consultations/?view=free")
    tick()
    assert told(colleague).count("cases_free") == 1
    take(again(waits), by=colleague)
    assert (again(waits).officer, again(waits).due_on) == (colleague, waits.due_on)


def test_an_end_on_a_day_to_come_takes_nothing_away_before(asked, lab, people):
    case = asked(days=9)
    take(case, by=people[1])
    members.end(Membership.objects.get(account=people[1]), on=later(3), by=people[0])
    pass_time()
    assert again(case).officer == people[1]
    with on_day(3):
        pass_time()
    assert again(case).officer is None


def test_a_round_tells_what_it_did(asked, people, capsys):
    take(asked(days=9), by=people[1])
    members.end(Membership.objects.get(account=people[1]), on=TODAY, by=people[0])
    tick_once()
    first = capsys.readouterr().out
    assert first.startswith("One round is done: ")
    assert "consultations back with the colleagues: 1" in first
    tick_once()
    assert "consultations" not in capsys.readouterr().out


STEP = st.one_of(
    st.tuples(st.just("take"), st.integers(0, 2), st.integers(0, 2)),
    st.tuples(st.just("pass"), st.integers(0, 2), st.integers(0, 2)),
    st.tuples(st.just("later"), st.integers(0, 2), st.integers(0, 2)),
    st.tuples(st.just("undo"), st.just(0), st.just(0)),
    st.tuples(st.just("leave"), st.integers(1, 2), st.just(0)),
    st.tuples(st.just("return"), st.integers(1, 2), st.just(0)),
)


@settings(max_examples=30)
@given(steps=st.lists(STEP, max_size=8))
def test_whatever_happens_no_case_is_lost_nor_left_with_somebody_gone(steps, django_db_blocker):
    with transaction.atomic():
        place = OrganisationFactory()
        team = [member(place, Role.ADMINISTRATOR), member(place), member(place)]
        values = {"prefecture_id": "04", "contact_mail": "owner@example.jp"}
        cases = [ask(by=BY_LINK, holder=place, days=9, topic=f"問い{n}", **values) for n in range(3)]
        told_of = [(one.number, one.holder_id, one.due_on) for one in cases]
        for verb, who, what in steps:
            fresh = [Account.objects.get(pk=one.pk) for one in team]
            try:
                if verb == "take":
                    assign(again(cases[what]), fresh[who], by=TESTER)
                elif verb in ("pass", "later"):
                    on = TODAY if verb == "pass" else later(1)
                    passed(place, (fresh[0], fresh[who], fresh[what]), on=on)
                elif verb == "undo" and (last := Handover.objects.filter(undone_at=None).first()):
                    undo_handover(last, by=fresh[0])
                elif verb in ("leave", "return"):
                    until = TODAY if verb == "leave" else None
                    Membership.objects.filter(account=fresh[who]).update(until=until)
            except DomainError:
                pass
            pass_time()
            check(cases, told_of, TODAY)
        with on_day(1):
            pass_time()
            check(cases, told_of, later(1))
        transaction.set_rollback(True)


def check(cases, told_of, day):
    found = [again(one) for one in cases]
    assert [(one.number, one.holder_id, one.due_on) for one in found] == told_of
    assert not Consultation.objects.left_behind(day).exists()
    assert [one.periods.count() for one in found] == [1, 1, 1]
    assert [(one.stage == "received") for one in found] == [one.officer_id is None for one in found]


def test_who_leaves_before_the_day_leaves_to_the_named_successor_still(asked, lab, people):
    case = asked(days=30)
    take(case, by=people[1])
    passed(lab, people, on=later(3))
    members.end(Membership.objects.get(account=people[1]), on=later(2), by=people[0])
    with on_day(2):
        pass_time()
    assert again(case).officer == people[2]


def test_a_hand_over_lists_no_questions_to_who_does_not_answer(client, asked, lab, people, person):
    case = asked(topic="秘密のめっき", is_confidential=True, secrecy="工程")
    take(case, by=people[1])
    made = passed(lab, people)
    address = f"/charge/hand-overs/{made.uid}/"
    for account, is_listed in ((people[2], True), (person(lab, Role.PLANNER), False)):
        client.force_login(account)
        page = client.get(address)
        assert (page.status_code, "秘密のめっき" in page.content.decode()) == (200, is_listed)
