"""CT on Thursday afternoon: seen before signing in, reserved, lost and offered elsewhere, permitted on a phone."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.factories import EquipmentFactory
from tests.journeys.conftest import PHONE

from hashiwatashi.common.calendar import is_working_day
from hashiwatashi.equipment.models import EquipmentClass
from hashiwatashi.opening.models import Unit, UseRules
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.people.enums import Role
from hashiwatashi.reservations.closing import set_rules
from hashiwatashi.reservations.models import Reservation

WEEK = [[[540, 1020]]] * 5 + [[], []]


@pytest.fixture
def day():
    found = timezone.localdate() + timedelta(days=16)
    while not is_working_day(found):
        found += timedelta(days=1)
    return found


@pytest.fixture
def ct(world, member):
    """A CT of the lab and another one in the same house; who decides, who asks, who else asks."""
    director = member("director@example.jp", world.lab, Role.ADMINISTRATOR)
    set_rules(UseRules(owner=world.lab, since=date(2020, 4, 1), week=WEEK, takes_tests=True), by=director)
    some = EquipmentClass.objects.create(large="分析装置", small="X線CT")
    made = [
        EquipmentFactory(owner=world.lab, name=name, equipment_class=some, prefecture_id="04")
        for name in ("X線CT", "小型X線CT")
    ]
    for one in made:
        Unit.objects.create(equipment=one, number=1, room="1号館101", since=date(2020, 4, 1))
    for name in ("first", "second"):
        firm = type(world.lab).objects.create(
            kind=OrganisationKind.FIRM, name=f"株式会社架空{name}", prefecture_id="04"
        )
        member(f"{name}@example.jp", firm, Role.REPRESENTATIVE)
    return made[0]


def fill(page, day, start, end):
    page.locator("#id_day").fill(day.isoformat())
    page.locator("#id_start").fill(start)
    page.locator("#id_end").fill(end)
    page.locator("#id_purpose").fill("鋳物の巣を見る")
    page.get_by_role("button", name="予約する", exact=True).press("Enter")


def refuse_without_a_word(page, axe):
    """Another reason without saying which: that is told at the top, where the cursor is, and leads to the field."""
    step, active = page.locator("#refuse"), "document.activeElement"
    step.locator("summary").click()
    step.get_by_label("その他").check()
    step.get_by_role("button", name="許可しない").click()
    page.get_by_role("alert").wait_for()
    assert page.evaluate(f"{active}.getAttribute('role')") == "alert"
    assert axe(page) == []
    page.get_by_role("alert").get_by_role("link").press("Enter")
    assert page.evaluate(f"{active}.id") == "id_refuse_text"
    # The label of a field leads into its own form, though others have one of the same name.
    page.locator("#send-back summary").click()
    page.locator("label[for=id_send-back_comment]").click()
    assert page.evaluate(f"{active}.form.action").endswith("/step/send-back/")


def test_from_free_time_to_the_permit(visit, world, ct, day, axe):
    year, week, _weekday = day.isocalendar()
    address = f"/reservations/equipment/{ct.uid}/?week={year}-W{week:02}"
    anyone = visit.window(size=PHONE)
    anyone.goto(f"/equipment/{ct.uid}/")
    anyone.get_by_text("いつ使えるか").first.wait_for()
    anyone.goto(address)
    assert anyone.locator(".week a").count() >= 1
    assert axe(anyone) == []

    first = visit.window()
    visit.sign_in(first, "first@example.jp")
    first.goto(address)
    first.locator(f".week a[href*='day={day}']").first.press("Enter")
    fill(first, day, "13:00", "17:00")
    first.get_by_text("仮予約しました").wait_for()
    assert axe(first) == []
    first.get_by_role("button", name="使用許可を申請する").press("Enter")
    first.get_by_text("申請中です").wait_for()
    made = Reservation.objects.get()

    second = visit.window(size=PHONE, java_script_enabled=False)
    visit.sign_in(second, "second@example.jp")
    second.goto(f"/reservations/units/{made.unit.uid}/new/")
    fill(second, day, "14:00", "16:00")
    second.get_by_text("この時間はほかの方の予約が入っています").first.wait_for()
    offered = second.locator("#alternatives .button")
    assert offered.count() == 2
    offered.nth(1).click()
    second.locator("#id_purpose").fill("別のCTで見る")
    second.get_by_role("button", name="予約する", exact=True).click()
    second.get_by_text("小型X線CT").first.wait_for()
    assert Reservation.objects.count() == 2

    director = visit.window(size=PHONE)
    visit.sign_in(director, "director@example.jp")
    director.goto("/mypage/")
    director.get_by_role("link", name="使用許可の申請が 1 件").first.click()
    director.get_by_role("link", name="X線CT").first.click()
    refuse_without_a_word(director, axe)
    director.locator("#id_agree_conditions").fill("保護メガネを着用のこと")
    assert axe(director) == []
    director.get_by_role("button", name="承認する").click()
    director.get_by_text("使用が許可されました").wait_for()

    first.goto(f"/reservations/{made.uid}/")
    first.get_by_text("当日は許可書をお持ちください").wait_for()
    first.goto(f"/reservations/{made.uid}/permit/")
    first.get_by_text("保護メガネを着用のこと").wait_for()
    assert axe(first) == []


def test_every_page_wide_and_on_a_phone(visit, world, ct, day, axe):
    page, found = visit.window(), {}
    visit.sign_in(page, "director@example.jp")
    unit = ct.units.get()
    for address in (
        "/reservations/",
        "/reservations/calendar/",
        f"/reservations/day/?day={day}",
        f"/reservations/equipment/{ct.uid}/",
        f"/reservations/units/{unit.uid}/new/",
        f"/reservations/units/{unit.uid}/new/?for=me",
    ):
        page.goto(address)
        for size in ({"width": 1280, "height": 900}, PHONE):
            page.set_viewport_size(size)
            told = axe(page)
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                told.append("runs off the side")
            if told:
                found[f"{address} {size['width']}"] = told
    assert found == {}
