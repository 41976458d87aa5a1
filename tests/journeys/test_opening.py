"""A clerk gives her house hours and a first unit by keyboard; a researcher closes an instrument on a phone."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.factories import AccountFactory
from tests.journeys.conftest import PHONE

from hashiwatashi.common.calendar import is_working_day
from hashiwatashi.common.timespans import TimeSpan, at_minute
from hashiwatashi.opening.actions import add_unit
from hashiwatashi.opening.models import Unit, UseRules
from hashiwatashi.people.enums import Role
from hashiwatashi.reservations.actions import reserve
from hashiwatashi.reservations.closing import set_rules
from hashiwatashi.reservations.enums import ReservationStage
from hashiwatashi.reservations.wishes import Wish

WEEK = [[[540, 1020]]] * 5 + [[], []]


def submit(page, name):
    """Press a button by keyboard."""
    page.get_by_role("button", name=name, exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_load_state()


def test_first_rules_and_a_unit_by_keyboard_without_javascript(visit, world):
    page = visit.window(java_script_enabled=False)
    visit.sign_in(page, "clerk@example.jp")
    page.goto("/opening/")
    assert page.url.endswith(f"/opening/{world.lab.uid}/")
    page.goto(f"/opening/{world.lab.uid}/rules/new/")
    page.locator("#id_friday").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("9:00〜12:00")
    page.locator("#record-form .actions button").press("Enter")
    page.locator("input[name=known]").wait_for(state="attached")
    assert not UseRules.objects.exists()
    page.locator("#record-form .actions button").first.press("Enter")
    page.wait_for_url(f"**/opening/{world.lab.uid}/")
    assert UseRules.objects.get().week[4] == [[540, 720]]
    page.goto(f"/equipment/{world.microscope.uid}/")
    page.locator("main a[href$='/units/']").press("Enter")
    page.locator("main a[href$='/units/new/']").press("Enter")
    page.locator("#id_room").fill("2号館103")
    page.locator("#record-form .actions button").press("Enter")
    page.wait_for_url("**/units/")
    assert Unit.objects.get().room == "2号館103"


@pytest.fixture
def reserved(world, member):
    """A reservation of a coming afternoon on the microscope, and who looks after that."""
    researcher = member("researcher@example.jp", world.lab, Role.RESEARCHER)
    set_rules(UseRules(owner=world.lab, since=date(2020, 4, 1), week=WEEK), by=researcher)
    unit = add_unit(world.microscope, by=researcher, since=date(2020, 4, 1), room="2号館103")
    day = timezone.localdate() + timedelta(days=20)
    while not is_working_day(day):
        day += timedelta(days=1)
    zone = timezone.get_default_timezone()
    user = AccountFactory()
    span = TimeSpan(at_minute(day, 780, zone), at_minute(day, 900, zone))
    return reserve(Wish(unit, span, user=user), by=user, purpose="異物を見る"), day


def test_a_researcher_closes_an_instrument_on_a_phone_and_takes_it_back(visit, world, reserved, axe):
    made, day = reserved
    page = visit.window(size=PHONE)
    visit.sign_in(page, "researcher@example.jp")
    page.goto(f"/opening/equipment/{world.microscope.uid}/units/")
    page.locator("main a[href*='closures/new']").click()
    assert page.locator("input[name=units]:checked").count() == 1
    page.locator("#id_starts").fill(f"{day}T12:00")
    page.locator("#id_ends").fill(f"{day}T17:00")
    page.locator("#id_reason").fill("管球の交換")
    page.locator("#record-form .actions button").click()
    page.get_by_text(made.number).wait_for()
    assert axe(page) == []
    page.locator("#record-form .actions button").first.click()
    page.wait_for_url("**/closures/")
    made.refresh_from_db()
    assert made.stage == ReservationStage.CANCELLED
    page.locator("form[action*='/end/'] button").click()
    page.locator("form[action*='/end/']").wait_for(state="detached")
    made.refresh_from_db()
    assert made.stage == ReservationStage.HELD


def test_every_page_wide_and_on_a_phone(visit, world, reserved, axe):
    page, found = visit.window(), {}
    visit.sign_in(page, "researcher@example.jp")
    house, machine = f"/opening/{world.lab.uid}/", f"/opening/equipment/{world.microscope.uid}/units/"
    ends = ("", "rules/new/", "days/", "days/new/", "closures/", "closures/new/")
    unit, rules = Unit.objects.get(), UseRules.objects.get()
    addresses = [f"{house}{end}" for end in ends] + [machine, f"{machine}new/"]
    addresses += [f"/opening/units/{unit.uid}/edit/", f"/opening/rules/{rules.uid}/edit/"]
    for address in addresses:
        page.goto(address)
        for size in ({"width": 1280, "height": 900}, PHONE):
            page.set_viewport_size(size)
            told = axe(page)
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                told.append("runs off the side")
            if told:
                found[f"{address} {size['width']}"] = told
    assert found == {}
