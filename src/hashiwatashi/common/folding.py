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
    return _SPACE.sub(" ", plain(text)).strip().lower()


def plain(text: str) -> str:
    """NFKC and one kind of hyphen; else as given."""
    return _HYPHENS.sub("-", unicodedata.normalize("NFKC", text))


def name_key(name: str) -> str:
    """A key under which spellings of one organisation's or person's name fall together: no spaces, katakana."""
    key = fold(name)
    for short, full in _COMPANY:
        key = key.replace(short, full)
    return str(jaconv.hira2kata(key.replace(" ", "")))


def to_digits(text: str) -> str:
    """Only the digits of a number, full-width ones and any hyphens folded away."""
    return re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", text))
