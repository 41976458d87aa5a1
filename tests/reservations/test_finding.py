"""Any CT, two hours, within some days: found over all institutions, the nearest first, nothing hidden by a region."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from tests.factories import EquipmentFactory, OrganisationFactory

from hashiwatashi.common.timespans import TimeSpan, whole_day
from hashiwatashi.equipment.enums import ExternalUse, OperatingStatus
from hashiwatashi.opening.enums import UserKind
from hashiwatashi.opening.models import Unit, UseRules
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.reservations import finding
from hashiwatashi.reservations.finding import find
from hashiwatashi.reservations.quest import Quest, Reach

WEEK = [[[540, 1020]]] * 5 + [[], []]


@pytest.fixture
def quest(day):
    def make(**values):
        within = whole_day(day, timezone.get_default_timezone())
        return Quest(**({"within": within, "minutes": 120, "home": "04", "words": ("X線CT",)} | values))

    return make


@pytest.fixture
def elsewhere(db):
    """Makes a CT of another institution in a prefecture."""

    def make(prefecture, name="X線CT", **rules):
        owner = OrganisationFactory(kind=OrganisationKind.PUBLIC_LAB, prefecture_id=prefecture)
        UseRules.objects.create(**({"owner": owner, "since": date(2020, 4, 1), "week": WEEK} | rules))
        equipment = EquipmentFactory(owner=owner, name=name, prefecture_id=prefecture)
        return Unit.objects.create(equipment=equipment, number=1, since=date(2020, 4, 1))

    return make


def sought(quest, visitor=None):
    return find(quest, visitor or AnonymousUser(), timezone.now())


def owners(found):
    return [one.prefecture for one in found]


def test_the_nearest_come_first_and_all_of_the_country_is_there(unit, elsewhere, quest):
    elsewhere("47")
    elsewhere("06")
    elsewhere("13")
    found = sought(quest())
    assert owners(found.free) == ["04", "06", "13", "47"]
    assert found.outside is None
    assert found.free[0].times[0].span.minutes == 120


def test_without_a_prefecture_the_earliest_comes_first(unit, elsewhere, quest, reserved, at):
    reserved(at(9, 12))
    other = elsewhere("47")
    found = sought(quest(home=""))
    assert [one.equipment for one in found.free] == [other.equipment, unit.equipment]


@pytest.mark.parametrize(
    ("reach", "inside", "outside"),
    [
        (Reach.COUNTRY, ["04", "06", "01", "40"], None),
        (Reach.REGION, ["04", "06"], "01"),
        (Reach.NEIGHBOURS, ["04", "06"], "01"),
        (Reach.OWN, ["04"], "06"),
    ],
)
def test_what_is_out_of_reach_is_still_told(unit, elsewhere, quest, reach, inside, outside):
    for prefecture in ("01", "40", "06"):
        elsewhere(prefecture)
    found = sought(quest(reach=reach))
    assert owners(found.free) == inside
    assert (found.outside and found.outside.prefecture) == outside


def test_what_only_another_region_has_is_told(elsewhere, quest, db):
    elsewhere("47")
    found = sought(quest(reach=Reach.OWN))
    assert (found.free, found.outside.prefecture) == ((), "47")


def test_what_is_taken_is_told_with_the_reason_and_the_nearest_time(unit, quest, reserved, at, day):
    reserved(at(9, 17))
    found = sought(quest())
    assert found.free == ()
    assert found.busy[0].why == "Every time of this length is taken."
    assert abs(found.busy[0].other.span.start - at(9, 10).start) < timedelta(days=8)
    assert timezone.localdate(found.busy[0].other.span.start) != day


def test_two_machines_are_one_instrument_and_the_free_one_is_told(unit, quest, reserved, at):
    second = Unit.objects.create(equipment=unit.equipment, number=2, since=date(2020, 4, 1))
    reserved(at(9, 17))
    found = sought(quest())
    assert [slot.unit for one in found.free for slot in one.times] == [second]
    assert found.busy == ()


@pytest.mark.parametrize(
    ("rules", "why"),
    [
        ({"users": ["research"]}, "It is for these users only: Universities and research institutes."),
        ({"in_person": True}, "The institution takes applications at its counter only. Call before you come."),
        (
            {"longest_minutes": 60},
            "It is used for at most 1 hours at a time, preparation and cleaning included.",
        ),
        ({"week": [[]] * 7}, "It is closed at these times."),
        (
            {"week": [[[540, 600], [660, 720]]] * 7},
            "It is not open for so long at a stretch at these times.",
        ),
        (
            {"latest_days": 90},
            "It is reserved at the latest 90 days before. Call the institution, or choose a later day.",
        ),
    ],
)
def test_what_fits_without_time_says_why(elsewhere, quest, rules, why):
    elsewhere("04", **rules)
    found = sought(quest())
    assert [one.why for one in found.busy] == [why]


def test_times_are_those_that_can_be_reserved(elsewhere, quest):
    elsewhere("04", step_minutes=60, preparation_minutes=30, cleaning_minutes=30)
    found = sought(quest(minutes=30))
    assert found.free[0].times[0].span.minutes == 120


def test_first_times_are_of_three_days(unit, quest, day):
    zone = timezone.get_default_timezone()
    within = TimeSpan(whole_day(day, zone).start, whole_day(day + timedelta(days=13), zone).end)
    times = sought(quest(within=within)).free[0].times
    assert len({timezone.localdate(slot.span.start) for slot in times}) == len(times) == 3


@pytest.mark.parametrize(
    "values",
    [{"external_use": ExternalUse.CLOSED}, {"status": OperatingStatus.STOPPED}, {"disclosure": "related"}],
)
def test_what_the_visitor_cannot_use_or_see_is_not_told(unit, quest, values):
    type(unit.equipment).objects.filter(pk=unit.equipment_id).update(**values)
    found = sought(quest())
    assert (found.free, found.busy, found.fitting) == ((), (), 0)


def test_words_classes_and_kinds_find(unit, elsewhere, quest):
    elsewhere("04", name="走査電子顕微鏡")
    assert [one.equipment.name for one in sought(quest(words=("x線ｃｔ",))).free] == ["X線CT"]
    assert [one.equipment.name for one in sought(quest(words=("何か",), kinds=frozenset({"sem"}))).free] == [
        "走査電子顕微鏡"
    ]
    assert [one.equipment.name for one in sought(quest(words=(), kind="sem")).free] == ["走査電子顕微鏡"]
    assert len(sought(quest(words=())).free) == 2


def test_a_kind_of_user_is_asked_for(elsewhere, quest):
    elsewhere("04", users=["research"])
    assert len(sought(quest(user_kind=UserKind.RESEARCH)).free) == 1


def test_no_more_than_some_are_looked_at_and_it_is_told(elsewhere, quest, monkeypatch):
    monkeypatch.setattr(finding, "MOST", 2)
    for prefecture in ("04", "06", "47"):
        elsewhere(prefecture)
    found = sought(quest())
    assert (owners(found.free), found.looked_at, found.fitting, found.is_cut) == (["04", "06"], 2, 3, True)


@pytest.mark.parametrize("more", [0, 2])
def test_queries_do_not_grow(elsewhere, quest, django_assert_num_queries, more):
    for prefecture in ("04", "06", "47")[: 1 + more]:
        elsewhere(prefecture)
    asked = quest()
    with django_assert_num_queries(5):
        assert len(sought(asked).free) == 1 + more


def test_only_the_weekdays_and_hours_that_were_asked_for_count(unit, quest, day):
    zone = timezone.get_default_timezone()
    within = TimeSpan(whole_day(day, zone).start, whole_day(day + timedelta(days=13), zone).end)
    found = sought(quest(within=within, weekdays=frozenset({3}), hours=(12 * 60, 15 * 60)))
    starts = [timezone.localtime(slot.span.start) for slot in found.free[0].times]
    assert {start.weekday() for start in starts} == {3}
    assert {(start.hour, start.minute) for start in starts} == {(12, 0)}
    none = sought(quest(within=within, hours=(16 * 60, 24 * 60)))
    assert [one.why for one in none.busy] == ["It is not open for so long at a stretch at these times."]
    assert none.busy[0].other


def test_latin_words_are_found_as_wholes(elsewhere, quest):
    elsewhere("04", name="構造解析 Structure analysis")
    elsewhere("04", name="CT-100")
    assert [one.equipment.name for one in sought(quest(words=("ct",))).free] == ["CT-100"]
    assert len(sought(quest(words=("解析",))).free) == 1
