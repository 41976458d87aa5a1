"""Slips of the pen in names of instruments: 走査電子顕徴鏡, マイクロスコプ."""

from __future__ import annotations

import re
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import Indel

from hashiwatashi.equipment.vocabulary import folded_name, vocabulary

# Names are long enough not to be met by chance; a longer question says enough by its other words.
_SHORTEST, _LONGEST_TEXT = 4, 60
_ALIKE = 0.79
_LONG_WORD = 8
_NAME = re.compile(r"[ァ-ヶー一-鿿々A-Za-z0-9-]{4,20}")


def put_right(text: str) -> str:
    """A question with the name of an instrument as it should be; empty where nothing seems to be misspelt.

    A name that is known, or a part of one, is right.
    """
    if len(text) > _LONGEST_TEXT or vocabulary().kinds_named(text, strictly=True):
        return ""
    for match in _NAME.finditer(text):
        written = folded_name(match[0])
        if any(written in name for name in _names()):
            continue
        found = process.extractOne(written, _names().keys(), scorer=Indel.normalized_similarity, score_cutoff=_ALIKE)
        if found:
            return f"{text[: match.start()]}{_names()[found[0]]}{text[match.end() :]}"
    return ""


@cache
def _names() -> dict[str, str]:
    """Folded name → the name as it is written."""
    names = (name for kind in vocabulary().kinds.values() for name in (kind.ja, kind.en, *kind.names, *kind.weak))
    found = {folded_name(name): name for name in names if len(name) >= _SHORTEST}
    # Of names in Latin letters each long word by itself: spectrometer.
    words = (word for name in [*found.values()] if name.isascii() for word in name.lower().split())
    return {word: word for word in words if len(word) >= _LONG_WORD} | found
