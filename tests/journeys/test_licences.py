"""Without a licence: the course is found before signing in, its line moves, who passes goes without an instructor.

And a receptionist's morning by keyboard; a time that is taken is waited for."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.factories import EquipmentFactory
from tests.journeys.conftest import PHONE, WIDE

from hashiwatashi.common.calendar import is_working_day
from hashiwatashi.common.timespans import TimeSpan, at_minute
from hashiwatashi.licences.courses import announce
from hashiwatashi.licences.models import Course, OperatorLicence
from hashiwatashi.opening.models import Unit, UseRules
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Account
from hashiwatashi.reservations import actions, approvals
from hashiwatashi.reservations.closing import set_rules
from hashiwatashi.reservations.enums import ReservationStage
from hashiwatashi.reservations.models import Reservation, Waiting
from hashiwatashi.reservations.wishes import Wish

DAYS = [[[0, 1440]]] * 7


@pytest.fixture
def clerk(world):
    return Account.objects.get(email="clerk@example.jp")


@pytest.fixture
def day():
    found = timezone.localdate() + timedelta(days=16)
    while not is_working_day(found):
        found += timedelta(days=1)
    return found


@pytest.fixture
def unit(world, member, clerk):
    """An instrument that asks for a licence of level 2, at a lab that is always open; two firms."""
    rules = UseRules(
        owner=world.lab, since=date(2020, 4, 1), week=DAYS, licence_level=2, latest_days=0, step_minutes=5
    )
    rules.holidays, rules.with_instructor, rules.takes_tests = "always", True, True
    set_rules(rules, by=clerk)
    for name in ("first", "second"):
        firm = type(world.lab).objects.create(kind=OrganisationKind.FIRM, name=f"株式会社架空{name}")
        member(f"{name}@example.jp", firm, Role.REPRESENTATIVE)
    member("director@example.jp", world.lab, Role.ADMINISTRATOR)
    scanner = EquipmentFactory(owner=world.lab, name="三次元スキャナー", prefecture_id="04")
    return Unit.objects.create(equipment=scanner, number=1, room="1号館101", since=date(2020, 4, 1))


@pytest.fixture
def course(world, unit, clerk):
    """With one seat, in three weeks."""
    starts = timezone.now() + timedelta(days=21)
    told = {"title": "三次元スキャナー操作講習", "place": "研修室", "level": 2, "seats": 1}
    told |= {"starts": starts, "ends": starts + timedelta(hours=3), "apply_until": timezone.localdate(starts)}
    return announce(Course(owner=world.lab, **told), [unit.equipment], by=clerk)


def test_from_the_course_to_a_use_without_an_instructor(visit, world, unit, course, day, axe):
    first = visit.window(size=PHONE, java_script_enabled=False)
    first.goto(f"/equipment/{unit.equipment.uid}/")
    first.get_by_role("link", name=course.title).first.click()
    first.get_by_role("link", name="ログインして申し込む").click()
    visit.sign_in(first, "first@example.jp")
    first.goto(f"/licences/courses/{course.uid}/")
    first.get_by_role("button", name="受講を申し込む").click()
    first.get_by_text("受講予定").first.wait_for()

    second = visit.window()
    visit.sign_in(second, "second@example.jp")
    second.goto(f"/licences/courses/{course.uid}/")
    second.get_by_role("button", name="キャンセル待ちに入る").press("Enter")
    second.get_by_text("1番目").first.wait_for()
    assert axe(second) == []

    first.get_by_role("button", name="申込みを取りやめる").click()
    second.reload()
    second.get_by_text("受講予定").first.wait_for()

    begun = timezone.now() - timedelta(hours=4)
    times = {"starts": begun, "ends": timezone.now(), "apply_until": timezone.localdate(begun)}
    Course.objects.filter(pk=course.pk).update(**times)
    clerk = visit.window()
    visit.sign_in(clerk, "clerk@example.jp")
    clerk.goto(f"/licences/courses/{course.uid}/participants/")
    clerk.get_by_role("checkbox").first.press("Space")
    clerk.get_by_role("button", name="合格（資格を出す）").press("Enter")
    clerk.get_by_text("合格").first.wait_for()
    assert axe(clerk) == []
    licence = OperatorLicence.objects.get()

    second.goto(f"/reservations/units/{unit.uid}/new/?day={day}&start=10:00&end=12:00")
    second.locator("#id_purpose").fill("形を比べる")
    second.get_by_role("button", name="予約する", exact=True).press("Enter")
    second.get_by_text("仮予約しました").wait_for()
    second.get_by_text(licence.number).first.wait_for()
    assert not Reservation.objects.get().with_instructor


def test_a_morning_at_the_counter_by_keyboard(visit, unit, clerk, axe):
    director, user = (Account.objects.get(email=f"{name}@example.jp") for name in ("director", "first"))
    now = timezone.now().replace(second=0, microsecond=0)
    start = now + timedelta(minutes=10 - now.minute % 5)
    span = TimeSpan(start, start + timedelta(hours=1))
    wish = Wish(unit, span, user=user, with_instructor=True)
    made = actions.reserve(wish, by=user, purpose="形を見る")
    actions.apply(made, by=user)
    approvals.agree(made, by=director)

    page = visit.window()
    visit.sign_in(page, "clerk@example.jp")
    page.goto("/reservations/")
    page.get_by_role("link", name="三次元スキャナー").first.press("Enter")
    page.get_by_role("button", name="利用を始める").press("Enter")
    page.get_by_role("button", name="利用を終える").wait_for()
    made.refresh_from_db()
    assert made.stage == ReservationStage.IN_USE
    assert axe(page) == []
    page.goto("/reservations/day/")
    page.get_by_text("三次元スキャナー").first.wait_for()


def test_a_time_that_is_taken_is_waited_for_and_offered(visit, unit, clerk, day, axe):
    zone = timezone.get_default_timezone()
    user = Account.objects.get(email="first@example.jp")
    wish = Wish(unit, TimeSpan(at_minute(day, 600, zone), at_minute(day, 720, zone)), user=user, with_instructor=True)
    made = actions.reserve(wish, by=user, purpose="形を見る")
    second = visit.window(size=PHONE, java_script_enabled=False)
    visit.sign_in(second, "second@example.jp")
    second.goto(f"/reservations/units/{unit.uid}/new/?day={day}&start=10:00&end=12:00")
    second.locator("#id_purpose").fill("別の形を見る")
    second.get_by_role("checkbox", name="指導員").check()
    second.get_by_role("button", name="予約する", exact=True).click()
    second.get_by_role("button", name="キャンセル待ちに登録する", exact=True).click()
    second.get_by_text("キャンセル待ちに登録しました").wait_for()
    assert Waiting.objects.count() == 1
    actions.cancel(made, by=user)
    second.goto("/reservations/")
    second.get_by_text("1 番目").wait_for()


def test_every_page_wide_and_on_a_phone(visit, world, unit, course, axe):
    page, found = visit.window(), {}
    visit.sign_in(page, "clerk@example.jp")
    for address in (
        "/licences/",
        "/licences/courses/",
        f"/licences/courses/{course.uid}/",
        f"/licences/courses/{course.uid}/edit/",
        f"/licences/courses/{course.uid}/participants/",
        f"/licences/of/{world.lab.uid}/",
        f"/licences/of/{world.lab.uid}/new/",
        f"/licences/of/{world.lab.uid}/courses/new/",
        f"/reservations/rooms/{world.lab.uid}/",
        f"/reservations/rooms/{world.lab.uid}/?day={timezone.localdate()}",
        "/reservations/free/",
    ):
        page.goto(address)
        for size in (WIDE, PHONE):
            page.set_viewport_size(size)
            told = axe(page)
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                told.append("runs off the side")
            if told:
                found[f"{address} {size['width']}"] = told
    assert found == {}
