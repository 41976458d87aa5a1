"""A visit is noted on a phone without a connection: kept there, sent later, stored once, in one's own name."""

import datetime
import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect
from tests.journeys.conftest import PHONE

from hashiwatashi.common.photo_files import path_of
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


def photo(name, size=(60, 40)):
    """A photo that lies upside down, as a telephone takes it."""
    turned, file = Image.Exif(), BytesIO()
    turned[0x0112] = 6
    Image.new("RGB", size, "navy").save(file, "JPEG", exif=turned)
    return {"name": name, "mimeType": "image/jpeg", "buffer": file.getvalue()}


def names(case):
    return [one.name for one in case.photos.all()]


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


def test_photos_are_kept_with_the_note_and_sent_with_it(phone, settings, tmp_path):
    settings.HASHI_HOME = tmp_path
    phone.context.set_offline(True)
    phone.goto(ADDRESS)
    phone.locator("[name=photos]").set_input_files([photo("ひび.jpg"), photo("全体.jpg")])
    write(phone, "現場で撮った")
    expect(kept(phone)).to_contain_text("未送信（1件）")
    # Another page, another load: they are on the phone still.
    phone.goto(ADDRESS)
    phone.context.set_offline(False)
    expect(kept(phone)).to_contain_text("送信しました")
    case = noted().get()
    assert names(case) == ["ひび.jpg", "全体.jpg"]
    assert {Image.open(path_of(one, "large")).size for one in case.photos.all()} == {(40, 60)}
    assert phone.evaluate("withPhotos('readonly', (store) => asked(store.count()))") == 0


def test_photos_of_a_note_that_is_opened_again_stand_in_the_form(phone, settings, tmp_path):
    settings.HASHI_HOME = tmp_path
    phone.context.set_offline(True)
    phone.locator("[name=photos]").set_input_files([photo("ひび.jpg")])
    write(phone, "場所が違う", place="架空の国")
    expect(kept(phone)).to_contain_text("写真1枚")
    phone.context.set_offline(False)
    expect(kept(phone)).to_contain_text("まだ保存されていません")
    kept(phone).get_by_role("button").click()
    expect(phone.locator("[name=topic]")).to_have_value("場所が違う")
    chosen = phone.locator("[name=photos]").evaluate("field => [...field.files].map((file) => file.name)")
    assert chosen == ["ひび.jpg"]
    write(phone, "場所を直した")
    expect(phone.get_by_role("status").first).to_contain_text(NUMBER)
    assert names(noted().get()) == ["ひび.jpg"]


def test_photos_that_the_site_keeps_with_a_form_are_sent_once_and_not_lost_without_a_connection(
    phone, settings, tmp_path
):
    settings.HASHI_HOME = tmp_path
    phone.locator("[name=photos]").set_input_files([photo("一.jpg"), photo("二.jpg")])
    write(phone, "場所が違う", place="架空の国")
    # The page with what is wrong beside the field, and the photos that are kept.
    expect(phone.locator(".kept-photos li")).to_have_count(2)
    phone.get_by_label("一.jpg").check()
    phone.locator("[name=photos]").set_input_files([photo("三.jpg")])
    phone.context.set_offline(True)
    write(phone, "場所を直した")
    expect(kept(phone)).to_contain_text("未送信（1件）")
    phone.context.set_offline(False)
    expect(kept(phone)).to_contain_text("送信しました")
    assert names(noted().get()) == ["二.jpg", "三.jpg"]


def test_with_a_connection_the_photos_of_the_step_before_go_along_once(phone, settings, tmp_path):
    settings.HASHI_HOME = tmp_path
    phone.locator("[name=photos]").set_input_files([photo("一.jpg")])
    write(phone, "場所が違う", place="架空の国")
    expect(phone.locator(".kept-photos li")).to_have_count(1)
    write(phone, "場所を直した")
    expect(phone.get_by_role("status").first).to_contain_text(NUMBER)
    assert names(noted().get()) == ["一.jpg"]
    assert list((tmp_path / "waiting").glob("*.jpg")) == []


def test_where_the_phone_cannot_keep_photos_it_says_which_are_to_be_added(phone):
    phone.evaluate("() => { IDBFactory.prototype.open = () => { throw new DOMException('', 'SecurityError'); }; }")
    phone.context.set_offline(True)
    phone.locator("[name=photos]").set_input_files([photo("ひび.jpg")])
    write(phone, "写真は後から")
    expect(kept(phone)).to_contain_text("未送信（1件）")
    expect(kept(phone)).to_contain_text("写真（ひび.jpg）はこの端末に保存できませんでした")
    assert noted().count() == 0
