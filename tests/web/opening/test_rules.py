"""Rules of use on pages: a clerk sets them, sees whom they displace, and nothing happens before she has."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.factories import EquipmentFactory, MembershipFactory, OrganisationFactory

from hashiwatashi.opening.models import Unit, UseRules
from hashiwatashi.people.enums import Role
from hashiwatashi.reservations.closing import change_rules, set_rules
from hashiwatashi.reservations.enums import ReservationStage

LONG = [[[540, 1020]]] * 5 + [[], []]


def test_the_page_shows_what_holds_what_comes_and_what_held(desk, lab, clerk, rules, unit):
    for since in (date(2021, 4, 1), timezone.localdate() + timedelta(days=50)):
        set_rules(UseRules(owner=lab, since=since, week=LONG, note=f"from {since}"), by=clerk)
    set_rules(UseRules(owner=lab, equipment=unit.equipment, since=date(2022, 4, 1), week=LONG), by=clerk)
    shown = desk.get(f"/opening/{lab.uid}/").context
    assert [one.since for one, _facts in shown["whole"]] == [date(2021, 4, 1)]
    assert [one.equipment for one, _facts in shown["single"]] == [unit.equipment]
    assert len(shown["coming"]) == 1
    assert list(shown["past"]) == [rules]
    facts = dict(shown["whole"][0][1])
    assert facts["Opening hours"] == "Monday～Friday 09:00–17:00\nSaturday～Sunday closed"


def test_who_looks_after_one_house_is_led_there(desk, lab):
    assert desk.get("/opening/").headers["Location"] == f"/opening/{lab.uid}/"


def test_who_looks_after_two_houses_chooses(desk, clerk):
    MembershipFactory(account=clerk, role=Role.CLERK)
    assert len(desk.get("/opening/").context["rows"]) == 2


def test_the_form_starts_from_what_most_do(desk, lab):
    form = desk.get(f"/opening/{lab.uid}/rules/new/").context["form"]
    assert form["monday"].value() == "9:00-12:00, 13:00-17:00"
    assert (form["sunday"].value(), form["step_1"].value()) == ("", "administrator")
    assert form["users"].value() == ["firm", "research", "public", "individual"]


def test_new_rules_begin_with_what_holds_today(desk, lab, rules, unit, clerk):
    told = {"users": ["firm"], "same_day_until": 900, "latest_days": 0, "licence_level": 2, "note": "架空の注意"}
    change_rules(rules, by=clerk, route=[["clerk", True], ["researcher", False]], with_instructor=False, **told)
    coming = timezone.localdate() + timedelta(days=20)
    set_rules(UseRules(owner=lab, since=coming, week=LONG, note="まだ先"), by=clerk)
    page = desk.get(f"/opening/{lab.uid}/rules/new/")
    form = page.context["form"]
    assert "holds today for the whole institution" in page.content.decode()
    assert (form["monday"].value(), form["saturday"].value()) == ("09:00–17:00", "")
    assert [form[name].value() for name in told] == [["firm"], "15:00", 0, 2, "架空の注意"]
    assert [form[name].value() for name in ("step_1", "all_1", "step_2", "all_2")] == [
        "clerk",
        True,
        "researcher",
        False,
    ]
    assert (form["with_instructor"].value(), form["since"].value()) == (False, timezone.localdate())
    assert (form["until"].value(), form["equipment"].value()) == (None, None)


def test_new_rules_of_one_instrument_begin_with_its_own(desk, lab, rules, unit, clerk):
    address = f"/opening/{lab.uid}/rules/new/?equipment={unit.equipment.uid}"
    assert desk.get(address).context["form"]["note"].value() == ""
    own = UseRules(owner=lab, equipment=unit.equipment, since=date(2022, 4, 1), week=LONG, note="この機器だけ")
    set_rules(own, by=clerk)
    page = desk.get(address)
    assert page.context["form"]["note"].value() == "この機器だけ"
    assert page.context["form"]["equipment"].value() == unit.equipment.uid
    assert "holds today for X線CT" in page.content.decode()
    for wrong in ("", "nothing", str(EquipmentFactory().uid)):
        assert desk.get(f"/opening/{lab.uid}/rules/new/?equipment={wrong}").context["form"]["note"].value() == ""


def test_first_rules_of_a_house_are_seen_then_saved(desk, lab, rules_sent, twice):
    seen, done = twice(desk, f"/opening/{lab.uid}/rules/new/", rules_sent())
    assert seen.context["reservations"] == ()
    assert done.headers["Location"] == f"/opening/{lab.uid}/"
    made = UseRules.objects.get()
    assert made.week == [[[540, 720], [780, 1020]]] * 5 + [[], []]
    assert (made.users, made.same_day_until) == (["firm", "research"], 900)
    assert made.route == [["researcher", False], ["administrator", True]]
    assert (made.equipment, made.with_instructor, made.takes_tests) == (None, True, False)


def test_nothing_is_saved_before_the_preview_was_seen(desk, lab, rules_sent):
    desk.post(f"/opening/{lab.uid}/rules/new/", rules_sent())
    assert not UseRules.objects.exists()


def test_back_from_the_preview_what_was_typed_still_stands(desk, lab, rules_sent):
    answer = desk.post(f"/opening/{lab.uid}/rules/new/", rules_sent(again="1", known=""))
    assert answer.status_code == 200
    assert answer.context["form"]["note"].value() == "作業服でお越しください"
    assert not UseRules.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"monday": "朝から"}, "monday"),
        ({"step_1": "", "step_2": ""}, "step_1"),
        ({"longest_minutes": 30}, "longest_minutes"),
        ({"users": None}, "users"),
        ({"since": "2020-04-01"}, "since"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(desk, lab, rules, rules_sent, wrong, field):
    answer = desk.post(f"/opening/{lab.uid}/rules/new/", rules_sent(**wrong))
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]


def test_rules_of_one_instrument_are_its_own(desk, lab, unit, rules_sent, twice):
    address = f"/opening/{lab.uid}/rules/new/"
    twice(desk, address, rules_sent(equipment=str(unit.equipment.uid)))
    assert UseRules.objects.get(equipment=unit.equipment).note
    other = Unit.objects.create(equipment=EquipmentFactory(), number=1, since=date(2020, 4, 1))
    answer = desk.post(address, rules_sent(equipment=str(other.equipment.uid)))
    assert list(answer.context["form"].errors) == ["equipment"]


def changed(rules, rules_sent, **other):
    return rules_sent(since=None, version=rules.version, same_day_until="", latest_days=1, **other)


def test_shorter_hours_show_whom_they_displace_and_tell_after(desk, rules, rules_sent, twice, reserved, at):
    made = reserved(at(15, 16))
    inside = reserved(at(9, 10))
    sent = changed(rules, rules_sent, **dict.fromkeys(("monday", "tuesday", "wednesday"), "9-12"))
    sent |= {"thursday": "9-12", "friday": "9-12"}
    seen, done = twice(desk, f"/opening/rules/{rules.uid}/edit/", sent)
    assert seen.context["reservations"] == (made,)
    assert made.number in seen.content.decode()
    made.refresh_from_db()
    inside.refresh_from_db()
    assert (made.stage, inside.stage) == (ReservationStage.CANCELLED, ReservationStage.HELD)
    assert made.number in desk.get(done.headers["Location"]).content.decode()


def test_who_came_meanwhile_is_shown_before_being_displaced(desk, rules, rules_sent, reserved, at):
    sent = changed(
        rules, rules_sent, **dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "9-12")
    )
    late = reserved(at(15, 16))
    seen = desk.post(f"/opening/rules/{rules.uid}/edit/", sent | {"known": ""})
    assert (seen.context["reservations"], seen.context["came_meanwhile"]) == ((late,), True)
    late.refresh_from_db()
    assert late.stage == ReservationStage.HELD


def test_rules_of_another_house_are_not_ours(desk, rules_sent, clerk):
    other = OrganisationFactory()
    theirs = UseRules(owner=other, since=date(2020, 4, 1), week=LONG)
    set_rules(theirs, by=clerk)
    assert desk.get(f"/opening/{other.uid}/").status_code == 403
    assert desk.post(f"/opening/{other.uid}/rules/new/", rules_sent()).status_code == 403
    assert desk.post(f"/opening/rules/{theirs.uid}/edit/", rules_sent(version=1)).status_code == 403


def test_two_people_at_once_see_each_others_words(desk, rules, rules_sent, clerk):
    sent = changed(rules, rules_sent)
    change_rules(UseRules.objects.get(), by=clerk, note="予約は電話でも受けます")
    answer = desk.post(f"/opening/rules/{rules.uid}/edit/", sent | {"known": ""})
    assert answer.status_code == 409
    assert "予約は電話でも受けます" in answer.content.decode()
    assert answer.context["form"]["note"].value() == "作業服でお越しください"
    assert answer.context["form"]["version"].value() == "2"
    assert desk.post(f"/opening/rules/{rules.uid}/edit/", sent | {"known": "", "version": 2}).status_code == 302


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_equally_often(desk, lab, clerk, django_assert_num_queries, number):
    for year in range(number + 1):
        set_rules(UseRules(owner=lab, since=date(2020 + year, 4, 1), week=LONG), by=clerk)
        machine = EquipmentFactory(owner=lab)
        set_rules(UseRules(owner=lab, equipment=machine, since=date(2020, 4, 1), week=LONG), by=clerk)
    desk.get(f"/opening/{lab.uid}/")
    with django_assert_num_queries(11):
        desk.get(f"/opening/{lab.uid}/")


def test_a_change_is_undone_after_a_look(desk, lab, rules, clerk, reserved, at, twice):
    made = reserved(at(15, 16))
    change_rules(rules, by=clerk, week=[[[540, 720]]] * 5 + [[], []])
    assert f"/opening/rules/{rules.uid}/undo/" in desk.get(f"/opening/{lab.uid}/").content.decode()
    seen, done = twice(desk, f"/opening/rules/{rules.uid}/undo/", {})
    assert (seen.context["reservations"], seen.context["reinstated"]) == ((), (made,))
    made.refresh_from_db()
    assert made.stage == ReservationStage.HELD
    shown = desk.get(done.headers["Location"]).content.decode()
    assert made.number in shown
    assert "/undo/" not in shown


def test_whom_an_undo_displaces_is_seen_first(desk, rules, clerk, reserved, at, twice):
    change_rules(rules, by=clerk, week=[[[480, 1200]]] * 5 + [[], []])
    late = reserved(at(18, 19))
    seen = desk.post(f"/opening/rules/{rules.uid}/undo/", {"known": ""})
    assert seen.context["reservations"] == (late,)
    late.refresh_from_db()
    assert late.stage == ReservationStage.HELD
    twice(desk, f"/opening/rules/{rules.uid}/undo/", {})
    late.refresh_from_db()
    assert late.stage == ReservationStage.CANCELLED


def test_new_rules_undone_are_gone_and_said_so_to_who_asks_again(desk, lab, rules, clerk, twice):
    made = UseRules(owner=lab, since=timezone.localdate() + timedelta(days=50), week=LONG)
    set_rules(made, by=clerk)
    twice(desk, f"/opening/rules/{made.uid}/undo/", {})
    assert list(UseRules.objects.values_list("pk", "until")) == [(rules.pk, None)]
    assert desk.post(f"/opening/rules/{made.uid}/undo/").status_code == 404
