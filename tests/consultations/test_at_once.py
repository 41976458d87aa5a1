"""Fifty people take one question at the same time: one is in charge."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from tests.factories import MembershipFactory, OrganisationFactory

from hashiwatashi.common.errors import Conflict, TooMany
from hashiwatashi.consultations.actions import BY_LINK, MOST_AN_HOUR, ask, take
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.people.enums import Role

TAKERS = 50


@pytest.mark.django_db(transaction=True)
def test_of_fifty_who_take_it_one_is_in_charge():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time anyway")
    lab = OrganisationFactory(kind=OrganisationKind.PUBLIC_LAB)
    people = [MembershipFactory(organisation=lab, role=Role.RESEARCHER).account for _number in range(TAKERS)]
    question = ask(by=BY_LINK, holder=lab, days=3, topic="さび", prefecture_id="04", contact_mail="a@example.jp")
    barrier = Barrier(TAKERS)

    def try_to(person):
        barrier.wait()
        try:
            take(Consultation.objects.get(pk=question.pk), by=person)
        except Conflict:
            return None
        finally:
            connection.close()
        return person.pk

    with ThreadPoolExecutor(TAKERS) as threads:
        outcomes = [one for one in threads.map(try_to, people) if one]
    question.refresh_from_db()
    assert outcomes == [question.officer_id]


@pytest.mark.django_db(transaction=True)
def test_of_many_questions_that_one_sender_sends_at_once_no_more_than_an_hours_are_stored():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time anyway")
    lab = OrganisationFactory(kind=OrganisationKind.PUBLIC_LAB)
    MembershipFactory(organisation=lab, role=Role.RESEARCHER)
    barrier = Barrier(MOST_AN_HOUR + 5)

    def try_to(number):
        barrier.wait()
        try:
            told = {"topic": f"さび {number}", "prefecture_id": "04", "contact_mail": "a@example.jp"}
            ask(by=BY_LINK, holder=lab, days=3, **told)
        except TooMany:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(MOST_AN_HOUR + 5) as threads:
        list(threads.map(try_to, range(MOST_AN_HOUR + 5)))
    assert Consultation.objects.count() == MOST_AN_HOUR
