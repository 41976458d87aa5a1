"""What the vocabulary makes of a question."""

import pytest

from hashiwatashi.equipment.vocabulary import vocabulary
from hashiwatashi.matching.understanding import understood
from mekiki.text.english import STOP_WORDS


def best(text):
    kinds = understood(text).kinds
    return max(kinds, key=lambda kind: (kinds[kind], kind)) if kinds else None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("部品にひびが入った", "crack-cause"),
        ("部品に罅が入っていました。原因を教えてください", "crack-cause"),
        ("ステンレスがさびた", "stainless-rust"),
        ("the part shows a crack", "crack-cause"),
        ("焼き入れが入っているか見てほしい", "heat-treated"),
    ],
)
def test_a_problem_is_understood_however_it_is_spelt(text, problem):
    assert problem in {one.key for one in understood(text).problems}


@pytest.mark.parametrize(
    "text", ["", "。。。", "😀", "https://example.jp/", "会社の資金繰りが苦しい", "我们需要帮助"]
)
def test_nothing_is_made_of_what_says_nothing(text):
    assert not understood(text)


def test_exceptions_keep_words_apart_that_look_alike():
    keys = {one.key for one in understood("はんだ付けの不良を調べたい").problems}
    assert "solder" in keys
    assert not any("semiconductor" in key for key in keys)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("FT-IRを使いたい", "ftir"),
        ("エフティーアイアールは空いていますか", "ftir"),
        ("さんじげんそくていを頼みたい", "cmm"),
        ("走査電子顕微鏡で部品のひびを見たい", "sem"),
    ],
)
def test_a_named_instrument_comes_first_also_spelt_out_in_kana(text, kind):
    assert best(text) == kind
    assert understood(text).kinds[kind] == 1.0
    assert kind not in understood(text).through


def test_what_is_named_beside_a_problem_only_says_where_it_is():
    meant = understood("めっきがすぐ剥がれる")
    assert meant.kinds["plating"] < 0.5
    assert meant.through[best("めっきがすぐ剥がれる")].key in {"surface-chemistry", "adhesion-strength"}


def test_the_first_method_of_a_problem_and_the_first_of_a_kind_count_most():
    meant = understood("電池の寿命")
    (problem, *_) = meant.problems
    weights = [
        max(meant.kinds[kind.key] for kind in vocabulary().kinds.values() if kind.methods[0] == method)
        for method in problem.methods
        if any(kind.methods[0] == method for kind in vocabulary().kinds.values())
    ]
    assert weights == sorted(weights, reverse=True)
    assert all(0 < weight <= 1 for weight in meant.kinds.values())


def test_no_phrase_loses_words_when_it_is_looked_for():
    # 「what metal」 would be found wherever a metal is named.
    lost = {
        phrase
        for problem in vocabulary().problems.values()
        for phrase in problem.phrases
        if STOP_WORDS & set(phrase.lower().split())
    }
    assert lost == set()
