"""What is typed into the form of a question is not lost, with and without an account."""

import re

import pytest
from playwright.sync_api import expect
from tests.journeys.conftest import PHONE

from hashiwatashi.writing.models import QuestionDraft

ADDRESS = "/consultations/new/"


@pytest.fixture
def phone(visit, world):
    return visit.window(size=PHONE)


def kept(page):
    return page.locator("#kept-question")


def write(page, topic="部品がさびる", text="海の近くで一か月"):
    page.goto(ADDRESS)
    page.locator("[name=topic]").fill(topic)
    page.locator("[name=text]").fill(text)


def test_a_visitor_finds_it_again_in_the_same_browser_and_discards_it(phone, axe):
    write(phone)
    phone.wait_for_function("() => localStorage.getItem('hashi-question')?.includes('一か月')")
    phone.goto(ADDRESS)
    expect(phone.locator("[name=topic]")).to_have_value("部品がさびる")
    expect(kept(phone)).to_be_visible()
    assert axe(phone) == []
    assert not phone.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    kept(phone).get_by_role("button").click()
    expect(phone.locator("[name=topic]")).to_have_value("")
    assert phone.evaluate("localStorage.getItem('hashi-question')") is None


def test_what_is_too_old_is_not_shown_again(phone):
    write(phone)
    phone.wait_for_function("() => localStorage.getItem('hashi-question')")
    old = "{...JSON.parse(localStorage.getItem('hashi-question')), at: Date.now() - 31 * 24 * 3600_000}"
    phone.evaluate(f"localStorage.setItem('hashi-question', JSON.stringify({old}))")
    phone.goto(ADDRESS)
    expect(phone.locator("[name=topic]")).to_have_value("")


def test_who_is_signed_in_finds_it_on_any_device(phone, visit, axe):
    visit.sign_in(phone, "clerk@example.jp")
    write(phone)
    expect(kept(phone)).to_contain_text(re.compile(r"\d\d:\d\d"))
    assert [draft.told["text"] for draft in QuestionDraft.objects.all()] == ["海の近くで一か月"]
    assert phone.evaluate("localStorage.getItem('hashi-question')") is None
    phone.goto("/consultations/?view=asked")
    assert axe(phone) == []
    phone.locator("#drafts").get_by_role("link").click()
    expect(phone.locator("[name=text]")).to_have_value("海の近くで一か月")
    assert axe(phone) == []


def test_what_may_help_is_shown_while_one_types_and_nothing_moves(phone, axe, world):
    phone.goto(ADDRESS)
    sent = []
    phone.on("request", lambda request: sent.append(request) if "suggestions/" in request.url else None)
    phone.locator("[name=photos]").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"zqphotozq"}
    )
    place = "document.querySelector('[name=place]').getBoundingClientRect().top + scrollY"
    before = phone.evaluate(place)
    phone.locator("[name=topic]").press_sequentially("異物を調べたい", delay=30)
    expect(phone.locator("#suggested-count")).not_to_be_empty()
    expect(phone.locator("#suggestions li").first).to_be_visible()
    assert phone.evaluate(place) == before
    assert [(one.method, "異物" in one.url, "zqphotozq" in str(one.post_data_buffer)) for one in sent] == [
        ("POST", False, False)
    ]
    assert axe(phone) == []
    assert not phone.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
