"""All units of a room on one page: free, taken and closed in words, without a name."""

from datetime import date, timedelta

import pytest
from tests.factories import EquipmentFactory
from tests.reservations.conftest import (  # noqa: F401
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
from hashiwatashi.reservations.closing import close_unit
from hashiwatashi.reservations.enums import OccupancyKind

pytestmark = pytest.mark.django_db


def text_of(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def board(client, lab, day):  # noqa: F811
    def ask(**query):
        year, number, _weekday = day.isocalendar()
        return client.get(f"/reservations/rooms/{lab.uid}/", {"week": f"{year}-W{number:02}"} | query)

    return ask


@pytest.fixture
def many(lab, rules):  # noqa: F811
    def make(count, room="2号館"):
        for number in range(count):
            equipment = EquipmentFactory(owner=lab, name=f"分析計{number}")
            Unit.objects.create(equipment=equipment, number=1, room=room, since=date(2020, 4, 1))

    return make


def test_the_week_of_all_units_is_on_one_page(board, unit, many, reserved, at, user, day):  # noqa: F811
    many(1)
    reserved(at(9, 12))
    page = text_of(board())
    assert "X線CT" in page
    assert "分析計0" in page
    assert "09:00–12:00 予約済み" in page
    assert f"/reservations/units/{unit.uid}/new/?day={day.isoformat()}&amp;start=12%3A00" in page
    for secret in (user.email, "株式会社架空鋳造", "鋳物の巣を見る"):
        assert secret not in page


def test_out_of_service_is_neither_taken_nor_free(board, client, unit, at, day, clerk):  # noqa: F811
    close_unit(unit, at(9, 12), kind=OccupancyKind.MAINTENANCE, reason="点検", by=clerk)
    assert "09:00–12:00 休止" in text_of(board())
    assert "休止" in text_of(board(day=day.isoformat()))
    year, number, _weekday = day.isocalendar()
    week = text_of(client.get(f"/reservations/equipment/{unit.equipment.uid}/?week={year}-W{number:02}"))
    assert "09:00–12:00 <span>休止" in week
    assert "wait=1" not in week


def test_a_room_can_be_chosen(board, unit, many):  # noqa: F811
    many(1)
    page = text_of(board(room="2号館"))
    assert "分析計0" in page
    assert f"/reservations/equipment/{unit.equipment.uid}/" not in page
    assert "X線CT" in text_of(board(room="そんな部屋はない"))


def test_a_day_is_shown_by_the_hour(board, unit, reserved, at, day, user):  # noqa: F811
    reserved(at(9, 12))
    answer = board(day=day.isoformat())
    states = [hour.state for hour in answer.context["lines"][0].hours]
    assert states == ["taken"] * 3 + ["free"] * 5
    assert list(answer.context["hours"]) == list(range(9, 17))
    assert user.email not in text_of(answer)
    assert "start=13%3A00" in text_of(answer)


def test_an_hour_that_is_taken_in_part_says_so(board, unit, reserved, at, day):  # noqa: F811
    reserved(at(9, 12.5))
    assert board(day=day.isoformat()).context["lines"][0].hours[3].state == "part"


def test_a_day_on_which_all_is_closed_says_so(board, unit, lab, day):  # noqa: F811
    SpecialDay.objects.create(owner=lab, day=day, reason="停電のため")
    assert "停電のため" in text_of(board())
    assert board(day=day.isoformat()).context["lines"][0].because == "停電のため"


def test_units_of_hidden_equipment_are_not_there(board, unit):  # noqa: F811
    type(unit.equipment).objects.filter(pk=unit.equipment_id).update(disclosure="related")
    page = board()
    assert page.status_code == 200
    assert "X線CT" not in text_of(page)


def test_who_has_nothing_to_reserve_says_so(client, firm):  # noqa: F811
    page = client.get(f"/reservations/rooms/{firm.uid}/")
    assert page.status_code == 200
    assert 'class="empty prose"' in text_of(page)


@pytest.mark.parametrize(
    "odd", [{"day": "x"}, {"day": "9999-12-31"}, {"week": "x"}, {"page": "99"}, {"room": "\x01"}]
)
def test_odd_addresses_are_answered(board, unit, odd):  # noqa: F811
    assert board(**odd).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("by_day", [False, True])
def test_queries_do_not_grow(board, many, day, django_assert_num_queries, count, by_day):  # noqa: F811
    many(count)
    query = {"day": (day + timedelta(days=0)).isoformat()} if by_day else {}
    with django_assert_num_queries(7):
        assert board(**query).status_code == 200
