"""The clerk's desk in a browser: by keyboard alone, on a phone, and axe on the pages between."""

import pytest
from django.utils import timezone
from tests.factories import EquipmentFactory
from tests.journeys.conftest import PHONE

from hashiwatashi.equipment.models import Equipment


@pytest.fixture
def desk(visit, world):
    """The desk with three entries, signed in as the clerk."""
    EquipmentFactory(owner=world.lab, name="分光計")
    EquipmentFactory(owner=world.lab, name="硬さ試験機")

    def open_(**options):
        page = visit.window(**options)
        visit.sign_in(page, "clerk@example.jp")
        page.goto("/desk/equipment/?show=unconfirmed")
        return page

    return open_


def focused(page):
    return page.evaluate(
        "document.activeElement.name + ' ' + (document.activeElement.labels?.[0]?.textContent || '')"
    )


def test_boxes_come_in_reading_order_and_say_whose_they_are(desk):
    page = desk(java_script_enabled=True)
    page.locator("td.pick input").first.focus()
    names = [link.text_content().strip() for link in page.locator("td.title a").all()]
    assert len(names) == 3
    for name in names:
        assert name in focused(page)
        page.keyboard.press("Space")
        page.keyboard.press("Tab")  # the entry itself
        page.keyboard.press("Tab")  # the next box, and after the last the button
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"
    page.keyboard.press("Enter")
    page.get_by_role("status").first.wait_for()
    assert set(Equipment.objects.filter(owner__name__contains="工業技術").values_list("verified_on", flat=True)) == {
        timezone.localdate()
    }


def test_without_javascript_all_are_ticked_confirmed_and_taken_back(desk):
    page = desk(java_script_enabled=False)
    page.locator("main p a[href*='all=1']").click()
    assert page.locator("td.pick input:checked").count() == 3
    page.locator(".desk-actions button").first.click()
    assert page.locator("td.pick input").count() == 0
    page.locator("form[action*='/undo/'] button").click()
    assert page.locator("td.pick input").count() == 3


def test_on_a_phone_the_buttons_stay_in_reach_and_a_change_is_checked(desk, axe):
    page = desk(size=PHONE)
    page.locator("td.pick input").first.check()
    button = page.locator(".desk-actions button").nth(1)
    assert button.bounding_box()["y"] + button.bounding_box()["height"] <= PHONE["height"]
    button.click()
    assert axe(page) == []
    page.locator("#id_contact_desk").fill("架空相談窓口")
    page.locator("button[value=check]").click()
    assert axe(page) == []
    page.locator("button[value=store]").click()
    assert axe(page) == []
    assert Equipment.objects.filter(contact_desk="架空相談窓口").count() == 1
