"""Rules of use and special days over REST: made once, by the institution's own people, nobody displaced unseen."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.api.test_opening import (  # noqa: F401
    _english,
    at,
    clerk,
    day,
    director,
    firm,
    lab,
    read,
    reserved,
    rules,
    send,
    signed_in,
    some_class,
    stranger,
    unit,
    user,
)
from tests.factories import EquipmentFactory, MembershipFactory

from hashiwatashi.api.hours import RulesIn
from hashiwatashi.api.opening import RulesOut
from hashiwatashi.opening.models import SpecialDay, UseRules
from hashiwatashi.people.enums import Role
from hashiwatashi.reservations.enums import ReservationStage
from hashiwatashi.reservations.units import change_unit
from hashiwatashi.web.opening.forms import RulesForm

# ruff: noqa: F811 the lab of the tests of reservations
pytestmark = pytest.mark.django_db
MORNING = [{"opens": "09:00", "closes": "12:00"}]


@pytest.fixture
def special(day):
    return {"day": str(day), "reason": "停電"}


@pytest.fixture
def setting(day):
    return {"since": str(day), "week": [MORNING] * 5 + [[], []], "latest_days": 2, "same_day_until": None}


def test_a_special_day_is_set_and_cancelled_and_nobody_displaced_unseen(lab, unit, special, clerk, reserved, at):
    one, desk = reserved(at(14, 15)), signed_in(clerk)
    address = f"organisations/{lab.uid}/special-days"
    refused = send(desk, address, special | {"hours": MORNING})
    assert (refused.status_code, refused.json()["displaced"]) == (409, [one.number])
    assert not SpecialDay.objects.exists()
    key = uuid4()
    sent = special | {"hours": MORNING, "displaces": [one.number]}
    first, again = (send(desk, address, sent, key) for _turn in range(2))
    assert first.status_code == 200, first.content
    assert first.json() == again.json()
    assert read(desk, unit, "special-days").json() == [first.json()]
    assert send(desk, address, sent).status_code == 400
    one.refresh_from_db()
    assert one.stage == ReservationStage.CANCELLED
    assert send(desk, f"special-days/{first.json()['uid']}/cancel", {}).status_code == 200
    assert send(desk, f"special-days/{first.json()['uid']}/cancel", {}).status_code == 409
    one.refresh_from_db()
    assert one.stage == ReservationStage.HELD


def test_rules_are_set_once_and_end_those_before(lab, unit, rules, setting, clerk, reserved, at, day):
    one, desk, key = reserved(at(14, 15)), signed_in(clerk), uuid4()
    address = f"organisations/{lab.uid}/rules"
    refused = send(desk, address, setting)
    assert (refused.status_code, refused.json()["code"]) == (409, "would_displace")
    sent = setting | {"displaces": [one.number]}
    first, again = (send(desk, address, sent, key) for _turn in range(2))
    assert first.status_code == 200, first.content
    assert first.json() == again.json()
    assert (first.json()["week"][0], first.json()["latest_days"]) == (MORNING, 2)
    rules.refresh_from_db()
    assert (rules.until, UseRules.objects.count()) == (day, 2)
    assert send(desk, address, sent).status_code in {400, 409}


def test_rules_of_one_instrument(lab, unit, setting, clerk):
    address, desk = f"organisations/{lab.uid}/rules", signed_in(clerk)
    sent = setting | {"equipment": str(unit.equipment.uid), "same_day_until": "15:00", "users": ["firm"]}
    made = send(desk, address, sent).json()
    assert (made["is_own"], made["same_day_until"], made["users"]) == (True, "15:00", ["firm"])
    assert send(desk, address, sent | {"equipment": str(EquipmentFactory().uid)}).status_code == 404


def test_what_the_form_has_goes_in_and_comes_out(client, lab, unit, setting, clerk, day):
    """Whatever a clerk sets on the page, a program sets, too, and reads again; the route only at home."""
    asked = ({*RulesForm.base_fields} - {"version"}) | {"week", "route"}
    assert asked <= set(RulesIn.model_fields)
    assert asked - {"equipment"} <= set(RulesOut.model_fields)
    told = {"offer_hours": 12, "late_minutes": 45, "absent_by_clock": True, "absences_most": 3}
    told |= {"absence_bars_days": 60, "licence_level": 2, "licence_months": 24, "in_person": True}
    told["route"] = [{"role": "researcher", "needs_all": True}, {"role": "administrator", "needs_all": False}]
    made = send(signed_in(clerk), f"organisations/{lab.uid}/rules", setting | told)
    assert made.status_code == 200, made.content
    assert {name: made.json()[name] for name in told} == told
    address = f"/api/v1/equipment/{unit.equipment.uid}/rules?day={day}"
    assert signed_in(clerk).get(address).json() == [made.json()]
    assert client.get(address).json() == [made.json() | {"route": None}]


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"week": [MORNING]}, 422),
        ({"week": [[{"opens": "12:00", "closes": "09:00"}]] * 7}, 400),
        ({"week": [MORNING * 2] * 7}, 400),
        ({"users": []}, 400),
        ({"longest_minutes": 5}, 400),
        ({"same_day_until": "00:00"}, 400),
        ({"same_day_until": "25:00"}, 400),
        ({"until": "2020-01-01"}, 400),
        ({"more": 1}, 422),
        ({"route": []}, 422),
        ({"route": [{"role": "gatekeeper"}]}, 422),
        ({"route": [{"role": "representative"}]}, 400),
        ({"route": [{"role": "clerk"}] * 6}, 422),
        ({"licence_months": 0}, 400),
        ({"offer_hours": 0}, 400),
    ],
)
def test_what_cannot_be_is_refused(lab, rules, setting, clerk, wrong, status):
    assert send(signed_in(clerk), f"organisations/{lab.uid}/rules", setting | wrong).status_code == status


def test_the_end_of_a_unit_is_undone(unit, clerk, day):
    change_unit(unit, by=clerk, until=day)
    told = send(signed_in(clerk), f"units/{unit.uid}/undo-end", {})
    assert (told.status_code, told.json()["uid"], told.json()["until"]) == (200, str(unit.uid), None)
    assert send(signed_in(clerk), f"units/{unit.uid}/undo-end", {}).status_code == 409


def test_only_the_institutions_own_people(client, lab, rules, unit, special, setting, user, stranger, day):
    other = MembershipFactory(role=Role.ADMINISTRATOR).account
    made = SpecialDay.objects.create(owner=lab, day=day + timedelta(days=1), reason="休館")
    sent = (
        (f"units/{unit.uid}/undo-end", {}),
        (f"organisations/{lab.uid}/special-days", special),
        (f"organisations/{lab.uid}/rules", setting),
        (f"special-days/{made.uid}/cancel", {}),
    )
    for address, body in sent:
        assert send(client, address, body).status_code == 401
        for account in (user, stranger, other):
            assert send(signed_in(account), address, body).status_code == 403
