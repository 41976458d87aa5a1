import threading

import pytest

from mekiki.text.characters import clean, folded, grams
from mekiki.text.words import words


def terms(text):
    return [word.term for word in words(text)]


def test_particles_and_marks_carry_nothing():
    assert terms("異物が何かを、調べたい。") == terms("異物 何 調べる")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("⾦属", "金属"),  # Kangxi radical
        ("ｻﾋﾞ", "サビ"),
        ("Ｘ線", "X線"),
        ("シュミレーション", "シミュレーション"),
        ("running pumps", "run pump"),
        ("Wing", "wings"),
    ],
)
def test_written_variants_fall_together(one, other):
    assert terms(one) == terms(other)


def test_english_stop_words_carry_nothing():
    assert terms("what is the cause of the corrosion") == terms("cause corrosion")


def test_places_point_into_the_text_as_given():
    text = "⾦属の ｻﾋﾞ を調べたい, with CO2 lasers"
    assert [text[word.start : word.end] for word in words(text)] == ["⾦属", "ｻﾋﾞ", "調べ", "CO2", "lasers"]


@pytest.mark.parametrize(
    "text", ["", " \n\t", "。、！", "\x00\x00", "\ud800", "a" * 200_000, "漢" * 60_000, "🔧🔩" * 9_000]
)
def test_no_text_breaks_it(text):
    assert all(0 <= word.start < word.end <= len(text) and word.term.strip() for word in words(text))


def test_a_long_text_is_read_whole():
    text = "さびの原因を調べたい。" * 4000 + "最後は超音波"
    assert words(text)[-1].term == words("超音波")[-1].term


def test_threads_do_not_disturb_each_other():
    texts = ["海沿いの工場で鉄がさびる", "樹脂の中の空洞をCTで見たい"] * 20
    expected = [terms(text) for text in texts]
    found = [None] * len(texts)

    def work(start):
        for number in range(start, len(texts), 4):
            found[number] = terms(texts[number])

    threads = [threading.Thread(target=work, args=(start,)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == expected


def test_grams_are_pairs_in_japanese_and_fives_in_english():
    assert grams("研磨剤") == ["研磨", "磨剤"]
    assert grams("Pumps") == [" pump", "pumps", "umps "]


def test_cleaning_keeps_every_offset():
    text = "⾦\x00属\ud800ｻ"
    assert (clean(text), len(clean(text))) == ("金 属�ｻ", len(text))


def test_folding_keeps_letters_and_digits_alone():
    assert folded("ＦＴ－ＩＲ（赤外）") == "ft ir 赤外"


@pytest.mark.parametrize("character", ["\ufdfa", "\u337f", "㌖"])
@pytest.mark.parametrize("length", [1990, 6000, 30_000])
def test_characters_that_grow_when_written_out_break_no_text(character, length):
    text = f"顕微鏡で見る。{character * length}。蛍光X線"
    found = words(text)
    assert [(word.term, text[word.start : word.end]) for word in (found[0], found[-1])] == [
        ("顕微", "顕微"),
        (found[-1].term, "線"),
    ]
    assert [word.start for word in found] == sorted(word.start for word in found)


@pytest.mark.parametrize(
    ("word", "texts"),
    [
        ("はんだ", ["ハンダ", "半田", "ハンダ接合部観察装置", "鉛フリーはんだの接合"]),
        ("メッキ", ["めっき", "メッキ厚さ測定器", "金めっきのはがれ"]),
        ("うつわ", ["ウツワ", "器"]),
        ("さび", ["サビ", "ｻﾋﾞ"]),
    ],
)
def test_a_noun_in_kana_is_the_same_word_beside_any_neighbours(word, texts):
    (term,) = terms(word)
    assert [term in terms(text) for text in texts] == [True] * len(texts)


@pytest.mark.parametrize(
    ("usual", "variant"),
    [
        ("高橋", "髙橋"),
        ("山崎", "山﨑"),
        ("渡辺", "渡邉"),
        ("渡辺", "渡邊"),
        ("斎藤", "齋藤"),
        ("国分", "國分"),
        ("応用", "應用"),
    ],
)
def test_variant_kanji_are_the_same_word_and_stay_in_place(usual, variant):
    assert terms(variant) == terms(usual)
    assert folded(variant) == folded(usual)
    assert [(word.start, word.end) for word in words(variant)] == [(word.start, word.end) for word in words(usual)]
