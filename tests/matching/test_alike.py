"""Texts at hand that are like one: by the words they share, rare ones before usual ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashiwatashi.matching.alike import alike

OTHERS = ("アルミ鋳物の表面がさびる", "焼き菓子の賞味期限を延ばす", "アルミの板を切る", "画像で検査する")


def test_the_one_with_the_most_and_the_rarest_words_comes_first():
    found = alike("アルミの鋳物に錆が出た", OTHERS, 5)
    assert [one.place for one in found] == [0, 2]
    assert set(found[0].words) == {"アルミ", "鋳物", "錆"}
    assert found[1].words == ("アルミ",)


def test_spellings_are_one_and_the_words_are_told_as_the_question_writes_them():
    assert alike("サビ", ["部品が錆びる錆"], 1)[0].words == ("サビ",)
    assert alike("錆", ["部品がさびる"], 1)[0].words == ("錆",)
    assert alike("型", ["肩"], 1) == []


def test_words_of_asking_and_texts_without_a_word_find_nothing():
    assert alike("調べたい", ["測定したい", "調べたい"], 5) == []
    assert alike("鋳物", [], 5) == alike("", OTHERS, 5) == alike("鋳物", ["", ""], 5) == []


@pytest.mark.parametrize(
    ("asked", "other"),
    [
        ("部品がさびて粉が出る", "避難所の寝床から音が出る"),
        ("試作品の割れ", "農産品の宣伝"),
        ("箱の中の部品", "川の中の魚"),
        ("新しい梱包材がにおう", "新しい治具を特許にする"),
        ("アルミ鋳物の表面に気泡が入り塗装と切削と検査の順を変え板と棒で比べたい", "検査の帳票"),
    ],
)
def test_scraps_of_words_and_one_word_of_many_make_nothing_alike(asked, other):
    assert alike(asked, [other, "画像"], 5) == []


def test_scraps_are_not_told_beside_whole_words():
    (found,) = alike("試作品の鋳物が割れる音が出る", ["量産品の鋳物が割れて出る"], 5)
    assert set(found.words) == {"鋳物", "割れる"}


@pytest.mark.parametrize("limit", [0, 1])
def test_at_most_so_many_and_of_equal_ones_the_first(limit):
    assert [one.place for one in alike("鋳物", ["鋳物", "鋳物"], limit)] == list(range(limit))


@given(st.text(max_size=40), st.lists(st.text(max_size=40), max_size=5))
def test_whatever_is_written_scores_are_above_nothing_and_fall(text, others):
    scores = [one.score for one in alike(text, others, 5)]
    assert scores == sorted(scores, reverse=True)
    assert all(score > 0 for score in scores)
