"""Sheets of rules of use, units and special days: by the actions of pages, wrong rows by line, round and round."""

# ruff: noqa: F401, F811 the lab of the tests of reservations
from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.factories import EquipmentFactory, MembershipFactory, OrganisationFactory
from tests.reservations.conftest import (
    at,
    clerk,
    day,
    firm,
    lab,
    reserved,
    rules,
    some_class,
    unit,
    user,
)

from hashiwatashi.exchange.registry import TABLES
from hashiwatashi.exchange.rules import owner_limits
from hashiwatashi.opening.models import SpecialDay, Unit, UseRules
from hashiwatashi.people.enums import Role
from hashiwatashi.reservations.enums import ReservationStage
from hashiwatashi.web.imports.tables import tables_for
from hashiwatashi.web.opening.sheets import workbook

pytestmark = pytest.mark.django_db
HEADER = (
    "機関名,機器,適用開始日,適用の最終日,月曜,火曜,水曜,木曜,金曜,土曜,日曜,"
    "祝日,利用できる人,当日予約の締切（時刻）,承認経路,依頼試験も可,最長利用（分）\n"
)
HOURS = '"9:00-12:00, 13:00-17:00",9時〜17時,9-17,9-17,9-17,休,'
ROW = f"架空県工業技術センター,,令和8年4月1日,,{HOURS},休館,企業、個人,15:00,研究員（全員）→所長,○,240\n"


def test_a_row_sets_the_rules_of_a_house(take, write, lab):
    assert take("use_rules", write(HEADER + ROW)).counts()["created"] == 1
    made = UseRules.objects.get()
    assert (made.owner, made.equipment, made.since) == (lab, None, date(2026, 4, 1))
    assert made.week == [[[540, 720], [780, 1020]], *[[[540, 1020]]] * 4, [], []]
    assert (made.holidays, made.users, made.same_day_until) == ("closed", ["firm", "individual"], 900)
    assert made.route == [["researcher", True], ["administrator", False]]
    assert (made.takes_tests, made.longest_minutes, made.hold_hours) == (True, 240, 72)


def test_the_same_sheet_again_changes_nothing_and_a_later_day_ends_the_first(take, write, lab):
    take("use_rules", write(HEADER + ROW))
    assert take("use_rules", write(HEADER + ROW)).counts()["unchanged"] == 1
    assert take("use_rules", write(HEADER + ROW.replace("240", "300"))).counts()["updated"] == 1
    take("use_rules", write(HEADER + ROW.replace("令和8年4月1日", "2027-04-01")))
    first, second = UseRules.objects.order_by("since")
    assert (first.until, first.longest_minutes, second.until) == (date(2027, 4, 1), 300, None)


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("9時〜17時", "朝から", "no time"),
        ("休館,", "たまに,", "nothing to choose"),
        ("企業、個人", "企業、宇宙人", "nothing to choose"),
        ("研究員（全員）", "門番", "nothing to choose"),
        (",○,", ",たぶん,", "Write はい"),
        (",240", ",10", "at least one step"),
        ("架空県工業技術センター", "架空の知らない所", "no such institution"),
        ("センター,,", "センター,知らない機器,", "no instrument of this name"),
        ("4月1日,,", "4月1日,2026-03-01,", "ends before"),
        ("15:00", "25:00", "no time of the day"),
    ],
)
def test_a_wrong_row_is_rejected_with_its_reason(take, write, lab, before, after, says):
    outcome = take("use_rules", write(HEADER + ROW.replace(before, after)))
    (rejection,) = outcome.rejections
    assert (rejection.line, says in rejection.reason) == (2, True), rejection
    assert not UseRules.objects.exists()


def test_everything_that_is_wrong_with_a_row_is_told_at_once(take, write, lab):
    row = ROW.replace("9時〜17時", "朝から").replace("休館,", "たまに,").replace("企業、個人", "宇宙人")
    row = row.replace(",○,", ",たぶん,").replace(",240", ",10")
    (rejection,) = take("use_rules", write(HEADER + row + row.replace("架空県", "知らない県"))).rejections[:1]
    columns = ("火曜", "祝日", "利用できる人", "依頼試験も可", "最長利用（分）")
    assert sorted(rejection.column.split("、")) == sorted(columns)
    assert all(f"{column}: " in rejection.reason for column in columns)
    assert all(value in rejection.value for value in ("朝から", "たまに", "宇宙人", "たぶん", "10"))
    assert not UseRules.objects.exists()


def test_what_is_wrong_beside_an_unknown_place_is_told_with_it(take, write, lab):
    row = (
        ROW.replace("架空県工業技術センター", "架空の知らない所")
        .replace("15:00", "25:00")
        .replace("令和8年4月1日", "春")
    )
    (rejection,) = take("use_rules", write(HEADER + row)).rejections
    assert rejection.column == "機関名、適用開始日、当日予約の締切（時刻）"
    days = take("special_days", write("機関名,日付,開館時間,毎年,理由\n架空県工業技術センター,春,朝,たぶん,\n"))
    assert days.rejections[0].column == "日付、開館時間、毎年、理由"
    units = take("units", write("機関名,機器,号機番号,使用開始日\n架空県工業技術センター,,一,春\n"))
    assert units.rejections[0].column == "使用開始日、号機番号、機器"


def test_a_sheet_for_ones_own_house_only(take, write, lab):
    outcome = take("use_rules", write(HEADER + ROW), owner_limits=frozenset({OrganisationFactory().pk}))
    assert "only for your own" in outcome.rejections[0].reason
    assert not UseRules.objects.exists()


def test_shorter_hours_displace_as_on_the_page_and_a_dry_run_does_not(
    take,
    write,
    rules,
    reserved,
    at,
):
    made = reserved(at(15, 16))
    row = ROW.replace("令和8年4月1日", "2020-04-01").replace(HOURS, "9-12,9-12,9-12,9-12,9-12,,")
    take("use_rules", write(HEADER + row), dry_run=True)
    made.refresh_from_db()
    assert made.stage == ReservationStage.HELD
    take("use_rules", write(HEADER + row))
    made.refresh_from_db()
    assert made.stage == ReservationStage.CANCELLED


def test_units_are_added_changed_and_not_ended_under_a_reservation(take, write, unit, reserved, at, day):
    header = "機関名,機器,号機番号,部屋,使用開始日,使用の最終日\n"
    name = "架空県工業技術センター,X線CT"
    counts = take("units", write(f"{header}{name},1,CT室,,\n{name},2,CT室,2026-04-01,\n")).counts()
    assert (counts["created"], counts["updated"]) == (1, 1)
    assert list(Unit.objects.values_list("number", "room", "since")) == [
        (1, "CT室", date(2020, 4, 1)),
        (2, "CT室", date(2026, 4, 1)),
    ]
    made = reserved(at(9, 10))
    outcome = take("units", write(f"{header}{name},1,CT室,,{day - timedelta(days=1)}\n,,,,,\n"))
    assert made.number in outcome.rejections[0].reason
    assert (
        "Say which instrument" in take("units", write(f"{header}架空県工業技術センター,,1,,,\n")).rejections[0].reason
    )


def test_special_days_are_set_and_changed(take, write, lab, rules, reserved, at, day):
    made = reserved(at(15, 16))
    row = f"架空県工業技術センター,{day},休,いいえ,停電\n"
    header = "機関名,日付,開館時間,毎年,理由\n"
    take("special_days", write(header + row))
    made.refresh_from_db()
    assert made.stage == ReservationStage.CANCELLED
    assert take("special_days", write(header + row)).counts()["unchanged"] == 1
    assert take("special_days", write(header + row.replace("休", "9:00-16:00"))).counts()["updated"] == 1
    made.refresh_from_db()
    assert (SpecialDay.objects.get().hours, made.stage) == ([[540, 960]], ReservationStage.HELD)


def test_two_instruments_of_one_name_are_told_apart(take, write, lab):
    one, _other = EquipmentFactory(owner=lab, name="恒温槽"), EquipmentFactory(owner=lab, name="恒温槽")
    header = "機関名,機器,機器の識別子,号機番号\n"
    outcome = take("units", write(f"{header}{lab.name},恒温槽,,1\n{lab.name},恒温槽,{one.uid},1\n"))
    assert "give the identifier" in outcome.rejections[0].reason
    assert Unit.objects.get().equipment == one


def test_what_the_workbook_says_is_read_again_and_changes_nothing(take, write, lab, rules, unit):
    take("use_rules", write(HEADER + ROW.replace("センター,,", "センター,X線CT,")))
    take("special_days", write(f"機関名,日付,毎年,理由\n{lab.name},{timezone.localdate()},はい,創立記念日\n"))
    path = write(workbook(lab, [unit.equipment]).content(), name="opening.xlsx")
    for table, rows in (("use_rules", 2), ("units", 1), ("special_days", 1)):
        counts = take(table, path).counts()
        assert (counts["rows"], counts["unchanged"]) == (rows, rows), table


def test_a_new_house_begins_with_rows_that_only_need_a_look(take, write, lab):
    machines = [EquipmentFactory(owner=lab, name=name) for name in ("恒温槽", "硬度計")]
    path = write(workbook(lab, machines).content(), name="opening.xlsx")
    assert take("use_rules", path).counts()["created"] == 1
    assert take("units", path).counts()["created"] == 2
    assert UseRules.objects.get().week[0] == [[540, 720], [780, 1020]]


def test_who_imports_other_things_for_a_house_does_not_set_its_rules(lab):
    transfer = MembershipFactory(organisation=lab, role=Role.TLO_STAFF).account
    assert owner_limits(transfer) == frozenset({lab.pk})
    assert owner_limits(transfer, TABLES["use_rules"].importers) == frozenset()
    offered = {name for name, _title in tables_for(transfer)}
    assert "equipment" in offered
    assert not offered & {"use_rules", "units", "special_days"}


@pytest.mark.parametrize("heading", ["連絡なしの不使用とする遅れ（分）", "不着とする遅れ（分）"])
def test_sheets_with_the_word_of_before_are_still_read(take, write, lab, heading):
    told = HEADER.replace("最長利用（分）", heading)
    assert take("use_rules", write(told + ROW.replace(",240", ",45"))).counts()["created"] == 1
    assert UseRules.objects.get().late_minutes == 45
