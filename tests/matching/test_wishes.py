"""What a question says besides its subject."""

import pytest
from django.contrib.auth.models import AnonymousUser
from tests.factories import EquipmentFactory, ExpertFactory, OrganisationFactory

from hashiwatashi.areas.models import Municipality
from hashiwatashi.common.enums import Disclosure
from hashiwatashi.equipment.enums import ExternalUse
from hashiwatashi.matching.answers import Filters
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.suggest import suggest
from hashiwatashi.matching.wishes import Wish, wishes_of

pytestmark = pytest.mark.django_db
ANYBODY = AnonymousUser()


def asked(text, **options):
    return wishes_of(text, ANYBODY, **options)


@pytest.mark.parametrize(
    ("text", "codes", "subject"),
    [
        ("宮城県で硬さを測りたい", ["04"], "硬さを測りたい"),
        ("宮城で硬さを測りたい", ["04"], "硬さを測りたい"),
        ("東京都内でめっきの膜厚", ["13"], "めっきの膜厚"),
        ("北海道の試験機", ["01"], "試験機"),
        ("hardness test in Miyagi", ["04"], "hardness test"),
        ("青森と岩手県で木材の強度", ["03"], "青森と 木材の強度"),
        ("宮城県", ["04"], ""),
        ("千葉県産の落花生のカビ", [], "千葉県産の落花生のカビ"),
        ("北海道大学の装置", [], "北海道大学の装置"),
        ("京都府立の施設", [], "京都府立の施設"),
        ("大分古い機械が重い", [], "大分古い機械が重い"),
        ("山口さんに聞いた話", [], "山口さんに聞いた話"),
        ("宮城県以外の顕微鏡", [], "宮城県以外の顕微鏡"),
        ("宮城県を除く顕微鏡", [], "宮城県を除く顕微鏡"),
        ("宮城県ではなく広島県の顕微鏡", ["34"], "宮城県ではなく 顕微鏡"),
        ("北海道 顕微鏡", ["01"], "顕微鏡"),
        ("さび" * 150 + "宮城県で", [], "さび" * 150 + "宮城県で"),
    ],
)
def test_a_place_is_where_something_is_to_be_and_nothing_else(text, codes, subject):
    found = asked(text)
    assert ([area.code for area in found.prefectures], found.subject) == (codes, subject)


def test_a_city_stands_for_its_prefecture():
    Municipality.objects.create(code="069990", name="架空市", prefecture_id="06")
    found = asked("架空市 近くで硬さ試験")
    assert ([area.code for area in found.prefectures], "架空" in found.subject) == (["06"], False)


@pytest.mark.parametrize(
    "text", ["外部利用可のX線CT", "社外の人も使えるX線CT", "X線CT open to external users", "外部に開放しているX線CT"]
)
def test_whoever_asks_as_an_outsider_is_shown_what_outsiders_may_use(text, indexed):
    for use in ExternalUse:
        EquipmentFactory(name="X線CT", external_use=use)
    indexed()

    def found(**filters):
        answer = suggest(text, visitor=ANYBODY, kinds=(Kind.EQUIPMENT,), filters=Filters(**filters))
        return {each.record.external_use for each in answer.groups[0].suggestions}

    assert found() == {ExternalUse.OPEN, ExternalUse.CONDITIONAL}
    assert found(ignored=frozenset({Wish.OPEN})) == set(ExternalUse)
    assert found(literally=True) == {ExternalUse.OPEN, ExternalUse.CONDITIONAL}


@pytest.mark.parametrize("text", ["外部利用できない電子顕微鏡", "外部利用不可の装置", "社外では使えない装置"])
def test_who_asks_for_what_outsiders_may_not_use_is_not_bound(text):
    assert not asked(text).open_to_outsiders


def test_a_place_bounds_and_the_best_from_elsewhere_is_shown_all_the_same(indexed):
    for code in ("04", "05"):
        EquipmentFactory(name="硬さ試験機", prefecture_id=code)
    indexed()

    def places(**filters):
        answer = suggest("宮城県で硬さ試験", visitor=ANYBODY, kinds=(Kind.EQUIPMENT,), filters=Filters(**filters))
        (group,) = answer.groups
        away = group.best_elsewhere
        return sorted(each.prefecture.code for each in group.suggestions), away and away.prefecture.code

    assert places() == (["04"], "05")
    assert places(ignored=frozenset({Wish.PLACE})) == (["04", "05"], None)
    # What the visitor chose stands before what the words say.
    assert places(prefectures=("05",))[0] == ["05"]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("試作に使える補助金", Kind.CALL),
        ("a grant for trial products", Kind.CALL),
        ("さびの相談は誰に", Kind.EXPERT),
        ("who knows about rust", Kind.EXPERT),
        ("さびを調べたい", None),
    ],
)
def test_money_and_people_are_asked_for_by_their_words(text, first):
    assert asked(text).first == first


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        ("宮城県でさびの専門家に相談", "さびの に"),
        ("補助金", ""),
        ("家具の強度試験の助成金", "家具の強度試験の"),
    ],
)
def test_what_sort_of_answer_is_wanted_is_no_part_of_the_matter(text, matter):
    assert " ".join(asked(text).matter.split()) == matter


@pytest.mark.parametrize(
    "text", ["架空大のX線CT", "架空大の電子顕微鏡", "架空大学の電子顕微鏡", "電子顕微鏡は架空大学"]
)
def test_an_institution_is_known_by_its_name_in_full_and_in_short(text):
    OrganisationFactory(name="架空大学 工学部")
    whole = OrganisationFactory(name="架空大学")
    found = asked(text)
    assert (found.institution, "架空大学" in found.subject) == (whole, True)


@pytest.mark.parametrize("text", ["拡大して見たい", "大型の部品", "名もない大学のこと", "最大の荷重"])
def test_no_institution_is_made_of_other_words(text):
    OrganisationFactory(name="架空大学")
    assert asked(text).institution is None


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("KXM-9999Fで見たい", "KXM-9999F"),
        ("KXM-1234で見たい", ""),
        ("kxm1234", ""),
        ("SUS304の硬さ", ""),
        ("ABC-1000が欲しい", ""),
    ],
)
def test_a_model_that_nobody_has_is_told_where_its_series_is_known(text, missing):
    EquipmentFactory(name="架空顕微鏡", model="KXM-1234")
    EquipmentFactory(name="架空顕微鏡", model="ABC-1000", disclosure=Disclosure.MEMBERS)
    assert asked(text).missing_model == missing


def test_a_question_costs_the_same_however_large_the_catalogue(django_assert_num_queries):
    EquipmentFactory.create_batch(12, model="KXM-1234")
    OrganisationFactory.create_batch(12, name="架空大学")
    with django_assert_num_queries(4):
        asked("宮城県の架空市にある架空大学のKXM-9999F")


def test_whoever_asks_for_a_person_is_shown_one_however_little_fits(indexed):
    ExpertFactory(headline="食品の包装", profile="")
    EquipmentFactory(name="発酵菌培養機", uses="")
    EquipmentFactory.create_batch(9, name="食品乾燥機", uses="食品を乾かします。")
    indexed()

    def people(text):
        return suggest(text, visitor=ANYBODY, kinds=(Kind.EXPERT,)).groups[0].suggestions

    assert people("食品の発酵菌を調べたい") == ()
    assert len(people("食品の発酵菌は誰に相談する")) == 1
