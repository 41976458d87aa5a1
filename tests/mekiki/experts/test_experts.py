import csv
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from mekiki.cli import app
from mekiki.documents import Document
from mekiki.errors import InputError
from mekiki.experts.scoring import Experts, Profile
from mekiki.lines import read_profiles

WELDING = ("アルミニウム合金の摩擦攪拌接合", "接合部の強度を調べる")
FOOD = ("魚肉の冷凍と解凍による硬さの変化", "食感を測る")
MISO = ("味噌の発酵を早める酵母", "香りの成分を分析する")


def profile(name, *works):
    return Profile(name, tuple(Document(f"{name}:{i}", *work) for i, work in enumerate(works)))


def fits(profiles, *texts):
    documents = [Document(str(number), text) for number, text in enumerate(texts)]
    return {(fit.profile, fit.text): fit for fit in Experts(profiles).fits(documents)}


def test_who_has_worked_on_it_stands_first_and_the_works_say_why():
    found = fits([profile("溶接", WELDING), profile("食品", FOOD, MISO)], "アルミの接合の強度", "味噌の香り")

    assert found["溶接", "0"].score > found["食品", "0"].score
    assert found["食品", "1"].score > found["溶接", "1"].score == 0
    assert found["食品", "1"].works[0].title == MISO[0]


def test_one_persons_scores_compare_between_texts():
    """Everybody is best at something for each text; only the level says how much of it anybody knows."""
    found = fits(
        [profile("溶接", WELDING), profile("食品", FOOD)], " ".join(WELDING), "接合部の強度", "強度の話と雑談と天気"
    )
    scores = [found["溶接", text].score for text in ("0", "1", "2")]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > 0.9
    assert 0 < scores[2] < scores[0] / 2


def test_a_score_does_not_depend_on_how_well_others_know_the_text():
    """Both texts are as near to the welder; the first has another who knows its words and their order, too."""
    circle = [
        profile("溶接", ("溶接の強度", "")),
        profile("酵母", ("酵母 鋳鉄", ""), ("砥石", ""), ("水深", "")),
        profile("梱包", ("梱包", ""), ("塗料", ""), ("航路 荷役", "")),
    ]
    found = fits(circle, "溶接。酵母。鋳鉄", "溶接。梱包。塗料")

    assert found["酵母", "0"].score > found["梱包", "1"].score
    assert found["溶接", "0"].score == pytest.approx(found["溶接", "1"].score, abs=1e-12)


def test_a_text_of_their_own_field_scores_higher_than_a_strange_one_for_everybody():
    """Across texts and people: the worst score for what one does is above the best for what nobody does."""
    circle = [profile("溶接", WELDING), profile("食品", FOOD), profile("味噌", MISO)]
    found = fits(circle, "アルミニウム合金の接合部", "冷凍魚肉の硬さ", "味噌の酵母の香り", "宇宙の強度と天気を測る話")
    own = [found[name, text].score for name, text in (("溶接", "0"), ("食品", "1"), ("味噌", "2"))]
    strange = [found[name, "3"].score for name in ("溶接", "食品", "味噌")]

    assert max(strange) > 0
    assert min(own) > max(strange)


@pytest.mark.parametrize("size", [1, 2, 30])
def test_no_score_is_over_one_however_seldom_works_are_alike(size):
    works = [(f"{'金属' if i % 2 else '食品'}の加工 {i}", f"工場{i}で測る") for i in range(size)]
    profiles = [profile(str(i), work) for i, work in enumerate(works)]
    found = fits(profiles, *(f"{title} {text}" for title, text in works))

    assert all(0 <= fit.score <= 1 for fit in found.values())
    assert all(found[str(i), str(i)].score == pytest.approx(1, abs=0.1) for i in range(size))


def test_nobody_without_works_and_no_text_without_words_gets_a_score():
    found = fits([profile("溶接", WELDING), profile("新人")], "アルミの接合", "、。")
    assert found["新人", "0"].score == 0
    assert found["新人", "0"].works == ()
    assert [found[name, "1"].score for name in ("溶接", "新人")] == [0, 0]


WORK = st.tuples(st.text("接合強度味噌 ab", max_size=12), st.text("発酵食品鋳物 cd", max_size=12))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(WORK, max_size=3), min_size=1, max_size=6), st.text("接合味噌食品 ac", max_size=12))
def test_scores_are_parts_of_one_add_up_and_do_not_depend_on_the_order(circles, text):
    profiles = [profile(str(number), *works) for number, works in enumerate(circles)]
    found = fits(profiles, text)
    turned = fits(profiles[::-1], text)

    for key, fit in found.items():
        assert 0 <= fit.score <= 1
        assert turned[key].score == pytest.approx(fit.score, abs=1e-9)
        if len(circles[int(key[0])]) <= 3:
            assert sum(work.share for work in fit.works) == pytest.approx(fit.score, abs=1e-9)


def test_many_works_are_compared_by_their_axes_too():
    many = [profile(str(i), (f"{'金属' if i % 2 else '食品'}の加工 {i}", "工場で測る")) for i in range(30)]
    found = fits(many, "金属の加工")
    best = max(fit.score for fit in found.values())
    near = {name for name in map(str, range(30)) if found[name, "0"].score > best / 2}
    assert near == {str(i) for i in range(1, 30, 2)}


@pytest.mark.parametrize(("word", "score"), [("溶接", 2 / 3), ("", 0)])
def test_many_works_that_all_say_one_word_or_none_are_compared_without_axes(word, score):
    """A single word is alike in words and grams, and has no pairs to be alike in."""
    found = fits([profile("A", *((word, " " * i) for i in range(25)))], "溶接")
    assert found["A", "0"].score == pytest.approx(score, abs=0.01)


def test_the_command_writes_every_pair(tmp_path):
    profiles, texts, out, why = (tmp_path / name for name in ("p.jsonl", "t.jsonl", "s.csv", "w.csv"))
    works = [{"title": WELDING[0], "text": WELDING[1]}]
    profiles.write_text(json.dumps({"_id": "a", "works": works}) + "\n" + json.dumps({"_id": "b,c", "works": []}))
    texts.write_text(json.dumps({"_id": "t", "title": "接合", "text": "強度"}))
    files = ["--profiles", profiles, "--texts", texts, "--out", out, "--why", why]
    result = CliRunner().invoke(app, ["experts", *map(str, files)])

    assert result.exit_code == 0
    rows = list(csv.DictReader(out.open()))
    assert [(row["profile"], row["text"]) for row in rows] == [("a", "t"), ("b,c", "t")]
    assert float(rows[0]["score"]) > 0 == float(rows[1]["score"])
    assert [row["work"] for row in csv.DictReader(why.open())] == [WELDING[0]]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"_id": "a"}', "works must be a list"),
        ('{"_id": "a", "works": [1]}', "works must be a list"),
        ('{"_id": "a", "works": [{"title": 3}]}', "title must be a text"),
        ('{"works": []}', "_id is missing"),
        ("{", "not JSON"),
    ],
)
def test_a_bad_line_is_named(tmp_path, line, reason):
    file = tmp_path / "profiles.jsonl"
    file.write_text('{"_id": "ok", "works": []}\n' + line)
    with pytest.raises(InputError, match=rf"profiles.jsonl, line 2: .*{reason}"):
        list(read_profiles(file))
