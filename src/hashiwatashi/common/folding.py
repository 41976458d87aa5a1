"""Folding of written variants, for keys and comparisons; what people wrote is always kept beside it."""

from __future__ import annotations

import re
import unicodedata

import jaconv

_HYPHENS = re.compile("[‐‑‒–—―−ｰ－⁃˗-]")
_SPACE = re.compile(r"\s+")
_COMPANY = (("(株)", "株式会社"), ("(有)", "有限会社"), ("(同)", "合同会社"), ("(独)", "独立行政法人"))


def fold(text: str) -> str:
    """NFKC (with it Kangxi radicals and half-width kana), one kind of hyphen, single spaces, lower case."""
    folded = _HYPHENS.sub("-", unicodedata.normalize("NFKC", text))
    return _SPACE.sub(" ", folded).strip().lower()


def name_key(name: str) -> str:
    """A key under which spellings of one organisation's or person's name fall together: no spaces, katakana."""
    key = fold(name)
    for short, full in _COMPANY:
        key = key.replace(short, full)
    return str(jaconv.hira2kata(key.replace(" ", "")))


def written_variants(word: str) -> list[str]:
    """The ways in which lists write one word: as given, in full and in half width, in either kana, with any hyphen.

    For conditions on stored texts; upper and lower case are for the database to fold.
    """
    plain = _HYPHENS.sub("-", unicodedata.normalize("NFKC", word))
    kana = (plain, jaconv.hira2kata(plain), jaconv.kata2hira(plain))
    forms = [word, *kana]
    for form in kana:
        wide = jaconv.h2z(form, kana=True, ascii=True, digit=True)
        forms += [wide, wide.upper(), wide.lower(), jaconv.z2h(form, kana=True, ascii=False, digit=False)]
    if "-" in plain:
        forms += [plain.replace("-", hyphen) for hyphen in "‐－–−ー―"]
    return list(dict.fromkeys(forms))


def to_digits(text: str) -> str:
    """Only the digits of a number, full-width ones and any hyphens folded away."""
    return re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", text))
