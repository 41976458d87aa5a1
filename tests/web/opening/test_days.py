"""Special days on pages: the year with its closed days, days set after a look, taken back with their effect."""

from datetime import date, timedelta

import pytest

from hashiwatashi.common.calendar import fiscal_year
from hashiwatashi.opening.models import SpecialDay
from hashiwatashi.reservations.closing import set_special_day
from hashiwatashi.reservations.enums import ReservationStage


def cells(answer):
    return {day.date: day for month in answer.context["months"] for week in month.weeks for day in week if day}


def test_the_year_shows_hours_holidays_and_special_days(desk, lab, rules, clerk):
    set_special_day(SpecialDay(owner=lab, day=date(2026, 8, 6), reason="創立記念日", is_yearly=True), by=clerk)
    answer = desk.get(f"/opening/{lab.uid}/days/?year=2027")
    days = cells(answer)
    assert len(answer.context["months"]) == 12
    assert (min(days), max(days)) == (date(2027, 4, 1), date(2028, 3, 31))
    assert days[date(2027, 4, 1)].hours == "09:00–17:00"
    assert (days[date(2027, 4, 3)].hours, days[date(2027, 4, 3)].why) == ("", "")
    assert (days[date(2027, 5, 3)].hours, days[date(2027, 5, 3)].why) == ("", "憲法記念日")
    assert days[date(2027, 8, 6)].is_special
    assert "創立記念日" in answer.content.decode()


@pytest.mark.parametrize("asked", ["", "x", "1", "9999"])
def test_without_a_year_it_is_this_one(desk, lab, asked):
    answer = desk.get(f"/opening/{lab.uid}/days/?year={asked}")
    assert answer.context["year"] == fiscal_year(answer.context["today"])


def test_several_days_are_seen_then_set_and_taken_back(desk, lab, unit, day, twice, reserved, at):
    made = reserved(at(13, 15))
    sent = {"first": str(day), "last": str(day + timedelta(days=2)), "hours": "", "reason": "夏季休業"}
    seen, done = twice(desk, f"/opening/{lab.uid}/days/new/", sent)
    assert seen.context["reservations"] == (made,)
    assert made.who in seen.content.decode()
    assert SpecialDay.objects.filter(hours=[]).count() == 3
    made.refresh_from_db()
    assert made.stage == ReservationStage.CANCELLED
    assert made.number in desk.get(done.headers["Location"]).content.decode()
    desk.post(f"/opening/days/{SpecialDay.objects.get(day=day).uid}/cancel/")
    made.refresh_from_db()
    assert made.stage == ReservationStage.HELD
    answer = desk.post(f"/opening/days/{SpecialDay.objects.get(day=day).uid}/cancel/", follow=True)
    assert "cancelled already" in answer.content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"last": "2026-04-01"}, "last"),
        ({"last": "2030-04-01"}, "last"),
        ({"hours": "17-9"}, "hours"),
        ({"reason": ""}, "reason"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(desk, lab, wrong, field):
    sent = {"first": "2027-04-01", "hours": "", "reason": "停電"} | wrong
    answer = desk.post(f"/opening/{lab.uid}/days/new/", sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [field])


def test_a_day_is_not_set_twice(desk, lab, clerk, day):
    set_special_day(SpecialDay(owner=lab, day=day, reason="停電"), by=clerk)
    answer = desk.post(f"/opening/{lab.uid}/days/new/", {"first": str(day), "reason": "工事"})
    assert answer.status_code == 400
    assert SpecialDay.objects.count() == 1


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_equally_often(desk, lab, rules, clerk, django_assert_num_queries, number):
    for count in range(number):
        set_special_day(SpecialDay(owner=lab, day=date(2027, 4, 1 + count), reason="停電"), by=clerk)
    desk.get(f"/opening/{lab.uid}/days/?year=2027")
    with django_assert_num_queries(8):
        desk.get(f"/opening/{lab.uid}/days/?year=2027")
