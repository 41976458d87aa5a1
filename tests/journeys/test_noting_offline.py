"""A visit is noted on a phone without a connection: kept there, sent later, stored once, in one's own name."""

import datetime
import re

import pytest
from playwright.sync_api import expect
from tests.journeys.conftest import PHONE

from hashiwatashi.consultations.models import Consultation, Entry
from hashiwatashi.people.enums import Role

ADDRESS = "/consultations/note/"
NUMBER = re.compile(r"C-\d{6}-\d")


def noted():
    """What was noted here: the world has a case of its own, with a story."""
    return Consultation.objects.filter(story=None)


@pytest.fixture
def phone(visit, world):
    """A phone on which the lab's clerk has opened the form once, with a connection."""
    page = visit.window(size=PHONE)
    visit.sign_in(page, "clerk@example.jp")
    page.goto(ADDRESS)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.wait_for_function("caches.match('/consultations/note/offline/').then(Boolean)")
    return page


def write(page, topic, place="宮城県"):
    page.locator("[name=topic]").fill(topic)
    page.locator("[name=place]").fill(place)
    page.locator("main form .actions button").first.click()


def kept(page):
    return page.locator("#kept-notes")


def test_it_is_kept_while_there_is_no_connection_and_sent_once_there_is(phone):
    phone.context.set_offline(True)
    for number, topic in enumerate(["部品がさびる", "めっきが剥がれる"], start=1):
        write(phone, topic)
        expect(kept(phone)).to_contain_text(f"この端末に保存中・未送信（{number}件）")
    assert noted().count() == 0
    phone.context.set_offline(False)
    expect(kept(phone)).to_contain_text(re.compile(f"送信しました.*{NUMBER.pattern}"))
    expect(kept(phone)).not_to_contain_text("未送信")
    assert sorted(noted().values_list("topic", flat=True)) == ["めっきが剥がれる", "部品がさびる"]
    assert {one.officer.email for one in noted()} == {"clerk@example.jp"}
    assert Entry.objects.filter(consultation__in=noted()).exclude(key=None).count() == 2


def test_the_page_opens_without_a_connection_and_tells_nothing_of_the_account(phone, axe):
    phone.context.set_offline(True)
    phone.goto(ADDRESS)
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    assert "ログアウト" not in phone.content()
    assert phone.locator(".site-head img").first.evaluate("image => image.naturalWidth") > 0
    write(phone, "現場で聞いた")
    expect(kept(phone)).to_contain_text("未送信（1件）")
    expect(phone.locator("#no-connection")).to_be_visible()
    assert axe(phone) == []
    assert not phone.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    phone.goto(ADDRESS)
    expect(kept(phone)).to_contain_text("未送信（1件）")
    phone.context.set_offline(False)
    expect(kept(phone)).to_contain_text("送信しました")
    expect(phone.locator("#no-connection")).to_be_hidden()
    assert noted().get().topic == "現場で聞いた"


def test_what_reached_the_site_without_an_answer_is_stored_once(phone):
    lost = []

    def lose(route):
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch())
            route.abort()
        else:
            route.continue_()

    phone.context.route("**/consultations/note/", lose)
    write(phone, "一度だけ")
    expect(kept(phone)).to_contain_text("送信しました")
    assert (len(lost), lost[0].status, noted().count()) == (1, 201, 1)


def test_with_a_connection_it_is_sent_at_once(phone):
    write(phone, "すぐに届く")
    expect(phone.get_by_role("status").first).to_contain_text(NUMBER)
    assert phone.url.endswith("/consultations/")
    assert noted().get().topic == "すぐに届く"


def test_what_cannot_be_stored_is_told_and_opened_again(phone):
    phone.context.set_offline(True)
    write(phone, "場所が違う", place="架空の国")
    expect(kept(phone)).to_contain_text("未送信（1件）")
    phone.context.set_offline(False)
    button = kept(phone).get_by_role("button")
    expect(kept(phone)).to_contain_text("まだ保存されていません")
    button.click()
    expect(phone.locator("[name=topic]")).to_have_value("場所が違う")
    write(phone, "場所を直した")
    expect(phone.get_by_role("status").first).to_contain_text(NUMBER)


def test_what_is_opened_again_is_kept_until_it_is_stored(phone):
    phone.context.set_offline(True)
    write(phone, "開いたまま閉じた", place="架空の国")
    at = phone.evaluate("JSON.parse(localStorage.getItem('hashi-notes'))[0].at")
    phone.context.set_offline(False)
    expect(kept(phone)).to_contain_text("まだ保存されていません")
    kept(phone).get_by_role("button").click()
    expect(phone.locator("[name=topic]")).to_have_value("開いたまま閉じた")
    # The page is left without a word: it is there still.
    phone.goto(ADDRESS)
    kept(phone).get_by_role("button").click()
    write(phone, "開いて直した")
    expect(phone.get_by_role("status").first).to_contain_text(NUMBER)
    stored = noted().get()
    assert stored.topic == "開いて直した"
    assert stored.asked_at == datetime.datetime.fromisoformat(at)
    phone.goto(ADDRESS)
    expect(kept(phone)).to_be_hidden()


def test_what_the_site_refuses_says_why_and_is_not_sent_for_ever(phone, world):
    sent = []
    phone.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    phone.context.set_offline(True)
    write(phone, "閉じた機関")
    type(world.lab).objects.filter(pk=world.lab.pk).update(status="closed")
    sent.clear()
    phone.context.set_offline(False)
    expect(kept(phone)).to_contain_text("まだ保存されていません")
    phone.evaluate("send()")
    phone.wait_for_timeout(300)
    assert (len(sent), noted().count()) == (1, 0)


def test_other_words_under_a_used_key_are_offered_as_a_new_note(phone):
    def lose(route):
        if route.request.method == "POST":
            route.fetch()
            route.abort()
        else:
            route.continue_()

    phone.context.route("**/consultations/note/", lose)
    write(phone, "一つ目")
    button = kept(phone).get_by_role("button")
    button.click()
    phone.context.unroute_all(behavior="ignoreErrors")
    write(phone, "二つ目")
    expect(kept(phone)).to_contain_text(NUMBER)
    assert [one.topic for one in noted()] == ["一つ目"]
    write(phone, "二つ目")
    phone.wait_for_url("**/consultations/")
    assert sorted(one.topic for one in noted()) == ["一つ目", "二つ目"]


def test_a_note_is_not_sent_in_the_name_of_another_account(phone, visit, world, member):
    member("second@example.jp", world.lab, Role.CLERK)
    phone.context.set_offline(True)
    write(phone, "清書前のメモ")
    expect(kept(phone)).to_contain_text("未送信（1件）")
    phone.context.clear_cookies()
    phone.context.set_offline(False)
    expect(kept(phone)).to_contain_text("ログイン")
    visit.sign_in(phone, "second@example.jp")
    phone.goto(ADDRESS)
    expect(kept(phone)).to_contain_text("別のアカウント")
    assert "清書前のメモ" not in phone.content()
    assert noted().count() == 0
    phone.context.clear_cookies()
    visit.sign_in(phone, "clerk@example.jp")
    phone.goto("/consultations/")
    expect(kept(phone)).to_contain_text("送信しました")
    assert noted().get().officer.email == "clerk@example.jp"


def test_the_page_without_a_connection_is_in_the_language_of_its_reader(phone, settings, visit):
    cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": visit.address}
    phone.context.add_cookies([cookie])
    phone.goto(ADDRESS)
    # It takes the page over once it has kept its own.
    phone.wait_for_function("() => navigator.serviceWorker.controller.scriptURL.endsWith('=en')")
    phone.context.set_offline(True)
    phone.goto(ADDRESS)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Note a call or a visit")
