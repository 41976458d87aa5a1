"""Which of some texts at hand are like one: for records that stand in no index, because only a few may read them.

BM25 (Robertson and Zaragoza 2009, k1 = 1.2, b = 0.75) over the words that the engine reads, each weighted by how much
its part of speech says. The rarity of a word is that among the texts at hand, so nothing of others' shows through it.
Scraps (出る, or the 品 of 試作品) add to the weight of whole words, and make no two texts alike by themselves.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

import jaconv

from mekiki.text.words import Word, reading, says_little, words

_K1, _B = 1.2, 0.75
_KANJI = re.compile(r"[一-鿿々]+")
_HIRAGANA = re.compile(r"[ぁ-ん]{3,}")
_READ_AS = "read as "
_WITH_ENDING = re.compile(r"([一-鿿々]+)[ぁ-ん]+")
# Words that stand alone and still say nothing of what is meant.
_SCRAP_WORDS = """
中 上 下 前 後 内 外 間 時 今 日 月 年 人 者 方 部 品 物
新しい 古い 大きい 小さい 多い 少ない 高い 低い 長い 短い 早い
"""
_SCRAPS = frozenset(_SCRAP_WORDS.split())
# A question of more whole words than this is like a text only by two of them.
_MANY = 8
# So many letters of a text are read; so many texts are kept as read.
_READ, _KEPT = 2_000, 4_000


@dataclass(frozen=True, slots=True)
class Alike:
    """The place of a text among those given, how like it is (above 0), and the words of the question it has, those
    that say most first, as the question writes them."""

    place: int
    score: float
    words: tuple[str, ...]


def alike(text: str, others: Sequence[str], limit: int) -> list[Alike]:
    """The ``others`` that are most like ``text``, best first, at most ``limit``; those with no whole word of it, or
    but one of many, are none.

    Of two that are equally like it the one given first stands first.
    """
    asked = _written(text)
    counts = [Counter(_keys(other)) for other in others]
    having = {term: sum(1 for count in counts if _times(term, count)) for term in asked}
    usual = sum(count.total() for count in counts) / len(counts) if counts else 0.0
    found, whole = [], {term for term, written in asked.items() if written.is_whole}
    least = (2 if len(whole) > _MANY else 1) if whole else 0
    for place, count in enumerate(counts):
        parts = {
            term: written.substance * _rarity(having[term], len(counts)) * _saturated(times, count.total() / usual)
            for term, written in asked.items()
            if (times := _times(term, count))
        }
        if parts and len(whole & parts.keys()) >= least:
            told = sorted(whole & parts.keys() or parts, key=lambda term: (-parts[term], term))
            found.append(Alike(place, sum(parts.values()), tuple(asked[term].surface for term in told)))
    return sorted(found, key=lambda one: -one.score)[:limit]


@dataclass(frozen=True, slots=True)
class _Written:
    """A word as a question writes it first, how much it says, and whether it says something alone."""

    surface: str
    substance: float
    is_whole: bool


def _written(text: str) -> dict[str, _Written]:
    """The words of a question by their stems."""
    read = text[:_READ]
    written: dict[str, _Written] = {}
    for word in words(read):
        if not says_little(word.term):
            told = _Written(read[word.start : word.end], word.substance, _is_whole(word, read))
            written.setdefault(_stem(word.term), told)
    return written


def _is_whole(word: Word, text: str) -> bool:
    """Whether it is a thing or a quality of two letters, a doing of three, or one kanji with none beside it."""
    if word.substance < 1:
        return len(word.term) > 2
    if word.term in _SCRAPS:
        return False
    if word.end - word.start > 1:
        return True
    beside = text[max(0, word.start - 1) : word.start] + text[word.end : word.end + 1]
    return not _KANJI.search(beside)


@lru_cache(maxsize=_KEPT)
def _keys(text: str) -> tuple[str, ...]:
    """The words of a text, and how those in kanji are read: so さび finds 錆, while 型 does not find 肩."""
    stems = [_stem(word.term) for word in words(text[:_READ]) if not says_little(word.term)]
    return (*stems, *(_READ_AS + _reading(stem) for stem in stems if _KANJI.fullmatch(stem)))


def _times(term: str, count: Counter[str]) -> int:
    """How often a word stands in a text, in kanji or in kana."""
    other = _reading(term) if _KANJI.fullmatch(term) else _READ_AS + term
    return count[term] + count[other]


@lru_cache(maxsize=_KEPT)
def _stem(term: str) -> str:
    """A word without its ending in kana, and kana as hiragana: 錆びる is like 錆, さびる like サビ."""
    if found := _WITH_ENDING.fullmatch(term):
        return found[1]
    if _HIRAGANA.fullmatch(term):
        return term.removesuffix("る")
    return jaconv.kata2hira(term)


@lru_cache(maxsize=_KEPT)
def _reading(kanji: str) -> str:
    return jaconv.kata2hira(reading(kanji))


def _rarity(having: int, of: int) -> float:
    return log(1 + (of - having + 0.5) / (having + 0.5))


def _saturated(count: int, length: float) -> float:
    return count * (_K1 + 1) / (count + _K1 * (1 - _B + _B * length))
