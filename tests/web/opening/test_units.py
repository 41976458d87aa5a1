"""Units and closures on pages: added, ended, closed one by one or by the room."""

from datetime import date, timedelta

import pytest
from tests.factories import EquipmentFactory

from hashiwatashi.common.timespans import TimeSpan
from hashiwatashi.opening.actions import add_unit
from hashiwatashi.opening.models import Unit
from hashiwatashi.reservations.actions import reserve
from hashiwatashi.reservations.closing import close_unit
from hashiwatashi.reservations.enums import OccupancyKind, ReservationStage
from hashiwatashi.reservations.models import Closure
from hashiwatashi.reservations.units import change_unit
from hashiwatashi.reservations.wishes import Wish


def test_an_instrument_leads_its_owners_to_its_units(desk, lab, client):
    machine = EquipmentFactory(owner=lab)
    address = f"/opening/equipment/{machine.uid}/units/"
    assert address in desk.get(f"/equipment/{machine.uid}/").content.decode()
    form = desk.get(f"{address}new/").context["form"]
    assert form["number"].value() == 1
    sent = {"number": 1, "room": "2号館103", "since": "2026-04-01", "until": ""}
    assert desk.post(f"{address}new/", sent).headers["Location"] == address
    assert [(one.number, one.room) for one in desk.get(address).context["rows"]] == [(1, "2号館103")]
    assert desk.post(f"{address}new/", sent).status_code == 400
    client.logout()
    assert address not in client.get(f"/equipment/{machine.uid}/").content.decode()


def test_a_unit_that_is_reserved_is_not_ended_before(desk, unit, reserved, at, day):
    made = reserved(at(9, 10))
    sent = {"number": 1, "room": "", "since": "2020-04-01", "until": str(day - timedelta(days=1)), "version": 1}
    answer = desk.post(f"/opening/units/{unit.uid}/edit/", sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["until"])
    assert made.number in answer.content.decode()
    # The day of the reservation is the last one.
    sent["until"] = str(day)
    assert desk.post(f"/opening/units/{unit.uid}/edit/", sent).status_code == 302
    unit.refresh_from_db()
    assert unit.until == day + timedelta(days=1)
    assert desk.get(f"/opening/units/{unit.uid}/edit/").context["form"]["until"].value() == day


def test_the_end_of_a_unit_is_undone_by_a_button(desk, unit, day):
    page, address = f"/opening/equipment/{unit.equipment.uid}/units/", f"/opening/units/{unit.uid}/undo/"
    assert address not in desk.get(page).content.decode()
    sent = {"number": 1, "room": "", "since": "2020-04-01", "until": str(day), "version": 1}
    assert desk.post(f"/opening/units/{unit.uid}/edit/", sent).status_code == 302
    assert address in desk.get(page).content.decode()
    assert "in use as before" in desk.post(address, follow=True).content.decode()
    unit.refresh_from_db()
    assert unit.until is None
    assert address not in desk.get(page).content.decode()
    assert "for a day only" in desk.post(address, follow=True).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_units_that_were_ended_are_listed_in_equally_many_questions(
    desk, lab, clerk, day, number, django_assert_num_queries
):
    machine = EquipmentFactory(owner=lab)
    for count in range(number):
        change_unit(add_unit(machine, by=clerk, number=count + 1, since=date(2020, 4, 1)), by=clerk, until=day)
    desk.get(f"/opening/equipment/{machine.uid}/units/")
    with django_assert_num_queries(8):
        page = desk.get(f"/opening/equipment/{machine.uid}/units/").content.decode()
    assert page.count("/undo/") == number


def test_units_of_others_are_not_ours(desk, clerk):
    machine = EquipmentFactory()
    theirs = add_unit(machine, by=clerk, since=date(2020, 4, 1))
    assert desk.get(f"/opening/equipment/{machine.uid}/units/").status_code == 403
    assert desk.post(f"/opening/equipment/{machine.uid}/units/new/", {"number": 2}).status_code == 403
    assert desk.post(f"/opening/units/{theirs.uid}/edit/", {}).status_code == 403


@pytest.fixture
def sent(day):
    return {"starts": f"{day}T12:00", "ends": f"{day}T17:00", "kind": "maintenance", "reason": "管球の交換"}


def test_who_has_no_account_is_to_be_called(desk, lab, unit, clerk, sent, twice, at):
    told = {"purpose": "巣を見る", "contact_name": "架空の電話の人", "contact_phone": "022-000-1111"}
    reserve(Wish(unit, at(13, 15), at_counter=True), by=clerk, **told)
    seen, done = twice(desk, f"/opening/{lab.uid}/closures/new/", sent | {"units": [str(unit.uid)]})
    listed = desk.get(done.headers["Location"])
    assert all("022-000-1111" in page.content.decode() for page in (seen, listed))


def test_a_closure_shows_whom_it_displaces_tells_and_is_taken_back(desk, lab, unit, sent, twice, reserved, at):
    made = reserved(at(13, 15))
    seen, done = twice(desk, f"/opening/{lab.uid}/closures/new/", sent | {"units": [str(unit.uid)]})
    page = seen.content.decode()
    assert all(word in page for word in (made.number, made.who))
    listed = desk.get(done.headers["Location"])
    assert made.number in listed.content.decode()
    assert "1 reservation was displaced" in listed.content.decode()
    closure = Closure.objects.get()
    assert (listed.context["rows"], closure.reason) == ([closure], "管球の交換")
    assert (closure.starts, closure.ends) == (at(12, 17).start, at(12, 17).end)
    back = desk.post(f"/opening/closures/{closure.uid}/end/", follow=True)
    assert made.number in back.content.decode()
    made.refresh_from_db()
    assert made.stage == ReservationStage.HELD
    assert list(back.context["over"]) == [closure]


def test_a_room_is_closed_whole(desk, lab, unit, second, clerk, sent, twice):
    third = add_unit(EquipmentFactory(owner=lab), by=clerk, since=date(2020, 4, 1), room="CT室")
    address = f"/opening/{lab.uid}/closures/new/"
    twice(desk, address, sent | {"room": "CT室"})
    assert set(Closure.objects.values_list("unit", flat=True)) == {second.pk, third.pk}
    answer = desk.post(address, sent | {"room": "CT室", "units": [str(unit.uid)]})
    assert answer.status_code == 400
    assert not Closure.objects.filter(unit=unit).exists()


@pytest.mark.parametrize("wrong", [{}, {"room": "他の室"}, {"room": "CT室", "ends": "2020-01-01T09:00"}])
def test_what_is_wrong_closes_nothing(desk, lab, second, sent, wrong):
    assert desk.post(f"/opening/{lab.uid}/closures/new/", sent | wrong).status_code == 400
    assert not Closure.objects.exists()


def test_units_of_other_houses_cannot_be_chosen(desk, lab, clerk, sent):
    theirs = add_unit(EquipmentFactory(), by=clerk, since=date(2020, 4, 1), room="他の室")
    for choice in ({"units": [str(theirs.uid)]}, {"room": "他の室"}):
        assert desk.post(f"/opening/{lab.uid}/closures/new/", sent | choice | {"known": ""}).status_code == 400
    assert not Closure.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_lists_ask_equally_often(desk, lab, clerk, at, django_assert_num_queries, number):
    machine = EquipmentFactory(owner=lab)
    for count in range(number):
        unit = add_unit(machine, by=clerk, number=count + 1, since=date(2020, 4, 1), room=f"{count}")
        span = TimeSpan(at(9, 10).start, at(9, 10).end)
        close_unit(unit, span, kind=OccupancyKind.CLOSURE, reason="休止", by=clerk)
    assert Unit.objects.count() == number
    for address, queries in (
        (f"/opening/equipment/{machine.uid}/units/", 7),
        (f"/opening/{lab.uid}/closures/", 7),
        (f"/opening/{lab.uid}/closures/new/", 7),
    ):
        desk.get(address)
        with django_assert_num_queries(queries):
            desk.get(address)
