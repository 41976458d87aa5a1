"""Words of the other language: made from a dictionary, found by it, told by it."""

import sqlite3

import pytest

from mekiki import Document, Query, TantivyIndex
from mekiki.errors import InputError
from mekiki.ranking import dictionary
from mekiki.ranking.meanings import Meanings, meanings_of

needs_dictionary = pytest.mark.skipif(not meanings_of("rust"), reason="no dictionary here: make .venv/vectors")
TABLES = """
create table Kanji(ID integer primary key, idseq, text);
create table Kana(ID integer primary key, idseq, text);
create table KJP(kid, text);
create table KNP(kid, text);
create table Sense(ID integer primary key, idseq);
create table SenseGloss(sid, lang, text);
create table misc(sid, text);
create table NEKanji(idseq, text);
create table NEKana(idseq, text);
create table NETranslation(ID integer primary key, idseq);
create table NETransType(tid, text);
create table NETransGloss(tid, text);
insert into Kanji values (1, 1, '錆'), (2, 2, '腐食'), (3, 3, '走査電子顕微鏡'), (4, 4, '古語');
insert into Kana values (1, 1, 'さび'), (2, 5, 'クラック');
insert into KJP values (1, 'ichi1'), (2, 'news1');
insert into Sense values (1, 1), (2, 2), (3, 2), (4, 3), (5, 4), (6, 5);
insert into SenseGloss values (1, 'eng', 'rust'), (1, 'eng', 'red rust (on iron)'), (2, 'eng', 'corrosion'),
  (3, 'eng', 'rust'), (4, 'eng', 'scanning microscope'), (5, 'eng', 'rust'), (6, 'eng', 'to crack');
insert into SenseGloss values (1, 'ger', 'Rost');
insert into misc values (5, 'archaism');
insert into NEKana values (9, 'トム'), (10, 'ケン');
insert into NEKanji values (10, '健');
insert into NETranslation values (9, 9), (10, 10);
insert into NETransType values (9, 'given'), (10, 'given');
insert into NETransGloss values (9, 'Tom'), (10, 'Ken');
"""


@pytest.fixture
def known(monkeypatch, tmp_path):
    shipped = tmp_path / "jamdict.db"
    with sqlite3.connect(shipped) as database:
        database.executescript(TABLES)
    monkeypatch.setattr(dictionary, "_unpacked", lambda place: shipped)
    assert dictionary.keep(tmp_path / "kept") > 0
    return Meanings(tmp_path / "kept")


def test_what_a_word_means_stands_in_the_order_in_which_it_fits(known):
    assert [term for term, _ in known.of("rust")] == ["錆", "腐食"]
    shares = [share for _, share in known.of("rust")]
    assert shares[0] == 1.0 > shares[1] > 0.5
    assert [term for term, _ in known.of("錆")] == ["rust", "red"]
    assert known.of("クラック") == known.of("クラック") != ()


@pytest.mark.parametrize("term", ["rost", "microscop", "ken", "古語", "", "\U0010ffff"])
def test_what_is_old_foreign_or_of_several_words_means_nothing(known, term):
    assert known.of(term) == ()


def test_a_first_name_in_katakana_is_a_name(known):
    assert known.of("tom")[0][0] == "トム"
    assert known.of("トム")[0][0] == "tom"


def test_the_package_is_named_where_it_is_missing(monkeypatch, tmp_path):
    monkeypatch.setattr(dictionary, "find_spec", lambda name: None)
    with pytest.raises(InputError, match="jamdict-data"):
        dictionary.keep(tmp_path)
    assert not [*tmp_path.iterdir()]


@needs_dictionary
@pytest.mark.parametrize(
    ("asked", "found", "near"),
    [
        ("why does iron rust", "salt", ("rust", "錆")),
        ("my gear broke", "gear", ("gear", "歯車")),
        ("振動", "english", ("振動", "vibration")),
    ],
)
def test_questions_find_texts_of_the_other_language_and_say_by_which_word(asked, found, near):
    made = TantivyIndex()
    made.replace_all(
        [
            Document("salt", "塩水噴霧試験機", "金属の錆を早く起こします。"),
            Document("gear", "歯車試験機", "歯車の壊れ方を調べます。"),
            Document("english", "Shaker", "Tests under vibration."),
            Document("tea", "製茶機", "茶葉を蒸します。"),
        ]
    )
    hit = made.search(Query(asked)).hits[0]
    assert hit.id == found
    assert near in {(reason.word, reason.found) for reason in hit.reasons if reason.field == "near"}
    assert sum(reason.share for reason in hit.reasons) == pytest.approx(hit.score)
