"""Who looks after which records on which day: at most one each, passed on in one step, taken back within a day."""

import datetime

import pytest
import time_machine
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories import AccountFactory, EquipmentFactory, MembershipFactory, OrganisationFactory, SeedFactory
from tests.joining.conftest import told

from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.errors import Conflict, DomainError, InvalidInput, NotAllowed
from hashiwatashi.holders import actions, held
from hashiwatashi.holders.models import Handover, Holding
from hashiwatashi.matching.enums import Kind
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Account, Membership

pytestmark = pytest.mark.django_db
TODAY = datetime.date.today()


def later(days):
    return TODAY + datetime.timedelta(days=days)


class Office:
    """An office with an administrator, a predecessor and a successor, forty instruments and two seeds."""

    def __init__(self, records=40):
        self.place = OrganisationFactory()
        self.administrator, self.giver, self.receiver = (
            MembershipFactory(organisation=self.place, role=role, since=later(-30)).account
            for role in (Role.ADMINISTRATOR, Role.CLERK, Role.COORDINATOR)
        )
        self.records = {
            Kind.EQUIPMENT: [one.uid for one in EquipmentFactory.create_batch(records, owner=self.place)],
            Kind.SEED: [one.uid for one in SeedFactory.create_batch(2, owner=self.place)],
        }

    def named(self, account, on=TODAY, **records):
        records = {Kind(name): uids for name, uids in records.items()}
        return actions.name_holder(
            account, organisation=self.place, records=records or self.records, on=on, by=self.administrator
        )

    def passed(self, **options):
        values = {"giver": self.giver, "receiver": self.receiver, "on": later(3), "by": self.administrator, **options}
        return actions.hand_over(organisation=self.place, **values)


@pytest.fixture
def office(db):
    return Office()


def number(account, day=TODAY):
    return Holding.objects.in_force_on(day).filter(account=account).count()


def state():
    return sorted(Holding.objects.values_list("account", "record", "since", "until"), key=str)


def test_forty_records_pass_to_the_successor_in_one_step_on_the_day(office):
    assert office.named(office.giver) == 42
    handover = office.passed(note="鍵は棚の二段目。")
    assert [number(office.giver, later(2)), number(office.receiver, later(2))] == [42, 0]
    assert [number(office.giver, later(3)), number(office.receiver, later(3))] == [0, 42]
    assert told(office.giver) == told(office.receiver) == ["handed_over"]
    line = AuditEvent.objects.get(event="handover.made")
    assert (line.subject_uid, line.data["records"]) == (handover.uid, 42)


def test_with_it_the_roles_of_whoever_leaves_end(office):
    office.named(office.giver)
    office.passed(end_roles=True)
    assert Membership.objects.get(account=office.giver).until == later(3)
    with time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=3)):
        assert Account.objects.get(pk=office.giver.pk).current_memberships == ()


def test_it_is_taken_back_within_a_day_whole(office):
    office.named(office.giver)
    office.named(office.giver, on=later(9), equipment=[])
    before, roles = state(), list(Membership.objects.order_by("pk").values())
    handover = office.passed(end_roles=True)
    assert state() != before
    with (
        time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=25)),
        pytest.raises(Conflict),
    ):
        actions.undo_handover(handover, by=office.administrator)
    actions.undo_handover(handover, by=office.administrator)
    assert (state(), list(Membership.objects.order_by("pk").values())) == (before, roles)
    with pytest.raises(Conflict):
        actions.undo_handover(handover, by=office.administrator)


def test_it_is_not_taken_back_over_what_changed_hands_since(office):
    office.named(office.giver)
    handover = office.passed(on=TODAY)
    office.named(office.administrator, on=TODAY)
    with pytest.raises(Conflict):
        actions.undo_handover(handover, by=office.administrator)


def test_of_two_on_different_days_the_first_is_not_taken_back_beneath_the_second(office):
    office.named(office.giver)
    first = office.passed(on=later(9))
    second = office.passed(on=later(3), receiver=office.administrator)
    with pytest.raises(Conflict):
        actions.undo_handover(first, by=office.administrator)
    actions.undo_handover(second, by=office.administrator)
    actions.undo_handover(first, by=office.administrator)
    assert [number(office.giver, later(day)) for day in (0, 5, 20)] == [42, 42, 42]


@pytest.mark.parametrize("who", ["outsider", "gone"])
def test_nobody_outside_receives_anything(office, who):
    office.named(office.giver)
    outsider = AccountFactory()
    if who == "gone":
        MembershipFactory(account=outsider, organisation=office.place, since=later(-9), until=later(2))
    before = state()
    with pytest.raises(InvalidInput) as refused:
        office.passed(receiver=outsider)
    assert list(refused.value.data["fields"]) == ["receiver"]
    assert state() == before
    assert not Handover.objects.exists()


def test_nobody_hands_over_to_herself_or_nothing(office):
    with pytest.raises(InvalidInput):
        office.passed(receiver=office.giver)
    with pytest.raises(Conflict):
        office.passed()


def test_a_member_hands_over_her_own_and_not_anothers(office):
    office.named(office.giver)
    with pytest.raises(NotAllowed):
        office.passed(by=Account.objects.get(pk=office.receiver.pk))
    office.passed(by=Account.objects.get(pk=office.giver.pk))


def test_records_of_others_are_left_out(office):
    other = EquipmentFactory()
    assert office.named(office.giver, equipment=[other.uid]) == 0
    assert not Holding.objects.exists()


def test_records_that_nobody_looks_after_are_listed(office):
    first = office.records[Kind.EQUIPMENT][0]
    actions.name_holder(
        office.giver,
        organisation=office.place,
        records={Kind.EQUIPMENT: [first]},
        on=TODAY,
        by=office.administrator,
    )
    free = held.without_holder(Kind.EQUIPMENT, office.place, office.administrator, TODAY)
    assert free.count() == 39
    assert first not in free.values_list("uid", flat=True)
    assert held.holder_of(Kind.EQUIPMENT, first, office.administrator, TODAY) == office.giver
    assert held.holder_of(Kind.EQUIPMENT, first, AccountFactory(), TODAY) is None


DAYS = 8
STEP = st.one_of(
    st.tuples(st.just("name"), st.integers(0, 2), st.integers(0, DAYS), st.sets(st.integers(0, 3), min_size=1)),
    st.tuples(st.just("pass"), st.integers(0, 2), st.integers(0, DAYS), st.integers(0, 2)),
    st.tuples(st.just("undo"), st.integers(0, 2), st.integers(0, 0), st.integers(0, 0)),
)


@settings(max_examples=60)
@given(steps=st.lists(STEP, max_size=10))
def test_any_sequence_is_what_a_calendar_filled_in_day_by_day_shows(steps, django_db_blocker):
    with transaction.atomic():
        office = Office(records=4)
        people = [office.administrator, office.giver, office.receiver]
        uids = office.records[Kind.EQUIPMENT]
        calendar = {uid: [None] * DAYS for uid in uids}
        for verb, who, day, what in steps:
            before = {uid: list(days) for uid, days in calendar.items()}
            try:
                if verb == "name":
                    office.named(people[who], on=later(day), equipment=[uids[n] for n in what])
                    for n in what:
                        calendar[uids[n]][day:] = [people[who].pk] * (DAYS - day)
                elif verb == "pass":
                    office.passed(giver=people[who], receiver=people[what], on=later(day))
                    for days in calendar.values():
                        days[day:] = [people[what].pk if one == people[who].pk else one for one in days[day:]]
                elif handover := Handover.objects.filter(organisation=office.place, undone_at=None).first():
                    made = {one.pk for one in Handover.objects.filter(organisation=office.place)}
                    actions.undo_handover(handover, by=office.administrator)
                    assert made
                    calendar = {uid: holders(uid) for uid in uids}
                    continue
            except DomainError:
                calendar = before
            assert {uid: holders(uid) for uid in uids} == calendar
        transaction.set_rollback(True)


def holders(uid):
    """Who looks after a record on each day; more than one would be a fault."""
    rows = list(Holding.objects.filter(record=uid))
    found = []
    for day in map(later, range(DAYS)):
        now = [row.account_id for row in rows if row.since <= day and (row.until is None or day < row.until)]
        assert len(now) <= 1
        found.append(now[0] if now else None)
    return found


def test_it_is_not_taken_back_over_days_that_were_given_to_another_since(office):
    office.named(office.giver)
    handover = office.passed(on=later(3))
    office.named(office.administrator, on=later(6))
    with pytest.raises(Conflict):
        actions.undo_handover(handover, by=office.administrator)
    assert [number(office.receiver, later(4)), number(office.administrator, later(7))] == [42, 42]
