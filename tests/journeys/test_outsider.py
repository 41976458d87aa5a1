"""An outsider without an account and without JavaScript looks for somebody who can help."""

import re

import pytest
from tests.factories import EquipmentFactory, ExpertFactory, SeedFactory
from tests.journeys.conftest import PHONE, WIDE

from hashiwatashi.matching import sync


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def page(request, visit, world):
    return visit.window(java_script_enabled=request.param)


def test_searches_narrows_down_opens_and_learns_whom_to_ask(page, world):
    page.goto("/")
    page.get_by_label("困っていること、探していることを").fill("製品に付いた小さな異物が何か調べたい")
    page.locator("main").get_by_role("button", name="探す").click()
    first = page.locator("#equipment .hit").first
    assert "走査電子顕微鏡" in first.inner_text()
    assert "合う理由" in first.inner_text()
    assert "022-000-0000" in first.inner_text()
    page.get_by_text("絞り込む・地図").click()
    page.locator(".facets .choices").get_by_role("link", name="宮城県").click()
    assert page.locator(".chips").inner_text().strip() == "宮城県"
    page.locator("#equipment").get_by_role("link", name="走査電子顕微鏡").click()
    assert page.get_by_role("heading", level=1).inner_text() == "走査電子顕微鏡"
    assert page.locator("#contact").get_by_role("link", name="022-000-0000").is_visible()
    assert "架空 太郎" in page.get_by_role("complementary").inner_text()


def test_sees_the_best_on_two_screens_and_prints_two_pages(page, world):
    EquipmentFactory.create_batch(5, uses="小さな異物が何か調べる")
    ExpertFactory.create_batch(3, profile="小さな異物が何か調べる")
    SeedFactory.create_batch(3, summary="小さな異物が何か調べる")
    sync.build_index()
    for size, page_height, card in ((WIDE, 2000, 120), (PHONE, 3000, 170)):
        page.set_viewport_size(size)
        page.goto("/?q=製品に付いた小さな異物が何か調べたい")
        boxes = [hit.bounding_box() for hit in page.locator(".hit").all()]
        assert len(boxes) == 6
        assert max(box["height"] for box in boxes) <= card
        assert boxes[0]["y"] + boxes[0]["height"] <= size["height"]
        assert page.evaluate("document.documentElement.scrollHeight") <= page_height
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) <= 2


def test_the_field_of_a_question_that_was_asked_grows_over_the_page_and_moves_nothing(page, world):
    page.goto("/?q=異物")
    field, below = page.locator("main textarea[name=q]"), page.locator(".kinds")
    before, place = field.bounding_box()["height"], below.bounding_box()["y"]
    field.focus()
    assert before <= 48 < field.bounding_box()["height"]
    assert below.bounding_box()["y"] == place


def test_takes_a_bound_off_again(page, world):
    page.goto("/?q=異物&prefecture=04")
    page.locator(".chip").click()
    page.wait_for_url(lambda url: "prefecture" not in url)
    assert page.locator(".chip").count() == 0


def test_marks_what_is_near_and_still_sees_the_best_from_elsewhere(page, world):
    page.goto("/?q=異物の分子")
    page.get_by_text("あなたの都道府県：未設定").click()
    page.get_by_label("あなたの都道府県").select_option("宮城県")
    page.get_by_role("button", name="設定").click()
    assert page.locator("#equipment .badge", has_text="同じ都道府県").count() >= 1
    assert "質量分析計" in page.locator("#equipment").inner_text()


def test_is_told_of_a_pasted_page_that_is_too_long_and_nothing_is_cut(visit, world):
    page = visit.window()
    page.goto("/")
    field = page.get_by_label("困っていること、探していることを")
    field.fill("さびる部品\n" * 400)
    assert page.get_by_role("status").inner_text() == "2,800文字（3,000文字まで）"
    field.fill("さびる部品\n" * 500)
    assert "3,500文字" in page.get_by_role("status").inner_text()
    page.locator("main").get_by_role("button", name="探す").click()
    assert page.url.endswith("/")
    assert len(field.input_value()) == 3000
    field.fill("さびる部品")
    assert not page.get_by_role("status").is_visible()
    page.locator("main").get_by_role("button", name="探す").click()
    page.wait_for_url("**/?q=*")


def test_without_javascript_the_server_says_that_a_text_is_too_long(visit, world):
    page = visit.window(java_script_enabled=False)
    page.goto("/")
    page.get_by_label("困っていること、探していることを").fill("さ" * 3001)
    page.locator("main").get_by_role("button", name="探す").click()
    assert "3001" in page.locator(".errorlist").inner_text()
    assert len(page.get_by_label("困っていること、探していることを").input_value()) == 3001


def test_reaches_the_content_with_one_key(page, world):
    page.goto("/equipment/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**#main")


def test_prints_a_record(page, world):
    page.goto(f"/equipment/{world.microscope.uid}/")
    page.emulate_media(media="print")
    assert not page.locator(".site-nav").is_visible()
    assert page.locator(".definitions").first.is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_takes_a_list_along_as_a_file(page, world):
    page.goto("/equipment/")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV").click()
    assert waiting.value.suggested_filename.startswith("equipment-")


def test_enter_asks_and_shift_enter_makes_a_new_line(visit, world):
    page = visit.window()
    page.goto("/")
    field = page.locator("main textarea[name=q]")
    field.press_sequentially("顕微鏡")
    field.press("Shift+Enter")
    field.press_sequentially("異物")
    assert field.input_value() == "顕微鏡\n異物"
    field.press("Enter")
    page.wait_for_url("**/?*q=*")
    assert page.locator(".hit-title a").count() >= 1
