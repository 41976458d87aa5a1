"""Names of instruments spelt out in kana, as they are heard: さんじげんそくてい, エフティーアイアール."""

from __future__ import annotations

import re
from functools import cache
from string import ascii_lowercase

from hashiwatashi.equipment.vocabulary import InstrumentKind, folded_name, vocabulary
from mekiki.text.words import reading

# Abbreviations of so many letters are spelt out; a name in kana of so many characters is not met by chance.
_SPELT, _LONG_ENOUGH = 5, 6
_SAID = (
    *("エー", "ビー", "シー", "ディー", "イー", "エフ", "ジー", "エイチ", "アイ", "ジェー", "ケー", "エル", "エム"),
    *(
        "エヌ",
        "オー",
        "ピー",
        "キュー",
        "アール",
        "エス",
        "ティー",
        "ユー",
        "ブイ",
        "ダブリュー",
        "エックス",
        "ワイ",
        "ゼット",
    ),
)
_LETTERS = dict(zip(ascii_lowercase, _SAID, strict=True))


def kinds_spoken(text: str) -> tuple[InstrumentKind, ...]:
    """The kinds of which a name stands in a text as it is said."""
    written = folded_name(text)
    return tuple(kind for kind, pattern in _patterns() if pattern.search(written))


@cache
def _patterns() -> tuple[tuple[InstrumentKind, re.Pattern[str]], ...]:
    spoken = ((kind, [said for name in kind.names if (said := _said(name))]) for kind in vocabulary().kinds.values())
    return tuple((kind, re.compile("|".join(map(re.escape, names)))) for kind, names in spoken if names)


def _said(name: str) -> str:
    """A name as it is said, folded; empty where it is no abbreviation and too short to be told from other words."""
    letters = folded_name(name).replace("-", "")
    if letters.isascii():
        return "".join(_LETTERS[letter] for letter in letters) if letters.isalpha() and len(letters) <= _SPELT else ""
    said = folded_name(reading(name))
    return said if len(said) >= _LONG_ENOUGH and said != folded_name(name) else ""
