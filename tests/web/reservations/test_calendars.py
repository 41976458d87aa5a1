"""Reservations in people's calendars, busy times without a name, and the sheet at the door."""

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
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

from hashiwatashi.reservations import feeds
from hashiwatashi.reservations.actions import cancel
from hashiwatashi.reservations.closing import close_unit
from hashiwatashi.reservations.enums import OccupancyKind

pytestmark = pytest.mark.django_db


def signed_in(account):
    client = Client()
    client.force_login(account)
    return client


def events_of(answer):
    assert answer.headers["Content-Type"].startswith("text/calendar")
    return Calendar.from_ical(answer.content).walk("VEVENT")


def address_for(account):
    page = signed_in(account).post("/reservations/calendar/open/", follow=True).content.decode()
    return page.split('<input id="feed" value="http://testserver')[1].split('"')[0]


def test_ones_own_are_in_the_calendar_as_they_are(client, reserved, at, user, stranger):  # noqa: F811
    mine, gone = reserved(at(9, 12)), reserved(at(13, 14))
    cancel(gone, by=user)
    reserved(at(15, 16), by=stranger)
    found = {str(event["uid"]): event for event in events_of(client.get(address_for(user)))}
    assert set(found) == {f"{one.uid}@hashiwatashi" for one in (mine, gone)}
    event = found[f"{mine.uid}@hashiwatashi"]
    assert (event["dtstart"].dt, event["dtend"].dt) == (mine.starts, mine.ends)
    assert (event["status"], found[f"{gone.uid}@hashiwatashi"]["status"]) == ("TENTATIVE", "CANCELLED")
    assert event["url"] == f"http://testserver/reservations/{mine.uid}/"


def test_a_new_address_ends_the_old_one_and_closing_ends_both(client, user):  # noqa: F811
    first, second = address_for(user), address_for(user)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    signed_in(user).post("/reservations/calendar/close/")
    assert client.get(second).status_code == 404
    assert client.get("/reservations/calendar/feed/x.ics").status_code == 404
    assert client.get(second[:-6] + "x.ics").status_code == 404


def test_the_address_of_an_account_that_may_not_sign_in_opens_nothing(client, user):  # noqa: F811
    address = address_for(user)
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    assert client.get(address).status_code == 404


def test_busy_times_name_nobody(client, reserved, at, unit, clerk, user):  # noqa: F811
    mine = reserved(at(9, 12), purpose="秘密の試料")
    close_unit(unit, at(13, 14), kind=OccupancyKind.MAINTENANCE, reason="秘密の故障", by=clerk)
    answer = client.get(f"/reservations/equipment/{unit.equipment.uid}/busy.ics")
    assert [(event["dtstart"].dt, event["dtend"].dt) for event in events_of(answer)] == [
        (at(9, 12).start, at(9, 12).end),
        (at(13, 14).start, at(13, 14).end),
    ]
    for word in (mine.number, "秘密", user.email):
        assert word not in answer.content.decode()


def test_the_sheet_at_the_door_tells_numbers_and_no_names(reserved, at, clerk, day, firm, user):  # noqa: F811
    mine = reserved(at(9, 12))
    page = signed_in(clerk).get(f"/reservations/day/?day={day}").content.decode()
    main = page.split("<main")[1]
    assert mine.number in main
    assert firm.name not in main
    assert "予約はありません" in signed_in(clerk).get("/reservations/day/?day=x").content.decode()
    assert signed_in(user).get("/reservations/day/").status_code == 403


@pytest.mark.parametrize("number", [1, 3])
def test_a_feed_takes_the_same_queries_for_any_number(
    number,
    reserved,  # noqa: F811
    at,  # noqa: F811
    user,  # noqa: F811
    django_assert_num_queries,
):
    for index in range(number):
        reserved(at(9 + index, 10 + index))
    with django_assert_num_queries(1):
        feeds.calendar_of(user, timezone.now(), "{uid}")
