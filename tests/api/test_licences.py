"""Courses and licences over REST: read by those who may, a seat stored once."""

from uuid import uuid4

import pytest
from tests.api.test_reservations import send, signed_in
from tests.licences.conftest import (  # noqa: F401
    _english,
    clerk,
    course,
    firm,
    issued,
    lab,
    rules,
    some_class,
    stranger,
    unit,
    user,
)

from hashiwatashi.licences.models import CourseSeat

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [1, 3])
def test_courses_are_told_to_everybody(client, course, unit, number, django_assert_num_queries):  # noqa: F811
    made = [course(after=30 + after) for after in range(number)]
    with django_assert_num_queries(2):
        told = client.get("/api/v1/courses").json()["items"]
    assert [one["uid"] for one in told] == [str(one.uid) for one in made]
    one = client.get(f"/api/v1/courses/{made[0].uid}").json()
    assert (one["instruments"], one["seats"], one["taken"]) == ([str(unit.equipment.uid)], 2, 0)


def test_a_seat_is_stored_once_with_a_key_and_then_a_line_forms(course, user, stranger):  # noqa: F811
    made, key = course(seats=1), uuid4()
    address = f"courses/{made.uid}/seat"
    first, again = (send(signed_in(user), address, {}, key) for _time in range(2))
    assert first.status_code == 200
    assert first.json() == again.json()
    assert first.json()["stage"] == "seated"
    assert send(signed_in(stranger), address, {}).json()["stage"] == "waiting"
    assert send(signed_in(stranger), address, {}).status_code == 409
    assert CourseSeat.objects.count() == 2


def test_licences_are_those_of_their_holder(client, issued, user, stranger):  # noqa: F811
    licence = issued()
    (told,) = signed_in(user).get("/api/v1/licences").json()["items"]
    assert (told["number"], told["state"], told["level"]) == (licence.number, "valid", 2)
    assert signed_in(stranger).get("/api/v1/licences").json()["items"] == []
    assert client.get("/api/v1/licences").json()["items"] == []
