"""空き検索 in a browser, wide and on a phone, without JavaScript too: from the question to the filled-in form."""

from datetime import date

import pytest
from tests.factories import EquipmentFactory
from tests.journeys.conftest import PHONE, WIDE

from hashiwatashi.opening.models import Unit, UseRules

WEEK = [[[540, 1020]]] * 7


@pytest.fixture
def ct(world):
    UseRules.objects.create(owner=world.lab, since=date(2020, 4, 1), week=WEEK, licence_level=1, takes_tests=True)
    made = EquipmentFactory(owner=world.lab, name="X線CT", prefecture_id="04", fee_note="1時間 3,000円")
    Unit.objects.create(equipment=made, number=1, room="1号館101", since=date(2020, 4, 1))
    return made


@pytest.mark.parametrize(("size", "script"), [(WIDE, True), (PHONE, False)])
def test_from_a_question_to_the_form(visit, world, ct, axe, size, script):
    page = visit.window(size=size, java_script_enabled=script)
    page.goto("/reservations/free/")
    page.locator("#id_text").fill("X線CT")
    page.locator("#id_prefecture").select_option("13")
    page.locator("#id_reach").select_option("own")
    page.get_by_role("button", name="空き時間を探す").press("Enter")
    page.locator(".free-line h3", has_text="X線CT").wait_for()
    if script:
        assert axe(page) == []
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    first = page.locator(".free-ways a").first
    assert "/new/?day=" in first.get_attribute("href")
    first.press("Enter")
    page.wait_for_url("**/accounts/login/**")


def test_the_week_of_a_room_fits_wide_and_on_a_phone(visit, world, ct, axe):
    page = visit.window()
    for query in ("", "?day=2026-12-01"):
        page.goto(f"/reservations/rooms/{world.lab.uid}/{query}")
        for size in (WIDE, PHONE):
            page.set_viewport_size(size)
            assert axe(page) == []
            assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
