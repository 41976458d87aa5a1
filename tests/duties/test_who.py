"""Who answers: the most specific one, on the day, for many at once; where nobody does, that is said."""

import datetime
from dataclasses import dataclass

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories import MembershipFactory, OrganisationFactory
from tests.joining.conftest import told

from hashiwatashi.areas.models import Municipality, Prefecture
from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.common.errors import Conflict, InvalidInput, NotAllowed
from hashiwatashi.duties.actions import change_duty, draft_duty, move_duty, register_field
from hashiwatashi.duties.enums import Function
from hashiwatashi.duties.models import Duty
from hashiwatashi.duties.who import Asked, gaps, nearby, overlapping, who_answers
from hashiwatashi.people.enums import Role

pytestmark = pytest.mark.django_db
BY = SystemActor("test")
DAY = datetime.date(2026, 4, 1)
CONSULTATION, TESTING = Function.CONSULTATION, Function.TESTING


@pytest.fixture
def towns(db):
    miyagi, aomori = (Prefecture.objects.get(code=code) for code in ("04", "02"))
    Municipality.objects.create(code="041009", name="仙台市", prefecture=miyagi)
    Municipality.objects.create(code="042021", name="石巻市", prefecture=miyagi)
    Municipality.objects.create(code="131234", name="府中市", prefecture=Prefecture.objects.get(code="13"))
    Municipality.objects.create(code="342084", name="府中市", prefecture=Prefecture.objects.get(code="34"))
    return miyagi, aomori


@pytest.fixture
def metal(db):
    return register_field(by=BY, code="metal", name="金属", since=DAY)


def declared(*, prefectures=("04",), towns=(), fields=(), publish=True, **values):
    owner = values.pop("owner", None) or OrganisationFactory()
    duty = draft_duty(
        by=BY,
        owner=owner,
        prefectures=Prefecture.objects.filter(code__in=prefectures),
        municipalities=Municipality.objects.filter(code__in=towns),
        fields=fields,
        **{"function": CONSULTATION, "responsible": "窓口", "phone": "000-0000-0001", "since": DAY, **values},
    )
    if publish:
        move_duty(duty, "publish", by=BY)
    return duty


def answered(*asked, day=DAY):
    return [[duty.pk for duty in one.duties] for one in who_answers(asked, day)]


def test_the_town_goes_before_the_prefecture_and_the_field_before_all(towns, metal):
    whole, town = declared(), declared(prefectures=(), towns=["041009"])
    special = declared(fields=[metal])
    assert answered(
        Asked(CONSULTATION, "04"),
        Asked(CONSULTATION, "04", "041009"),
        Asked(CONSULTATION, "04", "042021"),
        Asked(CONSULTATION, "04", "", "metal"),
        Asked(TESTING, "04"),
        Asked(CONSULTATION, "02"),
    ) == [[whole.pk], [town.pk], [whole.pk], [special.pk], [], []]


def test_who_answers_for_one_field_alone_does_not_answer_for_everything(towns, metal):
    declared(fields=[metal])
    assert answered(Asked(CONSULTATION, "04")) == [[]]


def test_it_holds_from_its_first_day_until_before_its_last(towns):
    duty = declared(until=DAY + datetime.timedelta(days=10))
    seen = [answered(Asked(CONSULTATION, "04"), day=DAY + datetime.timedelta(days=n))[0] for n in (-1, 0, 9, 10)]
    assert seen == [[], [duty.pk], [duty.pk], []]


def test_drafts_and_what_was_withdrawn_answer_nothing(towns):
    declared(publish=False)
    withdrawn = declared()
    move_duty(withdrawn, "withdraw", by=BY)
    assert answered(Asked(CONSULTATION, "04")) == [[]]


def test_one_question_or_hundreds_take_equally_many_queries(towns, django_assert_num_queries):
    for _ in range(5):
        declared()
    for number in (1, 300):
        with django_assert_num_queries(4):
            who_answers([Asked(CONSULTATION, "04")] * number, DAY)


def test_two_who_declare_the_same_are_told_of_each_other_once(towns):
    first, second = OrganisationFactory(), OrganisationFactory()
    people = [MembershipFactory(organisation=one, role=Role.CLERK).account for one in (first, second)]
    one = declared(owner=first)
    two = declared(owner=second, publish=False)
    assert [other.pk for other in move_duty(two, "publish", by=BY)] == [one.pk]
    assert [told(account) for account in people] == [["duties_overlap"], ["duties_overlap"]]
    change_duty(two, by=BY, hours="平日")
    assert [told(account) for account in people] == [["duties_overlap"], ["duties_overlap"]]


@pytest.mark.parametrize(
    "values",
    [
        {"function": TESTING},
        {"prefectures": ("02",)},
        {"since": DAY + datetime.timedelta(days=400)},
    ],
)
def test_what_differs_in_function_place_or_time_does_not_overlap(towns, values):
    declared(until=DAY + datetime.timedelta(days=365))
    assert overlapping(declared(**values)) == []


def test_without_a_place_it_is_not_published(towns):
    with pytest.raises(Conflict):
        declared(prefectures=())


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"target_days": 0}, "target_days"),
        ({"target_days": 61}, "target_days"),
        ({"function": "x"}, "function"),
        ({"phone": ""}, "__all__"),
        ({"until": DAY}, "__all__"),
    ],
)
def test_a_declaration_that_promises_nothing_sound_is_refused(towns, values, field):
    with pytest.raises(InvalidInput) as refused:
        declared(**values)
    assert field in refused.value.data["fields"]
    assert not Duty.objects.exists()


def test_only_the_organisations_people_change_it(towns):
    duty = declared(publish=False)
    stranger = MembershipFactory(role=Role.ADMINISTRATOR).account
    with pytest.raises(NotAllowed):
        move_duty(duty, "publish", by=stranger)
    assert Duty.objects.visible_to(stranger).count() == 0


def test_gaps_and_the_nearest_who_answers(towns):
    declared(prefectures=("04", "34"))
    found = gaps(DAY)
    assert (len(found[CONSULTATION]), len(found[TESTING])) == (45, 47)
    assert [area.code for area, _one in nearby(Asked(CONSULTATION, "03"), DAY)] == ["04", "34"]


@dataclass(frozen=True)
class Written:
    """One declaration as the test writes it down for itself."""

    codes: tuple
    town: bool
    field: bool
    since: int
    until: int | None


WRITTEN = st.builds(
    Written,
    codes=st.sampled_from([("04",), ("02",), ("04", "02")]),
    town=st.booleans(),
    field=st.booleans(),
    since=st.integers(0, 5),
    until=st.one_of(st.none(), st.integers(6, 9)),
)


@settings(max_examples=40)
@given(written=st.lists(WRITTEN, max_size=5), day=st.integers(0, 9), town=st.booleans(), field=st.booleans())
def test_the_answer_is_what_a_plain_look_through_all_of_them_gives(written, day, town, field, django_db_blocker):
    with transaction.atomic():
        miyagi = Prefecture.objects.get(code="04")
        Municipality.objects.get_or_create(code="041009", defaults={"name": "仙台市", "prefecture": miyagi})
        metal = register_field(by=BY, code="m", name="金属", since=DAY)
        made = [
            declared(
                prefectures=() if one.town else one.codes,
                towns=["041009"] if one.town else (),
                fields=[metal] if one.field else (),
                since=DAY + datetime.timedelta(days=one.since),
                until=None if one.until is None else DAY + datetime.timedelta(days=one.until),
            ).pk
            for one in written
        ]
        asked = Asked(CONSULTATION, "04", "041009" if town else "", "m" if field else "")
        (found,) = answered(asked, day=DAY + datetime.timedelta(days=day))
        transaction.set_rollback(True)
    fits = [
        (one.town, one.field, pk)
        for one, pk in zip(written, made, strict=True)
        if one.since <= day
        and (one.until is None or day < one.until)
        and (town if one.town else "04" in one.codes)
        and (field or not one.field)
    ]
    best = max(((is_town, is_field) for is_town, is_field, _pk in fits), default=None)
    assert sorted(found) == sorted(pk for is_town, is_field, pk in fits if (is_town, is_field) == best)


def test_an_organisation_does_not_overlap_with_itself(towns):
    first = declared()
    assert overlapping(declared(owner=first.owner)) == []
    assert overlapping(declared()) != []
