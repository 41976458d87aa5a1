"""When an instrument can be used, for everybody; its closures, by the institution's own people, made once."""

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from tests.factories import EquipmentFactory, MembershipFactory
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

from hashiwatashi.opening.models import SpecialDay, Unit
from hashiwatashi.people.enums import Role
from hashiwatashi.reservations.enums import OccupancyKind, ReservationStage
from hashiwatashi.reservations.models import Closure

pytestmark = pytest.mark.django_db


def signed_in(account, **options):
    client = Client(**options)
    client.force_login(account)
    return client


def send(client, address, body, key=None):
    headers = {"accept-language": "en"} | ({"idempotency-key": str(key)} if key else {})
    return client.post(f"/api/v1/{address}", body, content_type="application/json", headers=headers)


@pytest.fixture
def closure(unit, at):  # noqa: F811
    span = at(9, 12)
    return {
        "units": [str(unit.uid)],
        "start": span.start.isoformat(),
        "end": span.end.isoformat(),
        "reason": "X線管の交換",
    }


def read(client, unit, what):  # noqa: F811
    return client.get(f"/api/v1/equipment/{unit.equipment.uid}/{what}")


def test_units_and_rules_are_told_to_everybody(client, unit):  # noqa: F811
    (one,) = read(client, unit, "units").json()
    assert (one["uid"], one["number"], one["until"]) == (str(unit.uid), 1, None)
    (said,) = read(client, unit, "rules").json()
    assert said["week"][0] == [{"opens": "09:00", "closes": "17:00"}]
    assert said["week"][6] == []
    assert (said["is_own"], said["step_minutes"]) == (False, 30)
    assert read(client, unit, "rules?day=2019-01-01").json() == []


def test_special_days_are_told_as_on_the_pages(client, unit, lab, day):  # noqa: F811
    SpecialDay.objects.create(owner=lab, day=day, reason="停電")
    SpecialDay.objects.create(owner=lab, day=day + timedelta(days=1), reason="取り消した日", is_cancelled=True)
    (one,) = read(client, unit, "special-days").json()
    assert (one["day"], one["reason"], one["hours"]) == (day.isoformat(), "停電", [])


def test_everybody_learns_when_it_is_closed_and_not_why(client, unit, closure, clerk):  # noqa: F811
    made = send(signed_in(clerk), "closures", closure).json()
    assert made[0]["reason"] == "X線管の交換"
    answer = read(client, unit, "closures")
    assert [one["unit"] for one in answer.json()] == [str(unit.uid)]
    assert "X線管" not in answer.content.decode()
    assert client.get("/api/v1/closures").json()["items"] == []
    assert client.get(f"/api/v1/closures/{made[0]['uid']}").status_code == 404


def test_nothing_is_told_of_what_the_visitor_does_not_see(client, unit):  # noqa: F811
    type(unit.equipment).objects.filter(pk=unit.equipment_id).update(disclosure="related")
    for what in ("units", "rules", "special-days", "closures"):
        assert read(client, unit, what).status_code == 404


def test_nobody_is_displaced_unseen(unit, closure, clerk, reserved, at):  # noqa: F811
    one = reserved(at(10, 11))
    refused = send(signed_in(clerk), "closures", closure)
    assert (refused.status_code, refused.json()["code"]) == (409, "would_displace")
    assert refused.json()["displaced"] == [one.number]
    assert not Closure.objects.exists()
    other = send(signed_in(clerk), "closures", closure | {"displaces": ["S-000999-0"]})
    assert other.status_code == 409
    done = send(signed_in(clerk), "closures", closure | {"displaces": [one.number]})
    assert done.status_code == 200
    one.refresh_from_db()
    assert (one.stage, str(one.displaced_by)) == (ReservationStage.CANCELLED, done.json()[0]["uid"])


def test_what_is_sent_twice_is_stored_once(unit, closure, clerk, director, reserved, at):  # noqa: F811
    key = uuid4()
    one = reserved(at(10, 11))
    known = closure | {"displaces": [one.number]}
    first, again = (send(signed_in(clerk), "closures", known, key) for _turn in range(2))
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert Closure.objects.count() == 1
    assert send(signed_in(clerk), "closures", known).status_code == 409
    assert send(signed_in(director), "closures", known, key).status_code == 409


def test_a_room_is_closed_wholly_or_not_at_all(unit, closure, clerk):  # noqa: F811
    second = Unit.objects.create(equipment=unit.equipment, number=2, since=date(2020, 4, 1))
    both = closure | {"units": [str(unit.uid), str(second.uid)]}
    send(signed_in(clerk), "closures", closure | {"units": [str(second.uid)]})
    assert send(signed_in(clerk), "closures", both).status_code == 409
    assert Closure.objects.count() == 1
    assert send(signed_in(clerk), "closures", both | {"units": [str(uuid4())]}).status_code == 400


def test_it_is_ended_and_what_it_displaced_stands_again(unit, closure, clerk, reserved, at):  # noqa: F811
    one = reserved(at(10, 11))
    made = send(signed_in(clerk), "closures", closure | {"displaces": [one.number]}).json()[0]
    ended = send(signed_in(clerk), f"closures/{made['uid']}/end", {})
    assert ended.status_code == 200
    assert ended.json()["ended_at"] is not None
    one.refresh_from_db()
    assert one.stage == ReservationStage.HELD
    assert send(signed_in(clerk), f"closures/{made['uid']}/end", {}).status_code == 409


def test_its_reason_is_changed_from_the_version_that_was_read(unit, closure, clerk):  # noqa: F811
    made = send(signed_in(clerk), "closures", closure).json()[0]
    client, address = signed_in(clerk), f"/api/v1/closures/{made['uid']}"

    def patch(changes, version):
        return client.patch(
            address, json.dumps(changes), content_type="application/json", headers={"if-match": version}
        )

    etag = client.get(address)["ETag"]
    assert patch({"reason": "点検"}, etag).json()["reason"] == "点検"
    assert patch({"reason": "別の"}, etag).status_code == 412
    assert patch({}, '"2"').status_code == 200
    assert patch({"reason": "  "}, '"2"').status_code == 400
    assert patch({"kind": "test"}, '"2"').status_code == 422


def test_only_the_institutions_own_people_close(client, unit, closure, user, stranger, lab):  # noqa: F811
    other = MembershipFactory(role=Role.ADMINISTRATOR).account
    assert send(client, "closures", closure).status_code == 401
    for account in (user, stranger, other):
        assert send(signed_in(account), "closures", closure).status_code == 403
    made = Closure.objects.create(
        unit=unit,
        kind=OccupancyKind.CLOSURE,
        starts=timezone.now() + timedelta(days=1),
        ends=timezone.now() + timedelta(days=2),
        reason="秘密",
        made_by=user,
    )
    for account in (user, stranger, other):
        assert send(signed_in(account), f"closures/{made.uid}/end", {}).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"end": "2000-01-02T00:00:00Z", "start": "2000-01-01T00:00:00Z"}, 400),
        ({"units": []}, 422),
        ({"kind": "reservation"}, 422),
        ({"reason": ""}, 422),
        ({"reason": "  "}, 400),
        ({"more": 1}, 422),
    ],
)
def test_what_cannot_be_used_is_refused(unit, closure, clerk, wrong, status):  # noqa: F811
    assert send(signed_in(clerk), "closures", closure | wrong).status_code == status
    assert not Closure.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_routes_ask_equally_often(number, client, lab, rules, clerk, day, django_assert_num_queries):  # noqa: F811
    equipment = EquipmentFactory(owner=lab)
    for index in range(number):
        unit = Unit.objects.create(equipment=equipment, number=index + 1, since=date(2020, 4, 1))  # noqa: F811
        SpecialDay.objects.create(owner=lab, day=day + timedelta(days=index), reason="停電")
        moment = timezone.now().replace(second=0, microsecond=0) + timedelta(days=40)
        body = {
            "units": [str(unit.uid)],
            "start": moment.isoformat(),
            "end": (moment + timedelta(hours=1)).isoformat(),
            "reason": "点検",
        }
        assert send(signed_in(clerk), "closures", body).status_code == 200
    for what, count in (("units", 2), ("rules", 3), ("special-days", 2), ("closures", 3)):
        with django_assert_num_queries(count):
            assert client.get(f"/api/v1/equipment/{equipment.uid}/{what}").status_code == 200
    keeper = signed_in(clerk)
    with django_assert_num_queries(4):
        assert len(keeper.get("/api/v1/closures").json()["items"]) == number
