"""The lab of the reservations' tests, whose clerk and whose user are signed in."""

# ruff: noqa: F401, F811 the lab of the tests of reservations
from datetime import timedelta

import pytest
from tests.reservations.conftest import (
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

from hashiwatashi.opening.actions import add_unit


@pytest.fixture
def desk(client, clerk):
    client.force_login(clerk)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def rules_sent(day):
    """A whole form of rules as a browser sends it; what a test names is different, None is left out."""

    def make(**other):
        sent = {
            "since": str(day + timedelta(days=400)),
            "until": "",
            **dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "9:00-12:00、13時〜17時"),
            "saturday": "",
            "sunday": "休",
            "holidays": "closed",
            "users": ["firm", "research"],
            "earliest_months": 3,
            "latest_days": 0,
            "same_day_until": "15:00",
            "step_minutes": 30,
            "longest_minutes": 480,
            "preparation_minutes": 15,
            "cleaning_minutes": 15,
            "loan_days": 0,
            "hold_hours": 72,
            "offer_hours": 24,
            "late_minutes": 30,
            "absences_most": 0,
            "absence_bars_days": 30,
            "licence_level": 0,
            "licence_months": 36,
            "with_instructor": "on",
            "step_1": "researcher",
            "step_2": "administrator",
            "all_2": "on",
            "note": "作業服でお越しください",
        }
        return {name: value for name, value in (sent | other).items() if value is not None}

    return make


@pytest.fixture
def second(unit, clerk):
    return add_unit(unit.equipment, by=clerk, number=2, since="2020-04-01", room="CT室")


@pytest.fixture
def twice():
    """Sends a form, and from its preview once more what the preview holds; gives both answers."""

    def send(client, address, sent):
        seen = client.post(address, sent)
        assert seen.status_code == 200, seen.content.decode()
        assert seen.templates[0].name == "opening/preview.html"
        again = {}
        for name, value in seen.context["sent"]:
            again.setdefault(name, []).append(value)
        return seen, client.post(address, again | {"known": seen.context["known"]})

    return send
