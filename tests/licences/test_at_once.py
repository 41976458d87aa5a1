"""Many want a seat at once: no more get one than there are, and everybody stands in one line."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from tests.factories import AccountFactory

from hashiwatashi.licences.enums import SEATED
from hashiwatashi.licences.models import CourseSeat
from hashiwatashi.licences.places import ask, withdraw

PEOPLE, SEATS = 30, 4


@pytest.mark.django_db(transaction=True)
def test_of_thirty_who_want_four_seats_four_get_one_and_withdrawals_pass_them_on(course):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time anyway")
    made, people = course(seats=SEATS), AccountFactory.create_batch(PEOPLE)
    barrier = Barrier(PEOPLE)

    def act(number):
        barrier.wait()
        try:
            seat = ask(made, by=people[number])
            if number % 3 == 0:
                withdraw(seat, by=people[number])
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as threads:
        list(threads.map(act, range(PEOPLE)))
    seats = CourseSeat.objects.filter(course=made)
    assert seats.filter(stage__in=SEATED).count() == SEATS
    assert seats.standing().count() == PEOPLE - len(range(0, PEOPLE, 3))
