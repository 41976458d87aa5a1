"""Reserving over REST: stored once, refused with alternatives, taken step by step by those who may."""

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from tests.factories import EquipmentFactory
from tests.reservations.conftest import (  # noqa: F401
    _english,
    at,
    clerk,
    day,
    director,
    firm,
    lab,
    reserved,
    rules,
    some_class,
    stranger,
    unit,
    user,
)

from hashiwatashi.opening.models import Unit
from hashiwatashi.reservations.models import Reservation

pytestmark = pytest.mark.django_db


def signed_in(account, **options):
    client = Client(**options)
    client.force_login(account)
    return client


def send(client, address, body, key=None):
    headers = {"accept-language": "en"} | ({"idempotency-key": str(key)} if key else {})
    return client.post(f"/api/v1/{address}", body, content_type="application/json", headers=headers)


@pytest.fixture
def wish(unit, at):  # noqa: F811
    span = at(13, 17)
    return {"unit": str(unit.uid), "start": span.start.isoformat(), "end": span.end.isoformat(), "purpose": "観察"}


def test_when_it_is_free_is_told_to_everybody(client, unit, reserved, at, day):  # noqa: F811
    reserved(at(9, 12))
    (told,) = client.get(f"/api/v1/equipment/{unit.equipment.uid}/free?since={day}&days=1").json()
    assert [(one["start"][11:16], one["end"][11:16]) for one in told["free"]] == [("12:00", "17:00")]
    assert [(one["start"][11:16], one["end"][11:16]) for one in told["open"]] == [("09:00", "17:00")]


def test_it_is_stored_once_with_a_key(user, wish, firm):  # noqa: F811
    key, told = uuid4(), wish | {"organisation": str(firm.uid)}
    first, again = (send(signed_in(user), "reservations", told, key) for _time in range(2))
    assert first.status_code == again.status_code == 200
    assert first.json()["uid"] == again.json()["uid"]
    assert first.json()["stage"] == "held"
    assert Reservation.objects.count() == 1


def test_the_loser_gets_409_and_other_times(user, stranger, wish, lab, some_class):  # noqa: F811
    other = EquipmentFactory(owner=lab, equipment_class=some_class)
    Unit.objects.create(equipment=other, number=1, since=date(2020, 4, 1))
    send(signed_in(user), "reservations", wish)
    refused = send(signed_in(stranger), "reservations", wish)
    assert (refused.status_code, refused.json()["code"]) == (409, "cannot_reserve")
    assert [one["offer"] for one in refused.json()["alternatives"]] == ["other_time", "nearby"]
    one = refused.json()["alternatives"][1]
    taken = send(signed_in(stranger), "reservations", wish | {name: one[name] for name in ("unit", "start", "end")})
    assert taken.status_code == 200


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"start": "2026-11-28T10:00:00"}, "wish.start"),
        ({"start": "1999-01-01T00:00:00Z"}, "start"),
        ({"end": "2000-01-01T00:00:00Z"}, "end"),
        ({"people": 0}, "wish.people"),
        ({"purpose": ""}, "wish.purpose"),
        ({"organisation": str(uuid4())}, "organisation"),
        ({"more": 1}, "wish.more"),
    ],
)
def test_what_cannot_be_used_is_named(user, wish, wrong, field):  # noqa: F811
    refused = send(signed_in(user), "reservations", wish | wrong)
    assert refused.status_code in {400, 422}
    assert [one["field"] for one in refused.json()["errors"]] == [field]
    assert not Reservation.objects.exists()


def test_step_by_step_by_those_who_may(user, director, clerk, stranger, wish, at):  # noqa: F811
    made = send(signed_in(user), "reservations", wish).json()
    address = f"reservations/{made['uid']}"
    assert send(signed_in(stranger), f"{address}/apply", {}).status_code == 404
    assert send(signed_in(user), f"{address}/apply", {}).json()["stage"] == "applied"
    assert send(signed_in(user), f"{address}/agree", {}).status_code == 403
    assert send(signed_in(clerk), f"{address}/agree", {}).status_code == 403
    permitted = send(signed_in(director), f"{address}/agree", {"conditions": "保護メガネ"}).json()
    assert (permitted["stage"], permitted["conditions"]) == ("permitted", "保護メガネ")
    assert send(signed_in(director), f"{address}/agree", {}).status_code == 409
    span = at(9, 10)
    moved = send(
        signed_in(user), f"{address}/time", {"start": span.start.isoformat(), "end": span.end.isoformat()}
    ).json()
    assert (moved["stage"], moved["permit_number"]) == ("applied", permitted["permit_number"])
    assert send(signed_in(director), f"{address}/refuse", {}).json()["errors"][0]["field"] == "ground"
    assert send(signed_in(director), f"{address}/refuse", {"ground": "damage"}).json()["stage"] == "refused"
    assert send(signed_in(user), f"{address}/fly", {}).status_code == 422


def test_mine_are_listed_for_me_alone(client, user, stranger, director, reserved, at):  # noqa: F811
    made = reserved(at(9, 10))
    for account, numbers in ((user, [made.number]), (director, [made.number]), (stranger, [])):
        found = signed_in(account).get("/api/v1/reservations").json()["items"]
        assert [one["number"] for one in found] == numbers
    assert client.get("/api/v1/reservations").json()["items"] == []
    assert client.get(f"/api/v1/reservations/{made.uid}").status_code == 404
    assert signed_in(user).get(f"/api/v1/reservations/{made.uid}").json()["version"] == 1


def test_a_session_without_its_token_and_nobody_reserve_nothing(client, user, wish):  # noqa: F811
    assert send(client, "reservations", wish).status_code == 401
    assert send(signed_in(user, enforce_csrf_checks=True), "reservations", wish).status_code == 403
    assert not Reservation.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_routes_ask_equally_often(number, user, reserved, at, unit, django_assert_num_queries):  # noqa: F811
    for index in range(number):
        made = reserved(at(9 + 2 * index, 10 + 2 * index))
    client = signed_in(user)
    for address, count in (
        ("reservations", 4),
        (f"reservations/{made.uid}", 4),
        (f"equipment/{unit.equipment.uid}/free?since={timezone.localdate(made.starts)}", 8),
    ):
        with django_assert_num_queries(count):
            client.get(f"/api/v1/{address}")
