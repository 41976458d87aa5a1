"""Words near in meaning, titles, and what a query lifts."""

import numpy as np
import pytest

from mekiki import Document, Query, TantivyIndex
from mekiki.errors import InputError
from mekiki.ranking import shipped
from mekiki.ranking.vectors import UNKNOWN, home, vectors

needs_vectors = pytest.mark.skipif(vectors() is None, reason="no word vectors here: make .venv/vectors")
WORKSHOP = (
    Document("crack", "クラックの破面観察", "金属の疲労を調べます。", {"kind": ("sem",)}),
    Document("rust", "腐食試験機", "塩水を噴霧します。", {"kind": ("salt-spray",)}),
    Document("tea", "緑茶の製造", "茶葉を蒸して揉みます。", {"kind": ("dryer",)}),
)


@pytest.fixture
def index():
    made = TantivyIndex()
    made.replace_all(WORKSHOP)
    return made


@pytest.fixture
def without_vectors(monkeypatch, tmp_path):
    monkeypatch.setenv("MEKIKI_VECTORS", str(tmp_path))
    vectors.cache_clear()
    yield
    monkeypatch.undo()
    vectors.cache_clear()


@needs_vectors
@pytest.mark.parametrize(("asked", "found", "word"), [("亀裂", "crack", "クラック"), ("錆", "rust", "腐食")])
def test_words_near_in_meaning_meet_and_say_so(index, asked, found, word):
    hit = index.search(Query(asked)).hits[0]
    near = [(reason.word, reason.found) for reason in hit.reasons if reason.field == "near"]
    assert (hit.id, near[0]) == (found, (asked, word))
    assert sum(reason.share for reason in hit.reasons) == pytest.approx(hit.score)


@needs_vectors
def test_latin_words_have_no_words_near_to_them():
    assert vectors().rows_for_query(["crack", "xps", "錆"]).tolist()[:2] == [UNKNOWN, UNKNOWN]
    assert vectors().rows_for_query(["錆"])[0] != UNKNOWN


@needs_vectors
def test_directions_are_of_length_one_and_the_nearest_are_the_nearest():
    known = vectors()
    (row,) = known.rows_for_query(["錆"])
    everyone = np.arange(20_000)
    alike = known.cosines(np.array([row]), everyone)[0]
    assert alike[row] == pytest.approx(1.0, abs=0.02)
    alike[row] = -1.0
    best = [other for other, _ in known.nearest(int(row), 3)]
    assert set(best) <= set(np.argsort(-alike)[:5].tolist())


def test_without_vectors_the_same_words_still_meet(without_vectors):
    assert vectors() is None
    made = TantivyIndex()
    made.replace_all(WORKSHOP)
    assert [hit.id for hit in made.search(Query("亀裂")).hits] == []
    assert [hit.id for hit in made.search(Query("緑茶")).hits] == ["tea"]


def test_an_index_made_without_vectors_answers_with_them(without_vectors, monkeypatch, tmp_path):
    made = TantivyIndex(tmp_path / "index")
    made.replace_all(WORKSHOP)
    monkeypatch.delenv("MEKIKI_VECTORS")
    vectors.cache_clear()
    assert [hit.id for hit in TantivyIndex(tmp_path / "index").search(Query("クラック")).hits][:1] == ["crack"]


def test_vectors_come_from_the_package_that_ships_them(monkeypatch, tmp_path):
    monkeypatch.setattr(shipped, "find_spec", lambda name: None)
    with pytest.raises(InputError, match="ja-ginza"):
        shipped.keep(tmp_path)
    assert home().name.startswith("vectors-")


def test_the_hash_of_a_word_is_the_packages():
    # Reference values of MurmurHash64A with seed 1.
    assert shipped.murmur64(b"") == 0xC6A4A7935BD064DC
    assert len({shipped.murmur64(word.encode()) for word in ("錆", "さび", "サビ", "a" * 8, "a" * 16)}) == 5


def test_what_is_lifted_comes_first_though_it_shares_no_word(index):
    lift = {"kind": {"salt-spray": 1.0, "sem": 0.5}}
    found = index.search(Query("緑茶", lift=lift))
    assert [hit.id for hit in found.hits] == ["rust", "crack", "tea"]
    reasons = {hit.id: [(reason.word, reason.field) for reason in hit.reasons] for hit in found.hits}
    assert reasons["rust"][0] == ("salt-spray", "lift")
    assert ("緑茶", "title") in reasons["tea"]
    assert found.total == 3


def test_a_lift_keeps_within_the_bounds(index):
    found = index.search(Query("緑茶", only={"kind": ("dryer",)}, lift={"kind": {"sem": 1.0}}))
    assert [hit.id for hit in found.hits] == ["tea"]


def test_words_of_asking_are_told_apart_from_those_that_say_something(index):
    hit = index.search(Query("金属に傷が付いた。調べたい")).hits[0]
    fields = {reason.word: reason.field for reason in hit.reasons}
    assert fields["金属"] == "text"
    assert "near" not in {fields.get("調べ"), fields.get("付い")}


def test_a_lone_kanji_says_something_and_a_lone_letter_does_not(index):
    assert {reason.field for reason in index.search(Query("茶")).hits[0].reasons} <= {"title", "text", "near"}


@needs_vectors
def test_words_that_say_little_are_never_told_as_near():
    made = TantivyIndex()
    made.replace_all([Document("sem", "電子顕微鏡", "クラックや傷のある面を観察します。")])
    reasons = made.search(Query("部品にひびが入った")).hits[0].reasons
    assert "入っ" in {reason.word for reason in reasons if reason.field == "little"}
    assert "入っ" not in {reason.word for reason in reasons if reason.field == "near"}
    assert "ひび" in {reason.word for reason in reasons if reason.field == "near"}
