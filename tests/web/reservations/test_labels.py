"""Labels for machines: for the institution's own people, one for each unit in use, in two questions."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.web.reservations.test_pages import (  # noqa: F401
    clerk,
    firm,
    lab,
    rules,
    signed_in,
    some_class,
    text_of,
    unit,
    user,
)

from hashiwatashi.opening.actions import add_unit

# ruff: noqa: F811 the lab of the tests of reservations
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [1, 3])
def test_each_unit_has_a_label_with_name_and_number(unit, clerk, number, django_assert_num_queries):
    for count in range(2, number + 1):
        add_unit(unit.equipment, by=clerk, number=count, since=date(2020, 4, 1), room="CT室")
    ended = timezone.localdate() - timedelta(days=1)
    add_unit(unit.equipment, by=clerk, number=9, since=date(2020, 4, 1), until=ended)
    desk, address = signed_in(clerk), f"/reservations/equipment/{unit.equipment.uid}/labels/"
    desk.get(address)
    with django_assert_num_queries(6):
        page = text_of(desk.get(address))
    assert page.count('class="label-name">X線CT<') == number
    assert [f"{n}号機" in page for n in (1, number, 9)] == [True, True, False]
    assert f"/qr/?to=/reservations/equipment/{unit.equipment.uid}/" in page


def test_the_week_leads_the_institution_alone_to_the_labels(unit, clerk, user):
    address = f"/reservations/equipment/{unit.equipment.uid}/"
    assert f"{address}labels/" in text_of(signed_in(clerk).get(address))
    for client, status in ((signed_in(user), 403), (Client(), 302)):
        assert f"{address}labels/" not in text_of(client.get(address))
        assert client.get(f"{address}labels/").status_code == status
