"""Many at the same time: of all who want one slot exactly one gets it, and nothing waits in a ring."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import pairwise
from random import Random
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone
from tests.factories import AccountFactory

from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.errors import DomainError
from hashiwatashi.opening.models import Unit, UseRules
from hashiwatashi.reservations.actions import cancel, reserve
from hashiwatashi.reservations.closing import change_rules, close_unit, end_closure, outside_hours
from hashiwatashi.reservations.enums import OccupancyKind
from hashiwatashi.reservations.line import whose_time_is_free
from hashiwatashi.reservations.models import Closure, Occupancy, Reservation, Waiting
from hashiwatashi.reservations.obstacles import CannotReserve
from hashiwatashi.reservations.waiting import offer_free, wait, withdraw
from hashiwatashi.reservations.wishes import Wish

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE, WORKERS, CROWD, ROUNDS = 50, 6, 20, 8


@pytest.fixture(autouse=True)
def _many_writers():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time anyway; bench/reservations.py presses it through the web")


def test_of_fifty_who_want_one_slot_one_gets_it(unit, at):
    people = AccountFactory.create_batch(PEOPLE)
    barrier = Barrier(PEOPLE)
    loaded = Unit.objects.for_lists().get(pk=unit.pk)

    def try_to(person):
        wish = Wish(loaded, at(13, 17), user=person)
        barrier.wait()
        try:
            return reserve(wish, by=person, purpose="観察").pk
        except CannotReserve as refusal:
            return refusal.obstacle
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as threads:
        outcomes = list(threads.map(try_to, people))
    stored = Reservation.objects.get()
    assert sorted(map(str, outcomes)) == sorted([str(stored.pk), *["taken"] * (PEOPLE - 1)])


def test_reservations_closures_and_hours_at_once_leave_no_overlap(unit, lab, rules, clerk, at):
    people = AccountFactory.create_batch(WORKERS)

    def act(number):
        random = Random(number)
        try:
            for _round in range(ROUNDS):
                with suppress(DomainError):
                    one_act(random)
        finally:
            connection.close()

    def one_act(random):
        start = random.randint(9, 15)
        span = at(start, start + random.randint(1, 2))
        loaded = Unit.objects.for_lists().get(pk=unit.pk)
        verb = random.choice(("reserve", "reserve", "reserve", "close", "end", "hours"))
        if verb == "reserve":
            person = random.choice(people)
            reserve(Wish(loaded, span, user=person), by=person, purpose="観察")
        elif verb == "close":
            close_unit(loaded, span, kind=OccupancyKind.MAINTENANCE, reason="点検", by=clerk)
        elif verb == "end" and (closure := Closure.objects.standing().first()):
            end_closure(closure, by=clerk)
        elif verb == "hours":
            week = [[[540, random.choice((900, 1020))]]] * 5 + [[], []]
            change_rules(UseRules.objects.get(pk=rules.pk), by=clerk, week=week)

    with ThreadPoolExecutor(WORKERS) as threads:
        list(threads.map(act, range(WORKERS)))
    rows = list(Occupancy.objects.filter(occupies=True).order_by("starts"))
    assert rows
    assert all(one.ends <= other.starts for one, other in pairwise(rows))
    assert outside_hours(lab.pk, timezone.now()) == []


def test_waiting_cancelling_and_reserving_at_once_offers_each_time_once(unit, at):
    people = AccountFactory.create_batch(CROWD)
    barrier = Barrier(CROWD)
    # Before the barrier nobody takes a connection: there are fewer of them than threads.
    loaded = Unit.objects.for_lists().get(pk=unit.pk)

    def act(number):
        random = Random(number)
        barrier.wait()
        try:
            for _round in range(ROUNDS):
                with suppress(DomainError):
                    one_act(random, people[number])
        finally:
            connection.close()

    def one_act(random, person):
        start = random.randint(9, 11)
        wish = Wish(loaded, at(start, start + random.randint(1, 2)), user=person)
        verb = random.choice(("reserve", "wait", "wait", "cancel", "withdraw", "offer"))
        mine = Reservation.objects.filter(user=person, stage="held").first()
        if verb == "reserve":
            reserve(wish, by=person, purpose="観察")
        elif verb == "wait":
            wait(wish, by=person, purpose="観察")
        elif verb == "cancel" and mine:
            cancel(mine, by=person)
        elif verb == "withdraw" and (entry := Waiting.objects.standing(timezone.now()).filter(user=person).first()):
            withdraw(entry, by=person)
        elif verb == "offer":
            offer_free(timezone.now())

    with ThreadPoolExecutor(CROWD) as threads:
        list(threads.map(act, range(CROWD)))
    offer_free(timezone.now())
    rows = list(Occupancy.objects.filter(occupies=True).order_by("starts"))
    assert all(one.ends <= other.starts for one, other in pairwise(rows))
    offered = Waiting.objects.exclude(reservation=None)
    assert offered.exists()
    assert AuditEvent.objects.filter(event="waiting.offered").count() == offered.count()
    assert not whose_time_is_free(timezone.now()).filter(skipped_at=None).exists()
    check_order(offered)


def check_order(offered):
    """Nobody was offered a time before one who had waited for the very same longer."""
    for entry in offered:
        same = Waiting.objects.filter(starts=entry.starts, ends=entry.ends, pk__lt=entry.pk)
        moment = AuditEvent.objects.get(subject_uid=entry.uid, event="waiting.offered").pk
        for before in same:
            ended = AuditEvent.objects.filter(subject_uid=before.uid).exclude(event="waiting.added").order_by("pk")
            assert ended.first() is not None
            assert ended.first().pk < moment
