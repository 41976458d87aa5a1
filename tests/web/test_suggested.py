"""Every sentence that our own pages and guides suggest brings the right kind of instrument first."""

from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation
from tests.factories import CallFactory, EquipmentFactory, OrganisationFactory

from hashiwatashi.equipment.vocabulary import kinds_of
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.suggest import suggest
from hashiwatashi.web.search.views import EXAMPLES

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
# One instrument of many kinds (架空), as a small laboratory names them; none says what it is for.
CATALOGUE = """
" 走査電子顕微鏡 フーリエ変換赤外分光光度計 蛍光X線分析装置 マイクロフォーカスX線CT 塩水噴霧試験機
複合サイクル腐食試験機 電波暗室 粒度分布測定装置 ふるい振とう機 ジェットミル 万能材料試験機
ビッカース硬さ試験機 三次元測定機 恒温恒湿槽 振動試験機 落下試験機 高速液体クロマトグラフ
ガスクロマトグラフ質量分析計 凍結乾燥機 分光測色計 レオメータ オートクレーブ 旋盤 マシニングセンタ
3Dプリンタ レーザー加工機 めっき装置 射出成形機 金属顕微鏡 デジタルマイクロスコープ X線回折装置
ICP発光分光分析装置 騒音計 サーモグラフィ
"""
SUGGESTED = {
    "Find out what the small specks on our product are": {"ftir", "sem", "eds", "digital-microscope", "xrf"},
    "See pores inside a casting without cutting it": {"x-ray-ct", "x-ray-transmission"},
    "Iron parts rust quickly near the sea; we want a coating that lasts": {"salt-spray", "plating"},
    "Measure the radio noise that our product gives off": {"emc-chamber"},
    "Make the grains of a powder all the same size": {"sieve", "mill", "particle-size-analyzer"},
}
SPECKS = {"ftir", "sem", "eds", "digital-microscope", "xrf", "raman"}


@pytest.fixture
def laboratory(build_index):
    for name in CATALOGUE.split():
        EquipmentFactory(name=name, uses="", owner=OrganisationFactory())
    CallFactory(title="架空県 新製品試作補助金", summary="小規模な企業の試作を補助します。")
    CallFactory(title="架空県 海外見本市出展助成", summary="輸出を支えます。")
    build_index()


def first_kinds(text):
    answer = suggest(text, visitor=AnonymousUser(), kinds=(Kind.EQUIPMENT,), per_kind=1)
    (found,) = answer.groups[0].suggestions
    return {kind.key for kind in kinds_of(found.record)}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_examples_of_the_front_page_bring_the_right_kind_first(laboratory, language):
    asked = {}
    for example in EXAMPLES:
        with translation.override("en"):
            english = str(example)
        with translation.override(language):
            asked[english] = str(example)
    money = asked.pop("A subsidy that a small firm can use to try out a new product")
    assert asked.keys() == SUGGESTED.keys()
    wrong = {text: found for key, text in asked.items() if not (found := first_kinds(text)) & SUGGESTED[key]}
    assert not wrong
    answer = suggest(money, visitor=AnonymousUser(), per_kind=1)
    calls = next(group for group in answer.groups if group.kind == Kind.CALL)
    assert (answer.wishes.first, calls.suggestions[0].record.title) == (Kind.CALL, "架空県 新製品試作補助金")


@pytest.mark.parametrize(
    ("where", "text", "kinds"),
    [
        ("docs/guide/ja/firm.md", "焼き菓子に付いた黒い粒が何か調べたい", SPECKS),
        ("docs/guide/en/firm.md", "small black specks on our biscuits", SPECKS),
        (
            "src/hashiwatashi/web/search/results.html",
            "small black specks on a plastic part, what are they?",
            SPECKS,
        ),
        ("src/hashiwatashi/locale/ja/LC_MESSAGES/django.po", "小さな黒い点がある。正体を知りたい", SPECKS),
    ],
)
def test_what_guides_and_pages_suggest_brings_the_right_kind_first(laboratory, where, text, kinds):
    assert text in (ROOT / where).read_text(encoding="utf-8")
    assert first_kinds(text) & kinds
