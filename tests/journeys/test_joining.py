"""The owner of a small firm claims it, a coordinator who knows it confirms, and the owner lets her engineer in."""

import pytest
from tests.factories import OrganisationFactory
from tests.journeys.conftest import PASSWORD, PHONE

from hashiwatashi.joining.models import Application
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Account


@pytest.fixture
def people(member):
    """An owner and an engineer who act for nobody, and a coordinator of the firm's prefecture."""
    firm = OrganisationFactory(
        kind=OrganisationKind.FIRM, name="株式会社架空鋳造", corporate_number="8700110005901", address="架空市1"
    )
    office = OrganisationFactory(kind=OrganisationKind.COORDINATION_OFFICE, name="架空県産業振興機構")
    member("coordinator@example.jp", office, Role.COORDINATOR)
    other = OrganisationFactory()
    for email in ("owner@example.jp", "engineer@example.jp"):
        member(email, other, Role.CLERK).memberships.all().delete()
    return firm


def click(page, name):
    page.locator("main").get_by_role("button", name=name).click()


def test_a_firm_is_claimed_and_an_engineer_let_in(visit, people, axe):
    owner, coordinator, engineer = visit.window(size=PHONE), visit.window(), visit.window(size=PHONE)
    visit.sign_in(owner, "owner@example.jp")
    owner.get_by_role("link", name="所属の登録").click()
    assert axe(owner) == []
    owner.get_by_label("法人番号または名称").fill("８７００１１０００５９０１")
    click(owner, "探す")
    owner.get_by_role("link", name="株式会社架空鋳造").click()
    owner.get_by_label("お名前").fill("架空 花子")
    owner.get_by_label("会社を知るコーディネータが確認").check()
    assert axe(owner) == []
    click(owner, "申請する")
    owner.get_by_text("承認する人に通知しました").wait_for()
    assert axe(owner) == []

    visit.sign_in(coordinator, "coordinator@example.jp")
    coordinator.goto("/mypage/")
    coordinator.get_by_role("link", name="1人が参加の承認を待っています").click()
    coordinator.get_by_role("link", name="架空 花子").click()
    coordinator.get_by_label("確かめた方法").fill("工場を訪ねて名刺を交換した")
    assert axe(coordinator) == []
    click(coordinator, "参加を承認する")
    coordinator.get_by_text("申請者に通知しました").wait_for()

    visit.sign_in(engineer, "engineer@example.jp")
    engineer.goto(f"/organisations/{people.uid}/")
    engineer.get_by_role("link", name="所属を登録する").click()
    engineer.get_by_label("お名前").fill("架空 次郎")
    engineer.get_by_label("役割").select_option("研究者")
    click(engineer, "申請する")
    engineer.get_by_text("承認する人に通知しました").wait_for()

    owner.goto("/notices/")
    owner.get_by_text("株式会社架空鋳造のメンバーになりました").first.wait_for()
    owner.goto(f"/join/members/{people.uid}/")
    assert axe(owner) == []
    owner.get_by_role("link", name="架空 次郎").click()
    click(owner, "参加を承認する")
    owner.get_by_text("申請者に通知しました").wait_for()
    held = Account.objects.get(email="engineer@example.jp").current_memberships
    assert [(m.organisation.name, m.role) for m in held] == [("株式会社架空鋳造", "researcher")]
    assert Application.objects.filter(stage="confirmed").count() == 2


def test_a_member_is_invited_before_she_has_an_account(visit, people, member, settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    member("admin@example.jp", people, Role.ADMINISTRATOR)
    page = visit.window()
    visit.sign_in(page, "admin@example.jp")
    page.goto(f"/join/members/{people.uid}/")
    page.get_by_label("メールアドレス").fill("new@example.jp")
    click(page, "メールで招待する")
    page.get_by_text("招待のメールを送りました").wait_for()
    (told,) = (tmp_path / "mail").iterdir()
    code = told.read_bytes().decode("utf-8", "replace").split("/join/invitations/")[1].split("/")[0]

    guest = visit.window(size=PHONE)
    guest.goto(f"/join/invitations/{code}/")
    guest.get_by_role("link", name="アカウントを作る").last.click()
    guest.get_by_label("メールアドレス").fill("new@example.jp")
    for field in guest.locator("main input[type=password]").all():
        field.fill(PASSWORD)
    guest.locator("main form button").first.click()
    guest.wait_for_url("**/confirm-email/**")
    letters = [path.read_bytes().decode("utf-8", "replace") for path in (tmp_path / "mail").iterdir()]
    key = next(text.split("/confirm-email/")[1].split("/")[0] for text in letters if "/confirm-email/" in text)
    guest.goto(f"/accounts/confirm-email/{key}/")
    guest.locator("main form button").first.click()
    guest.goto(f"/join/invitations/{code}/")
    if guest.get_by_role("link", name="ログイン").count():
        visit.sign_in(guest, "new@example.jp")
        guest.goto(f"/join/invitations/{code}/")
    click(guest, "招待を受ける")
    guest.get_by_text("株式会社架空鋳造のメンバーになりました").wait_for()
