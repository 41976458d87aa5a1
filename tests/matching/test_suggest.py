import datetime

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from tests.factories import (
    AccountFactory,
    CallFactory,
    EquipmentFactory,
    ExpertFactory,
    MeasureFactory,
    MembershipFactory,
    NeedFactory,
    OrganisationFactory,
    SeedFactory,
    StoryFactory,
    make_many,
)

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.common.enums import Disclosure
from hashiwatashi.equipment.models import Equipment, EquipmentClass
from hashiwatashi.matching.answers import Filters
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.registry import offered_to
from hashiwatashi.matching.suggest import Ask, answer_all, suggest, suggest_many
from hashiwatashi.matching.sync import update_index
from hashiwatashi.needs.stages import NEED_STAGES

ANYBODY = AnonymousUser()
NEED = "小さな異物の元素を調べたい"


def miyagi():
    return Prefecture.objects.get(code="04")


def group(answer, kind=Kind.EQUIPMENT):
    return next(found for found in answer.groups if found.kind == kind)


def records(answer, kind=Kind.EQUIPMENT):
    return [found.record for found in group(answer, kind).suggestions]


def test_every_hit_says_why_and_shows_the_passage(indexed):
    equipment = EquipmentFactory()
    indexed()
    (found,) = group(suggest(NEED, visitor=ANYBODY)).suggestions
    assert found.record == equipment
    assert found.prefecture == miyagi()
    assert sum(part.percent for part in found.why) == pytest.approx(100, abs=0.01)
    assert "異物" in {part.word for part in found.why}
    assert found.extract.text.startswith("小さな異物の形と元素を調べる")
    assert "小さな異物" in {found.extract.text[start:end] for start, end in found.extract.marks}


def test_all_kinds_answer_in_the_order_of_pages(indexed):
    factories = (EquipmentFactory, SeedFactory, ExpertFactory, CallFactory, StoryFactory, NeedFactory, MeasureFactory)
    for factory in factories:
        factory()
    indexed()
    answer = suggest("", visitor=ANYBODY)
    assert [found.kind for found in answer.groups] == list(offered_to(ANYBODY))
    assert answer.facets["kind"] == {
        "equipment": 1,
        "seed": 1,
        "expert": 1,
        "call": 1,
        "story": 1,
        "need": 1,
        "measure": 1,
        "organisation": 5,
    }
    assert answer.facets["prefecture"] == {"04": 9, "00": 1, "": 2}
    assert answer.total == 12


def test_a_settled_need_no_longer_answers_and_one_published_again_does(indexed):
    need, other = NeedFactory(text=NEED), NeedFactory(text=NEED)
    NEED_STAGES.move(need, "settle", by=SystemActor("test"))
    indexed()
    found = records(suggest(NEED, visitor=ANYBODY, kinds=(Kind.NEED,)), Kind.NEED)
    assert [sheet.uid for sheet in found] == [other.uid]
    NEED_STAGES.move(need, "publish", by=SystemActor("test"))
    indexed()
    assert suggest(NEED, visitor=ANYBODY, kinds=(Kind.NEED,)).total == 2


@pytest.mark.parametrize("count", [3, 300])
def test_the_number_of_queries_does_not_grow_with_the_records(indexed, django_assert_num_queries, count):
    make_many(EquipmentFactory, count)
    make_many(SeedFactory, count, summary=NEED)
    make_many(ExpertFactory, count, headline=NEED)
    make_many(CallFactory, count, summary=NEED)
    make_many(NeedFactory, count, text=NEED)
    StoryFactory.create_batch(count, helped=NEED)
    make_many(MeasureFactory, count, text=NEED)
    OrganisationFactory(name="異物の相談所")
    indexed()
    home = miyagi()
    now = datetime.datetime.now(datetime.UTC)
    # One for each kind but organisations (the words are those of an anonymous need), the needs nearest to the words,
    # the areas of experts and of calls, the partners of measures (their rows, their names), what begins and ends
    # later of calls and experts, what changed before and since.
    with django_assert_num_queries(17):
        answer = suggest(NEED, visitor=ANYBODY, home=home, per_kind=20, filters=Filters(open_calls_at=now))
        for found in answer.groups:
            assert len(found.suggestions) == min(count, 20) or found.kind == Kind.ORGANISATION


def test_the_best_from_elsewhere_is_always_there(indexed):
    for _ in range(6):
        EquipmentFactory(name="走査電子顕微鏡 小さな異物の元素")
    away = EquipmentFactory(prefecture_id="47")
    indexed()
    at_home = suggest(NEED, visitor=ANYBODY, home=miyagi())
    assert group(at_home).best_elsewhere.record == away
    assert group(at_home).best_elsewhere.is_elsewhere
    assert not any(found.is_elsewhere for found in group(at_home).suggestions)
    narrowed = suggest(NEED, visitor=ANYBODY, home=miyagi(), filters=Filters(prefectures=("04",)))
    assert group(narrowed).best_elsewhere.record == away
    assert group(narrowed).total == 6
    assert group(suggest(NEED, visitor=ANYBODY)).best_elsewhere is None
    shown = group(suggest(NEED, visitor=ANYBODY, home=miyagi(), per_kind=7))
    assert shown.best_elsewhere is None
    assert [found.is_elsewhere for found in shown.suggestions].count(True) == 1


def test_bounds_keep_what_the_visitor_asked_for(indexed):
    large = EquipmentClass.objects.create(large="分析装置")
    here = EquipmentFactory(equipment_class=large)
    away = EquipmentFactory(prefecture_id="05", external_use="unknown")
    seed = SeedFactory(owner__prefecture_id="13")
    indexed()

    def found(**filters):
        answer = suggest("", visitor=ANYBODY, filters=Filters(**filters))
        return {*records(answer), *records(answer, Kind.SEED)}

    assert found() == {here, away, seed}
    assert found(prefectures=("04",)) == {here}
    assert found(prefectures=("05", "13")) == {away, seed}
    assert found(fields=("分析装置",)) == {here}
    assert found(open_to_outsiders=True) == {here, seed}


def test_open_calls_are_exact_to_the_moment(indexed):
    noon = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)
    second = datetime.timedelta(seconds=1)
    endless = CallFactory(title="A")
    running = CallFactory(title="B", opens_at=noon, closes_at=noon + 2 * second)
    CallFactory(title="C", opens_at=noon + second, closes_at=noon + 9 * second)
    CallFactory(title="D", closes_at=noon)
    indexed()

    def open_at(moment):
        return suggest("", visitor=ANYBODY, kinds=(Kind.CALL,), filters=Filters(open_calls_at=moment))

    assert records(open_at(noon), Kind.CALL) == [endless, running]
    assert open_at(noon).total == 2
    assert len(records(open_at(noon + second), Kind.CALL)) == 3
    assert records(open_at(noon + 9 * second), Kind.CALL) == [endless]


def test_open_calls_stand_before_those_to_come_and_these_before_those_that_are_over(indexed):
    now = datetime.datetime.now(datetime.UTC)
    day = datetime.timedelta(days=1)
    text = "異物を調べる装置の導入への補助"
    over = [CallFactory(title=f"{text} 終了{n}", summary=text, closes_at=now - day) for n in range(3)]
    future = CallFactory(title=f"{text} 予定", opens_at=now + day, closes_at=now + 9 * day)
    current = [
        CallFactory(title=f"助成{n} 装置", opens_at=now - day, closes_at=now + (n + 1) * day) for n in range(2)
    ]
    endless = CallFactory(title="助成 装置")
    indexed()

    def page(offset, per_kind, query=text):
        broadly = Filters(broadly=True)
        answer = suggest(
            query, visitor=ANYBODY, filters=broadly, kinds=(Kind.CALL,), per_kind=per_kind, offset=offset
        )
        return group(answer, Kind.CALL)

    for query in (text, ""):
        whole = page(0, 20, query)
        found = [suggestion.record for suggestion in whole.suggestions]
        assert set(found[:3]) == {*current, endless}
        assert found[3] == future
        assert set(found[4:]) == set(over)
        assert (whole.total, whole.next_offset) == (7, None)
        pages = [page(offset, 2, query) for offset in range(0, 8, 2)]
        assert [suggestion.record for one in pages for suggestion in one.suggestions] == found
        assert [one.next_offset for one in pages] == [2, 4, 6, None]
        assert {one.total for one in pages} == {7}


def test_a_nationwide_call_answers_in_every_prefecture(indexed):
    nationwide = CallFactory(title="A")
    local = CallFactory(title="B", is_nationwide=False)
    local.areas.set([miyagi()])
    indexed()
    in_akita = suggest("", visitor=ANYBODY, filters=Filters(prefectures=("05",)))
    assert records(in_akita, Kind.CALL) == [nationwide]
    here = group(suggest("", visitor=ANYBODY, home=miyagi()), Kind.CALL).suggestions
    assert [(found.prefecture, found.is_elsewhere) for found in here] == [(None, False), (miyagi(), False)]
    away = group(suggest("", visitor=ANYBODY, home=Prefecture.objects.get(code="05")), Kind.CALL).suggestions
    assert [found.is_elsewhere for found in away] == [False, True]


def test_each_visitor_finds_and_counts_what_lists_would_show(indexed):
    owner, other = OrganisationFactory(), OrganisationFactory()
    for disclosure in Disclosure:
        EquipmentFactory(owner=owner, disclosure=disclosure)
    indexed()
    insider = MembershipFactory(organisation=owner).account
    member = MembershipFactory(organisation=other).account
    for visitor, count in ((ANYBODY, 1), (AccountFactory(), 1), (member, 2), (insider, 3)):
        answer = suggest("", visitor=visitor)
        assert set(records(answer)) == set(Equipment.objects.visible_to(visitor))
        assert group(answer).total == count


def test_a_record_that_vanished_or_was_closed_since_is_dropped_at_once(indexed):
    gone, closed, there = EquipmentFactory(), EquipmentFactory(), EquipmentFactory()
    indexed()
    gone.delete()
    Equipment.objects.filter(pk=closed.pk).update(disclosure=Disclosure.RELATED)
    answer = suggest(NEED, visitor=ANYBODY, kinds=(Kind.EQUIPMENT,))
    assert records(answer) == [there]
    assert (answer.total, answer.facets["kind"]) == (1, {"equipment": 1})


def test_experts_are_those_in_office_today(indexed):
    today = timezone.localdate()
    day = datetime.timedelta(days=1)
    in_office = ExpertFactory(since=today, until=today + day)
    ExpertFactory(since=today - day, until=today)
    ExpertFactory(since=today + day)
    ExpertFactory(since=today - day, until=None, disclosure=Disclosure.RELATED)
    indexed()
    answer = suggest("金属加工", visitor=ANYBODY, kinds=(Kind.EXPERT,))
    assert (records(answer, Kind.EXPERT), answer.total) == ([in_office], 1)
    with time_machine.travel(today + day):
        assert suggest("金属加工", visitor=ANYBODY, kinds=(Kind.EXPERT,)).total == 1


def test_the_owner_of_a_hidden_need_finds_the_name_on_it_and_others_do_not(indexed):
    need = NeedFactory()
    indexed()
    insider = MembershipFactory(organisation=need.owner).account
    (sheet,) = records(suggest(need.text, visitor=ANYBODY), Kind.NEED)
    assert sheet.owner is None
    (sheet,) = records(suggest(need.text, visitor=insider), Kind.NEED)
    assert sheet.owner == need.owner
    assert suggest(need.owner.name, visitor=ANYBODY, kinds=(Kind.NEED,)).total == 0


def test_pages_follow_each_other_without_a_gap_and_always_alike(indexed):
    for _ in range(7):
        EquipmentFactory()
    indexed()

    def page(offset):
        return group(suggest(NEED, visitor=ANYBODY, kinds=(Kind.EQUIPMENT,), per_kind=3, offset=offset))

    pages = [page(0), page(3), page(6)]
    seen = [found.record.pk for each in pages for found in each.suggestions]
    assert sorted(seen) == sorted(Equipment.objects.values_list("pk", flat=True))
    assert [each.next_offset for each in pages] == [3, 6, None]
    assert [found.record.pk for offset in (0, 3, 6) for found in page(offset).suggestions] == seen


def test_many_needs_are_answered_like_one(indexed):
    EquipmentFactory()
    SeedFactory(owner__prefecture_id="05")
    indexed()
    texts = [NEED, "さびにくい膜", ""]
    assert list(suggest_many(texts, visitor=ANYBODY, home=miyagi())) == [
        suggest(text, visitor=ANYBODY, home=miyagi()) for text in texts
    ]
    homes = [Prefecture.objects.get(code=code) for code in ("04", "05")]
    answers = answer_all((Ask("さびにくい膜", home) for home in homes), visitor=ANYBODY)
    assert [group(answer, Kind.SEED).suggestions[0].is_elsewhere for answer in answers] == [True, False]


def test_an_index_not_built_yet_answers_with_nothing(index):
    EquipmentFactory()
    answer = suggest(NEED, visitor=ANYBODY, home=miyagi())
    assert answer.total == 0
    update_index()
    assert suggest(NEED, visitor=ANYBODY).total == 1
