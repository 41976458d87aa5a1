"""What administrators do with members: roles by the day, one administrator at least, a day to take it back."""

import datetime

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories import AccountFactory, MembershipFactory
from tests.joining.conftest import again, told

from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.errors import Conflict, DomainError, InvalidInput
from hashiwatashi.common.written import day
from hashiwatashi.joining import members
from hashiwatashi.joining.coverage import first_lost, merged
from hashiwatashi.joining.models import MembershipChange
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Membership

pytestmark = pytest.mark.django_db
TODAY = datetime.date.today()


def later(days):
    return TODAY + datetime.timedelta(days=days)


def by_day(someone, organisation, days):
    """Which roles the account has on each of the days to come."""
    held = list(Membership.objects.filter(account=someone, organisation=organisation))
    return [
        {m.role for m in held if m.since <= later(d) and (m.until is None or later(d) < m.until)} for d in range(days)
    ]


def test_a_new_role_follows_on_the_old_one(lab):
    someone = lab.researcher.account
    members.change_role(lab.researcher, role=Role.COORDINATOR, on=later(3), by=lab.administrator)
    assert by_day(someone, lab.place, 5) == [{"researcher"}] * 3 + [{"coordinator"}] * 2
    assert told(someone) == ["role_changed"]


def test_a_role_that_was_wrong_from_its_first_day_is_changed_for_all_days(lab):
    members.change_role(lab.researcher, role=Role.COORDINATOR, on=lab.researcher.since, by=lab.administrator)
    assert Membership.objects.filter(account=lab.researcher.account).count() == 1
    assert by_day(lab.researcher.account, lab.place, 1) == [{"coordinator"}]


def test_whoever_leaves_has_no_access_from_that_day(lab):
    members.end(lab.researcher, on=TODAY, by=lab.administrator)
    assert again(lab.researcher.account).current_memberships == ()


@pytest.mark.parametrize("days", [0, -1])
def test_a_role_holds_for_a_day_at_least(lab, days):
    membership = members.let_in(
        AccountFactory(), organisation=lab.place, role=Role.CLERK, since=TODAY, by=lab.administrator
    )
    with pytest.raises(InvalidInput):
        members.end(membership, on=later(days), by=lab.administrator)
    with pytest.raises(InvalidInput):
        members.let_in(
            AccountFactory(), organisation=lab.place, role=Role.CLERK, since=TODAY, until=later(days), by=lab.first
        )


def test_nobody_has_a_role_twice_at_one_time(lab):
    with pytest.raises(Conflict):
        members.let_in(
            lab.researcher.account, organisation=lab.place, role=Role.RESEARCHER, since=later(9), by=lab.administrator
        )
    members.end(lab.researcher, on=later(9), by=lab.administrator)
    members.let_in(
        lab.researcher.account, organisation=lab.place, role=Role.RESEARCHER, since=later(9), by=lab.administrator
    )


def test_the_last_administrator_cannot_leave_before_another_is_named(lab):
    for step in (
        lambda: members.end(lab.first, on=later(1), by=lab.administrator),
        lambda: members.change_role(lab.first, role=Role.CLERK, on=later(1), by=lab.administrator),
    ):
        with pytest.raises(Conflict, match=day(later(1))):
            step()
    assert by_day(lab.administrator, lab.place, 3) == [{"administrator"}] * 3
    members.change_role(lab.researcher, role=Role.ADMINISTRATOR, on=later(1), by=lab.administrator)
    members.end(lab.first, on=later(1), by=lab.administrator)


def test_an_operator_may_close_what_is_over(lab, operator):
    members.end(lab.first, on=later(1), by=operator)


def test_an_administrator_who_may_not_sign_in_is_none(lab):
    second = MembershipFactory(organisation=lab.place, role=Role.ADMINISTRATOR)
    second.account.is_active = False
    second.account.save()
    with pytest.raises(Conflict):
        members.end(lab.first, on=later(1), by=lab.administrator)


def state(lab):
    return sorted(Membership.objects.values_list("account", "role", "since", "until"))


STEPS = {
    "let in": lambda lab, who: members.let_in(
        who, organisation=lab.place, role=Role.CLERK, since=TODAY, by=lab.administrator
    ),
    "change": lambda lab, who: members.change_role(
        lab.researcher, role=Role.CLERK, on=later(2), by=lab.administrator
    ),
    "change from the first day": lambda lab, who: members.change_role(
        lab.researcher, role=Role.CLERK, on=lab.researcher.since, by=lab.administrator
    ),
    "end": lambda lab, who: members.end(lab.researcher, on=later(2), by=lab.administrator),
}


@pytest.mark.parametrize("step", STEPS)
def test_each_step_can_be_taken_back_for_a_day(lab, step):
    before, now = state(lab), datetime.datetime.now(datetime.UTC)
    STEPS[step](lab, AccountFactory())
    assert state(lab) != before
    change = MembershipChange.objects.get()
    with time_machine.travel(now + datetime.timedelta(hours=25)), pytest.raises(Conflict, match="1日"):
        members.undo(change, by=lab.administrator)
    with time_machine.travel(now + datetime.timedelta(hours=23)):
        members.undo(change, by=lab.administrator)
    assert state(lab) == before
    assert AuditEvent.objects.filter(event="membership.undone").count() == 1
    with pytest.raises(Conflict):
        members.undo(change, by=lab.administrator)


def test_a_step_is_taken_back_before_the_one_it_followed(lab):
    members.end(lab.researcher, on=later(9), by=lab.administrator)
    members.end(lab.researcher, on=later(5), by=lab.administrator)
    second, first = MembershipChange.objects.all()
    with pytest.raises(Conflict, match="後の変更"):
        members.undo(first, by=lab.administrator)
    members.undo(second, by=lab.administrator)
    members.undo(first, by=lab.administrator)
    assert by_day(lab.researcher.account, lab.place, 12) == [{"researcher"}] * 12


def test_a_new_role_that_was_ended_since_is_not_lost_with_the_old(lab):
    changed = members.change_role(lab.researcher, role=Role.CLERK, on=later(2), by=lab.administrator)
    members.end(changed, on=later(4), by=lab.administrator)
    first = MembershipChange.objects.get(membership=lab.researcher)
    with pytest.raises(Conflict):
        members.undo(first, by=lab.administrator)


DAYS = 8
STEP = st.tuples(
    st.sampled_from(["let in", "change", "end", "undo"]),
    st.integers(0, 2),
    st.sampled_from([Role.ADMINISTRATOR, Role.CLERK, Role.RESEARCHER]),
    st.integers(0, DAYS),
    st.one_of(st.none(), st.integers(0, DAYS)),
)


@settings(max_examples=60)
@given(steps=st.lists(STEP, max_size=12))
def test_any_sequence_keeps_what_must_hold_on_every_day(steps, django_db_blocker):
    """Against a calendar filled in day by day: nobody has a role twice, no day loses its last administrator.

    A refused step changes nothing, an accepted one what it says.
    """
    from django.db import transaction
    from tests.factories import OrganisationFactory

    with transaction.atomic():
        place = OrganisationFactory()
        accounts = AccountFactory.create_batch(3)
        by = accounts[0]
        MembershipFactory(account=by, organisation=place, role=Role.ADMINISTRATOR, since=TODAY)
        for verb, who, role, since, until in steps:
            before = calendar(place)
            try:
                take(verb, place, accounts[who], role, since, until, by)
            except DomainError:
                assert calendar(place) == before
            after = calendar(place)
            assert all(len(roles) == len(set(roles)) for roles in after)
            had = [any(role == "administrator" for _, role in roles) for roles in before]
            has = [any(role == "administrator" for _, role in roles) for roles in after]
            assert not [day for day, (was, is_) in enumerate(zip(had, has, strict=True)) if was and not is_]
        transaction.set_rollback(True)


def calendar(place):
    """The (account, role) pairs of each day, with repeats."""
    held = list(Membership.objects.filter(organisation=place))
    return [
        sorted(
            (m.account_id, m.role) for m in held if m.since <= later(d) and (m.until is None or later(d) < m.until)
        )
        for d in range(DAYS + 2)
    ]


def take(verb, place, account, role, since, until, by):
    """One step; ending and changing go to the account's first membership that there is, if any."""
    membership = Membership.objects.filter(organisation=place, account=account).order_by("pk").first()
    change = MembershipChange.objects.filter(membership__organisation=place).first()
    if verb == "let in":
        end = None if until is None else later(until)
        members.let_in(account, organisation=place, role=role, since=later(since), until=end, by=by)
        ends = DAYS + 2 if until is None else until
        assert all((account.pk, role) in roles for roles in calendar(place)[since:ends])
    elif verb == "change" and membership is not None:
        changed = members.change_role(membership, role=role, on=later(since), by=by)
        assert changed.role == role
    elif verb == "end" and membership is not None:
        assert members.end(membership, on=later(since), by=by).until == later(since)
    elif verb == "undo" and change is not None:
        members.undo(change, by=by)


SPAN = st.tuples(st.integers(0, 12), st.integers(1, 6)).map(lambda pair: (later(pair[0]), later(sum(pair))))


@given(before=st.lists(SPAN, max_size=5), after=st.lists(SPAN, max_size=5), today=st.integers(0, 12))
def test_the_first_day_lost_is_the_one_a_calendar_shows(before, after, today):
    def covered(spans):
        return {day for day in map(later, range(20)) if any(since <= day < until for since, until in spans)}

    lost = sorted(day for day in covered(before) - covered(after) if day >= later(today))
    assert first_lost(before, after, today=later(today)) == (lost[0] if lost else None)
    assert covered(merged(before)) == covered(before)
