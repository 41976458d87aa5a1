"""Courses and licences on pages: read before signing in, applied for, noted by the many, printed."""

import datetime
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone
from tests.factories import AccountFactory
from tests.printed import words_of
from tests.reservations.test_licensing import permitted

from hashiwatashi.common import written
from hashiwatashi.licences.actions import suspend
from hashiwatashi.licences.enums import LicenceState
from hashiwatashi.licences.models import Course, CourseSeat, OperatorLicence
from hashiwatashi.licences.places import ask
from hashiwatashi.opening.models import UseRules

pytestmark = pytest.mark.django_db


def signed_in(account):
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(account)
    return client


def text_of(response):
    return response.content.decode()


@pytest.fixture
def desk(clerk):
    return signed_in(clerk)


@pytest.fixture
def sent(unit, days):
    """The form of a course, so many days from now."""
    day = (timezone.localdate() + datetime.timedelta(days=30)).isoformat()
    told = {"title": "X線CT操作講習", "instruments": [str(unit.equipment.uid)], "level": "2", "place": "研修室"}
    return told | {
        "starts": f"{day}T13:00",
        "ends": f"{day}T16:00",
        "seats": "2",
        "apply_until": (timezone.localdate() + datetime.timedelta(days=20)).isoformat(),
    }


def test_before_signing_in_the_next_course_is_told_on_the_instrument_and_in_the_list(
    client, course, strict, unit, lab
):
    made = course()
    page = text_of(client.get(f"/equipment/{unit.equipment.uid}/"))
    assert f"/licences/courses/{made.uid}/" in page
    for query in ("", f"?owner={lab.uid}", "?owner=x"):
        assert made.title in text_of(client.get(f"/licences/courses/{query}"))
    seen = text_of(client.get(f"/licences/courses/{made.uid}/"))
    assert "/accounts/login/" in seen
    assert client.post(f"/licences/courses/{made.uid}/apply/").status_code == 302
    assert not CourseSeat.objects.exists()


def test_an_instrument_nobody_may_see_is_not_named_with_its_course(client, course, unit):
    made = course()
    type(unit.equipment).objects.update(disclosure="related")
    assert client.get(f"/licences/courses/{made.uid}/").status_code == 404
    assert made.title not in text_of(client.get("/licences/courses/"))


def test_somebody_applies_waits_withdraws_and_the_next_has_the_seat(course, user, stranger):
    made = course(seats=1)
    address, key = f"/licences/courses/{made.uid}/", str(uuid4())
    for _again in range(2):
        signed_in(user).post(f"{address}apply/", {"key": key})
    assert "Has a seat" in text_of(signed_in(user).get(address))
    signed_in(stranger).post(f"{address}apply/", {"key": str(uuid4())})
    assert "You are no. 1 in the line" in text_of(signed_in(stranger).get(address))
    mine = CourseSeat.objects.get(person=user)
    assert signed_in(stranger).post(f"/licences/seats/{mine.uid}/withdraw/").status_code == 404
    assert signed_in(user).post(f"/licences/seats/{mine.uid}/withdraw/").status_code == 302
    assert "Has a seat" in text_of(signed_in(stranger).get(address))
    assert signed_in(user).post(f"{address}apply/", {"key": "x"}).status_code == 404


def test_the_institution_announces_changes_and_cancels(desk, lab, sent, user):
    answer = desk.post(f"/licences/of/{lab.uid}/courses/new/", sent)
    made = Course.objects.get()
    assert answer.headers["Location"] == f"/licences/courses/{made.uid}/"
    assert [one.name for one in made.instruments.all()] == ["X線CT"]
    assert desk.post(f"/licences/of/{lab.uid}/courses/new/", sent | {"instruments": []}).status_code == 400
    form = desk.get(f"/licences/courses/{made.uid}/edit/").context["form"]
    assert form["instruments"].value() == [made.instruments.get().uid]
    ask(made, by=user)
    again = sent | {"seats": "5", "version": "1"}
    assert desk.post(f"/licences/courses/{made.uid}/edit/", again).status_code == 302
    assert desk.post(f"/licences/courses/{made.uid}/edit/", again | {"seats": "4"}).status_code == 409
    assert desk.post(f"/licences/courses/{made.uid}/cancel/", {"reason": " "}).status_code == 302
    assert desk.post(f"/licences/courses/{made.uid}/cancel/", {"reason": "講師の都合"}).status_code == 302
    made.refresh_from_db()
    assert (made.seats, made.cancel_reason) == (5, "講師の都合")
    assert "講師の都合" in text_of(signed_in(user).get(f"/licences/courses/{made.uid}/"))
    assert desk.post(f"/licences/courses/{made.uid}/edit/", sent | {"version": "3"}).status_code == 400


def test_the_outcome_is_noted_for_many_at_once_and_taken_back(
    clerk, course, user, stranger, strict, reserved, at, unit
):
    made = course(seats=2)
    seats = [ask(made, by=one) for one in (user, stranger)]
    address = f"/licences/courses/{made.uid}/"
    with time_machine.travel(made.starts + datetime.timedelta(hours=1), tick=False):
        desk = signed_in(clerk)
        page = text_of(desk.get(f"{address}participants/"))
        assert all(str(seat.uid) in page for seat in seats)
        desk.post(f"{address}outcome/", {"outcome": "pass"})
        assert not OperatorLicence.objects.exists()
        desk.post(f"{address}outcome/", {"outcome": "pass", "seat": [str(seat.uid) for seat in seats]})
        assert OperatorLicence.objects.count() == 2
        page = text_of(desk.get(f"{address}participants/"))
        assert OperatorLicence.objects.first().number in page
        assert desk.post(f"/licences/seats/{seats[0].uid}/undo/").status_code == 302
        assert OperatorLicence.objects.get(person=user).state == LicenceState.REVOKED
        answer = desk.get(f"{address}participants/?export=csv")
        told = b"".join(answer.streaming_content).decode("utf-8-sig")
        assert user.email in told
        assert OperatorLicence.objects.get(person=stranger).number in told


def test_a_licence_is_issued_by_hand(desk, lab, unit, user):
    address = f"/licences/of/{lab.uid}/new/"
    told = {"mail": user.email.upper(), "equipment": str(unit.equipment.uid), "level": "1"}
    told |= {"issued_on": timezone.localdate().isoformat()}
    for wrong in ({"mail": "nobody@example.jp"}, {"equipment": ""}, {"level": "2"}, {"issued_on": "2099-01-01"}):
        assert desk.post(address, told | wrong).status_code == 400
    assert not OperatorLicence.objects.exists()
    answer = desk.post(address, told)
    made = OperatorLicence.objects.get()
    assert answer.headers["Location"] == f"/licences/{made.uid}/"
    assert (made.person, made.level, made.course) == (user, 1, None)


def test_it_is_suspended_resumed_extended_and_revoked_and_who_lacks_it_is_listed(
    desk,
    issued,
    strict,
    reserved,
    at,
    user,
):
    licence = issued()
    made = reserved(at(9, 10))
    address = f"/licences/{licence.uid}/step/"
    assert desk.post(f"{address}suspend/", {"suspend-reason": ""}).status_code == 400
    page = desk.post(f"{address}suspend/", {"suspend-reason": "事故のため"}, follow=True)
    assert made.number in text_of(page)
    assert "事故のため" in text_of(signed_in(user).get(f"/licences/{licence.uid}/"))
    assert signed_in(user).post(f"{address}resume/").status_code == 403
    desk.post(f"{address}suspend/", {"suspend-reason": "もう一度"})
    for verb, state in (("resume", "valid"), ("extend", "valid"), ("revoke", "revoked")):
        assert desk.post(f"{address}{verb}/", {"revoke-reason": "退職"}).status_code == 302
        licence.refresh_from_db()
        assert licence.state == state
    assert desk.post(f"{address}explode/").status_code == 404


def test_the_certificate_is_for_its_holder_and_only_while_valid(issued, clerk, user, stranger):
    licence = issued()
    address = f"/licences/{licence.uid}/certificate.pdf"
    answer = signed_in(user).get(address)
    assert answer["Content-Type"] == "application/pdf"
    told = words_of(answer.content)
    assert str(user) in told
    assert "X線CT" in told
    assert signed_in(stranger).get(address).status_code == 404
    suspend(licence, reason="点検", by=clerk)
    assert signed_in(user).get(address).status_code == 404


def test_the_number_stands_on_the_reservation_and_its_permit(issued, strict, reserved, at, user, director):
    licence = issued()
    made = permitted(reserved(at(9, 10)), user, director)
    serial = f"第{licence.number_serial}号"
    for end in ("", "permit/"):
        assert text_of(signed_in(user).get(f"/reservations/{made.uid}/{end}")).count(serial) >= 2
    assert licence.number_serial
    form = text_of(signed_in(user).get(f"/reservations/units/{made.unit.uid}/new/"))
    assert licence.number in form


def test_who_has_none_is_refused_with_the_ways_and_the_institution_notes_an_instructor(
    issued,
    course,
    strict,
    unit,
    user,
    clerk,
    day,
    reserved,
    at,
):
    UseRules.objects.update(takes_tests=True)
    made = course()
    told = {"day": day.isoformat(), "start": "13:00", "end": "14:00", "purpose": "試験", "people": 1}
    told |= {"key": str(uuid4()), "organisation": str(user.current_memberships[0].organisation.uid)}
    answer = signed_in(user).post(f"/reservations/units/{unit.uid}/new/", told)
    assert answer.status_code == 409
    page = text_of(answer)
    assert written.day(made.starts) in page
    assert f"/licences/courses/{made.uid}/" in page
    licence = issued()
    reservation = reserved(at(9, 10))
    suspend(licence, reason="点検", by=clerk)
    shown = text_of(signed_in(clerk).get(f"/reservations/{reservation.uid}/"))
    assert f"/reservations/{reservation.uid}/step/instructor/" in shown
    assert signed_in(clerk).post(f"/reservations/{reservation.uid}/step/instructor/").status_code == 302
    reservation.refresh_from_db()
    assert reservation.with_instructor


@pytest.mark.parametrize("number", [1, 3])
def test_pages_ask_equally_often(
    number,
    course,
    issued,
    user,
    lab,
    desk,
    django_assert_num_queries,
):
    for after in range(number):
        made = course(after=20 + after, seats=2)
        ask(made, by=user)
        issued()
    for person in AccountFactory.create_batch(number * 2):
        ask(made, by=person)
    for client, address, count in (
        (Client(), "/licences/courses/", 4),
        (Client(), f"/licences/courses/{made.uid}/", 2),
        (signed_in(user), f"/licences/courses/{made.uid}/", 7),
        (signed_in(user), "/licences/", 6),
        (desk, f"/licences/of/{lab.uid}/", 9),
        (desk, f"/licences/courses/{made.uid}/participants/", 7),
    ):
        client.get(address)
        with django_assert_num_queries(count):
            assert client.get(address).status_code == 200
