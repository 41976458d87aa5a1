"""People with an account: signing in with a second step, registering a need, confirming equipment."""

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from tests.journeys.conftest import PASSWORD

from hashiwatashi.needs.models import Need
from hashiwatashi.needs.numbers import receipt_number

STEP = 30  # seconds that a code lasts


def code(secret):
    """The code an authenticator app shows now; one about to end is waited for."""
    left = STEP - time.time() % STEP
    if left < 5:
        time.sleep(left + 0.1)
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def send(page, text):
    page.locator("#id_code").fill(text)
    page.locator("main form button[type=submit]").first.click()


def test_a_second_step_is_set_up_and_asked_for(visit, world, axe):
    page = visit.window()
    visit.sign_in(page, "firm@example.jp")
    page.goto("/accounts/2fa/totp/activate/")
    page.get_by_label("パスワード").first.fill(PASSWORD)
    page.locator("main").get_by_role("button").first.click()
    secret = page.locator("#authenticator_secret").input_value()
    assert axe(page) == []
    send(page, code(secret))
    page.goto("/accounts/2fa/recovery-codes/")
    assert axe(page) == []
    page.get_by_role("banner").get_by_role("button", name="ログアウト").click()
    visit.sign_in(page, "firm@example.jp")
    page.wait_for_url("**/2fa/authenticate/**")
    assert axe(page) == []
    send(page, "000000")
    assert "/2fa/authenticate/" in page.url
    send(page, code(secret))
    page.goto("/mypage/")
    assert page.get_by_role("heading", level=1).inner_text() == "マイページ"


def test_a_search_becomes_a_registered_need(visit, world):
    page = visit.window()
    visit.sign_in(page, "firm@example.jp")
    page.goto("/?q=ねじの表面の異物を調べたい")
    page.get_by_role("link", name="この内容をニーズとして登録").click()
    assert page.get_by_role("textbox", name="件名").input_value() == "ねじの表面の異物を調べたい"
    page.get_by_label("業種・分野").fill("金属製品")
    page.get_by_role("button", name="入力内容の確認").click()
    assert page.get_by_role("heading", level=1).inner_text() == "入力内容の確認"
    page.get_by_role("button", name="登録する").click()
    need = Need.objects.get(title="ねじの表面の異物を調べたい")
    assert receipt_number(need) in page.locator("main").inner_text()
    assert (need.owner_id, need.sector) == (world.firm.pk, "金属製品")


def test_a_clerk_confirms_equipment_from_the_own_page(visit, world):
    page = visit.window()
    visit.sign_in(page, "clerk@example.jp")
    page.goto("/mypage/")
    page.get_by_role("link", name="走査電子顕微鏡").click()
    page.get_by_role("button", name="確認して次へ").click()
    assert "確認" in page.get_by_role("status").first.inner_text()
    world.microscope.refresh_from_db()
    assert world.microscope.verified_on is not None
