"""Who waits for a time is offered it when it is free, in the order of the list, and nobody gets before her."""

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories import AccountFactory, EquipmentFactory
from time_machine import travel

from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.enums import Disclosure
from hashiwatashi.common.errors import Conflict, DomainError, NotAllowed
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.notices.models import Notice
from hashiwatashi.opening.models import Unit, UseRules
from hashiwatashi.reservations.actions import apply, cancel, end_holds, move, reserve
from hashiwatashi.reservations.closing import close_unit, end_closure
from hashiwatashi.reservations.enums import Obstacle, OccupancyKind, ReservationStage, WaitingState
from hashiwatashi.reservations.line import is_somebody_next, with_place
from hashiwatashi.reservations.models import Closure, Reservation, Waiting
from hashiwatashi.reservations.obstacles import CannotReserve
from hashiwatashi.reservations.waiting import MOST, offer_free, wait, withdraw
from hashiwatashi.reservations.wishes import Wish


@pytest.fixture
def waits(unit):
    """Puts somebody on the list of the unit."""

    def make(span, by=None, of=unit, **values):
        by = by or AccountFactory()
        return wait(Wish(of, span, user=by), by=by, **{"purpose": "鋳物の巣を見る"} | values)

    return make


def state_of(entry):
    return Waiting.objects.for_lists().get(pk=entry.pk).state()


def offers():
    return offer_free(timezone.now())


def test_the_first_who_waits_is_offered_what_is_cancelled(reserved, waits, at, user):
    held = reserved(at(13, 15))
    first, second = waits(at(13, 15)), waits(at(13, 15))
    assert offers() == 0
    cancel(held, by=user)
    assert is_somebody_next(timezone.now())
    assert offers() == 1
    first.refresh_from_db()
    made = first.reservation
    assert (state_of(first), state_of(second)) == (WaitingState.OFFERED, WaitingState.WAITING)
    assert (made.stage, made.user, made.purpose) == (ReservationStage.HELD, first.user, "鋳物の巣を見る")
    assert timedelta(hours=23) < made.held_until - timezone.now() <= timedelta(hours=24)
    told = Notice.objects.get(account=first.user)
    assert (told.kind, told.about, told.parameters["number"]) == ("reservation_offered", made.uid, made.number)
    lines = AuditEvent.objects.filter(subject_uid=first.uid).order_by("pk")
    assert [line.event for line in lines] == ["waiting.added", "waiting.offered"]
    assert lines[1].actor == "system:reservations"
    assert offers() == 0


def test_an_offer_that_is_applied_for_is_taken_and_one_given_back_goes_to_the_next(reserved, waits, at, user):
    held = reserved(at(13, 15))
    first, second, third = (waits(at(13, 15)) for _number in range(3))
    cancel(held, by=user)
    offers()
    first.refresh_from_db()
    cancel(first.reservation, by=first.user)
    offers()
    second.refresh_from_db()
    assert (state_of(first), state_of(second)) == (WaitingState.DECLINED, WaitingState.OFFERED)
    apply(second.reservation, by=second.user)
    assert (state_of(second), state_of(third)) == (WaitingState.TAKEN, WaitingState.WAITING)


def test_an_offer_that_lapses_goes_to_the_next(reserved, waits, at, user):
    held = reserved(at(13, 15))
    first, second = waits(at(13, 15)), waits(at(13, 15))
    cancel(held, by=user)
    offers()
    Reservation.objects.filter(waited=first).update(held_until=timezone.now() - timedelta(minutes=1))
    assert end_holds(timezone.now()) == 1
    assert offers() == 1
    assert (state_of(first), state_of(second)) == (WaitingState.LAPSED, WaitingState.OFFERED)


def test_whoever_may_not_have_it_is_passed_over_with_the_reason(reserved, waits, at, user, rules):
    held = reserved(at(13, 15))
    first, second = waits(at(13, 15)), waits(at(13, 15))
    UseRules.objects.filter(pk=rules.pk).update(one_at_a_time=True)
    reserved_elsewhere(first, at(13, 15))
    cancel(held, by=user)
    assert offers() == 1
    first.refresh_from_db()
    assert (first.skipped, state_of(first)) == (Obstacle.TWO_AT_ONCE, WaitingState.WAITING)
    assert state_of(second) == WaitingState.OFFERED
    assert AuditEvent.objects.filter(subject_uid=first.uid, event="waiting.skipped").count() == 1


def reserved_elsewhere(entry, span):
    """A second instrument at the same time."""
    equipment = EquipmentFactory(owner=entry.unit.equipment.owner, name="SEM")
    other = Unit.objects.create(equipment=equipment, number=1, since=entry.unit.since)
    return reserve(Wish(other, span, user=entry.user), by=entry.user, purpose="観察")


def test_nobody_gets_before_those_who_wait(reserved, waits, at, user, stranger):
    held = reserved(at(13, 15))
    first = waits(at(13, 15))
    cancel(held, by=user)
    with pytest.raises(CannotReserve) as refusal:
        reserved(at(14, 16), by=stranger, organisation=None)
    assert refusal.value.obstacle == Obstacle.AWAITED
    other = reserved(at(10, 11), by=stranger, organisation=None)
    with pytest.raises(CannotReserve):
        move(other, at(13, 14), by=stranger)
    assert offers() == 1
    assert state_of(first) == WaitingState.OFFERED


def test_what_ended_as_unused_goes_to_the_list_before_who_asks_next(reserved, waits, at, stranger):
    held = reserved(at(13, 15))
    first = waits(at(13, 15))
    Reservation.objects.filter(pk=held.pk).update(held_until=timezone.now() - timedelta(minutes=1))
    with pytest.raises(CannotReserve):
        reserved(at(13, 15), by=stranger, organisation=None)
    end_holds(timezone.now())
    offers()
    assert state_of(first) == WaitingState.OFFERED


def test_who_was_passed_over_is_asked_again_and_blocks_nobody(reserved, waits, at, user, rules, stranger):
    held = reserved(at(13, 15))
    first = waits(at(13, 15))
    UseRules.objects.filter(pk=rules.pk).update(one_at_a_time=True)
    other = reserved_elsewhere(first, at(13, 15))
    cancel(held, by=user)
    assert offers() == 0
    assert reserved(at(13, 14), by=stranger, organisation=None).stage == ReservationStage.HELD
    offers()
    first.refresh_from_db()
    assert first.skipped_at is None
    cancel(Reservation.objects.get(user=stranger), by=stranger)
    cancel(other, by=first.user)
    assert offers() == 1
    assert state_of(first) == WaitingState.OFFERED


def test_a_closure_taken_back_offers_its_time(unit, waits, at, clerk):
    close_unit(unit, at(9, 17), kind=OccupancyKind.MAINTENANCE, reason="点検", by=clerk)
    entry = waits(at(10, 12))
    end_closure(Closure.objects.get(), by=clerk)
    assert offers() == 1
    close_unit(unit, at(9, 17), kind=OccupancyKind.MAINTENANCE, reason="点検", by=clerk)
    assert state_of(entry) == WaitingState.CLOSED


def test_any_unit_of_the_instrument_will_do(unit, reserved, waits, at, user, stranger):
    second = Unit.objects.create(equipment=unit.equipment, number=2, since=unit.since)
    Unit.objects.create(equipment=unit.equipment, number=3, since=unit.since, until=unit.since + timedelta(days=1))
    reserved(at(13, 15))
    with pytest.raises(Conflict, match="free"):
        waits(at(13, 15), takes_any=True)
    there = reserved(at(13, 15), by=stranger, of=second, organisation=None)
    entry = waits(at(13, 15), takes_any=True)
    assert offers() == 0
    cancel(there, by=stranger)
    assert offers() == 1
    entry.refresh_from_db()
    assert entry.reservation.unit == second


def test_what_is_free_is_reserved_and_what_is_known_stands_once(reserved, waits, at, user, stranger):
    with pytest.raises(Conflict, match="free"):
        waits(at(13, 15))
    reserved(at(13, 15))
    with pytest.raises(Conflict, match="yourself"):
        waits(at(14, 16), by=user)
    waits(at(13, 15), by=stranger)
    with pytest.raises(Conflict, match="already"):
        waits(at(13, 15), by=stranger)
    with pytest.raises(CannotReserve):
        waits(at(20, 22))
    key = UUID("6f0c7a6e-1f5b-4c57-9c46-0f5d8f6f4d11")
    reserved(at(9, 11))
    first, again = (waits(at(9, 10), by=stranger, key=key) for _time in range(2))
    assert first == again
    with pytest.raises(Conflict, match="stored already"):
        waits(at(9, 10), key=key)


def test_several_entries_for_one_time_are_one(reserved, waits, at, unit, rules, stranger):
    """Offered one after the other they would keep it from everybody else for days."""
    other = Unit.objects.create(equipment=unit.equipment, number=2, since=rules.since)
    reserved(at(13, 15))
    reserved(at(13, 15), of=other)
    waits(at(13, 15), by=stranger)
    for span, of in ((at(13, 14), unit), (at(14, 15), unit), (at(13, 15), other)):
        with pytest.raises(Conflict, match="already"):
            waits(span, by=stranger, of=of)


def test_any_unit_is_any_that_is_in_use_on_the_day(reserved, waits, at, unit, rules, day, user):
    """One that comes until then will do, one that is gone by then will not."""
    Unit.objects.create(equipment=unit.equipment, number=2, since=rules.since, until=day)
    held = reserved(at(13, 15))
    entry = waits(at(13, 15), takes_any=True)
    new = Unit.objects.create(equipment=unit.equipment, number=3, since=day)
    assert offers() == 1
    entry.refresh_from_db()
    assert entry.reservation.unit == new
    cancel(held, by=user)


def test_nobody_waits_for_everything(reserved, waits, at, stranger):
    reserved(at(9, 17))
    for number in range(MOST):
        waits(at(9 + number / 2, 9.5 + number / 2), by=stranger)
    with pytest.raises(Conflict, match="10 times"):
        waits(at(15, 16), by=stranger)


def test_who_withdraws_is_offered_nothing(reserved, waits, at, user, clerk, stranger):
    held = reserved(at(13, 15))
    entry, other = waits(at(13, 15)), waits(at(13, 15))
    with pytest.raises(NotAllowed):
        withdraw(entry, by=stranger)
    withdraw(entry, by=entry.user)
    withdraw(other, by=clerk)
    with pytest.raises(Conflict):
        withdraw(entry, by=entry.user)
    cancel(held, by=user)
    assert offers() == 0
    assert state_of(entry) == WaitingState.WITHDRAWN


def test_an_entry_ends_by_itself_when_its_time_begins(reserved, waits, at, user):
    held = reserved(at(13, 15))
    entry = waits(at(13, 15))
    cancel(held, by=user)
    begun = at(13, 14).start
    assert entry.state(begun) == WaitingState.OVER
    assert offer_free(begun) == 0


def test_the_place_in_the_line_counts_those_whose_times_meet(unit, reserved, waits, at):
    reserved(at(9, 17))
    first, _second, third, apart = waits(at(9, 12)), waits(at(11, 13)), waits(at(9, 10)), waits(at(15, 16))
    places = dict(with_place(Waiting.objects.all(), timezone.now()).values_list("pk", "ahead"))
    assert [places[one.pk] for one in (first, _second, third, apart)] == [0, 1, 1, 0]


def test_somebody_who_acts_for_the_firm_no_longer_is_passed_over(reserved, waits, at, user, firm, stranger):
    held = reserved(at(13, 15))
    entry = waits(at(13, 15), by=stranger, organisation=firm)
    cancel(held, by=user)
    assert offers() == 0
    entry.refresh_from_db()
    assert entry.skipped == Obstacle.USER_KIND


VERBS = ("reserve", "wait", "withdraw", "cancel", "offer")
STEPS = st.lists(
    st.tuples(st.sampled_from(VERBS), st.integers(9, 13), st.integers(1, 3), st.integers(0, 4)), max_size=16
)


class Model:
    """What the list should do, in a few lines of Python: spans that are taken, and those who wait in order."""

    def __init__(self):
        self.taken, self.waiting, self.offered = {}, [], []

    def is_free(self, span):
        return not any(span[0] < end and start < span[1] for start, end in self.taken.values())

    def is_awaited(self, span):
        return any(self.is_free(one) and span[0] < one[1] and one[0] < span[1] for _who, one in self.waiting)

    def reserve(self, name, span):
        if self.is_free(span) and not self.is_awaited(span):
            self.taken[name] = span

    def wait(self, name, span):
        if not self.is_free(span) or self.is_awaited(span):
            self.waiting.append((name, span))

    def offer(self):
        for entry in list(self.waiting):
            if self.is_free(entry[1]):
                self.waiting.remove(entry)
                self.taken[entry[0]] = entry[1]
                self.offered.append(entry[0])


def do(model, verb, unit, times, span, number, which):
    """One step, of the model and of the list; whoever does it is called by its number."""
    if verb == "offer":
        model.offer()
        offer_free(timezone.now())
    elif verb == "withdraw" and model.waiting:
        name, _times = model.waiting.pop(which % len(model.waiting))
        entry = Waiting.objects.get(purpose=str(name))
        withdraw(entry, by=entry.user)
    elif verb == "cancel" and model.taken:
        name = sorted(model.taken)[which % len(model.taken)]
        del model.taken[name]
        one = Reservation.objects.get(purpose=str(name), stage=ReservationStage.HELD)
        cancel(one, by=one.user)
    elif verb in {"reserve", "wait"}:
        getattr(model, verb)(number, times)
        who = AccountFactory()
        with suppress(DomainError), transaction.atomic():
            {"reserve": reserve, "wait": wait}[verb](Wish(unit, span, user=who), by=who, purpose=str(number))


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_sequence_does_what_the_list_should_do(steps, unit, at):
    with transaction.atomic():
        model = Model()
        for number, (verb, hour, length, which) in enumerate(steps):
            do(model, verb, unit, (hour, hour + length), at(hour, hour + length), number, which)
            offered = list(
                Waiting.objects.exclude(reservation=None).order_by("reservation").values_list("purpose", flat=True)
            )
            assert offered == [str(name) for name in model.offered]
            held = Reservation.objects.filter(stage=ReservationStage.HELD).values_list("purpose", flat=True)
            assert sorted(held) == sorted(str(name) for name in model.taken)
        transaction.set_rollback(True)


def test_who_let_a_time_lapse_waits_for_it_no_more(reserved, waits, at, stranger):
    """Two who take turns would keep it from everybody."""
    made = reserved(at(13, 15), by=stranger)
    other = waits(at(13, 15))
    with travel(made.held_until + timedelta(minutes=1), tick=False):
        assert (end_holds(timezone.now()), offers()) == (1, 1)
        other.refresh_from_db()
        assert other.reservation is not None
        with pytest.raises(Conflict, match="lapse"):
            waits(at(13, 15), by=stranger)


def test_an_instrument_she_may_see_no_longer_is_not_offered(reserved, waits, at, unit, user):
    held, entry = reserved(at(13, 15)), waits(at(13, 15))
    Equipment.objects.filter(pk=unit.equipment_id).update(disclosure=Disclosure.RELATED)
    cancel(held, by=user)
    assert offers() == 0
    entry.refresh_from_db()
    assert (entry.reservation, entry.skipped) == (None, Obstacle.NOT_FOR_OUTSIDERS)


def test_who_was_passed_over_is_asked_again_after_a_while(reserved, waits, at, unit, user, rules):
    held, entry = reserved(at(13, 15)), waits(at(13, 15))
    UseRules.objects.filter(pk=rules.pk).update(users=["research"])
    cancel(held, by=user)
    assert offers() == 0
    UseRules.objects.filter(pk=rules.pk).update(users=["firm", "research", "individual"])
    assert offers() == 0
    with travel(timezone.now() + timedelta(minutes=31), tick=False):
        assert offers() == 1
    entry.refresh_from_db()
    assert entry.reservation is not None


def test_an_offer_is_kept_until_the_time_begins_at_the_longest(reserved, waits, at, user):
    held, entry = reserved(at(13, 15)), waits(at(13, 15))
    with travel(held.starts - timedelta(hours=2), tick=False):
        UseRules.objects.update(latest_days=0, same_day_until=1440)
        Reservation.objects.filter(pk=held.pk).update(held_until=held.starts)
        cancel(held, by=user)
        assert offers() == 1
    entry.refresh_from_db()
    assert entry.reservation.held_until == entry.starts


def test_who_may_not_sign_in_any_more_keeps_nobody_away(reserved, waits, at, user, stranger):
    held, entry = reserved(at(13, 15)), waits(at(13, 15))
    type(user).objects.filter(pk=entry.user_id).update(is_active=False)
    cancel(held, by=user)
    assert offers() == 0
    assert reserved(at(13, 15), by=stranger).stage == ReservationStage.HELD


def test_a_time_whose_hold_has_just_ended_is_free_to_reserve(reserved, waits, at):
    made = reserved(at(13, 15))
    with travel(made.held_until + timedelta(minutes=1), tick=False), pytest.raises(Conflict, match="free"):
        waits(at(13, 15))


def test_a_unit_that_comes_later_frees_nothing_before(reserved, waits, at, unit, day):
    reserved(at(13, 15))
    entry = waits(at(13, 15), takes_any=True)
    Unit.objects.create(equipment=unit.equipment, number=2, since=day + timedelta(days=1))
    assert offers() == 0
    entry.refresh_from_db()
    assert entry.skipped_at is None


def test_whose_account_is_closed_stands_before_nobody(reserved, waits, at, user):
    held = reserved(at(13, 15))
    gone, second = waits(at(13, 15)), waits(at(13, 15))
    type(user).objects.filter(pk=gone.user_id).update(is_active=False)
    assert with_place(Waiting.objects.filter(pk=second.pk), timezone.now()).get().ahead == 0
    cancel(held, by=user)
    assert offers() == 1
    assert (state_of(gone), state_of(second)) == (WaitingState.WAITING, WaitingState.OFFERED)
