"""Texts as a printed form takes them: of a bounded length, on one line or several, and with places to break."""

from __future__ import annotations

import re

_MORE = "…"
# A word of so many characters without a place to break would run over the edge of its column.
_LONGEST_WORD = 24
_LONG_WORDS = re.compile(rf"[^\s\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef]{{{_LONGEST_WORD + 1},}}")
_PIECES = re.compile(rf".{{{_LONGEST_WORD}}}")
_ZERO_WIDTH_SPACE = "\u200b"


def on_one_line(text: str, most: int) -> str:
    """Text with all its white space as single spaces, cut at ``most`` characters with an ellipsis."""
    return cut(" ".join(text.split()), most)


def cut(text: str, most: int) -> str:
    """Text of at most ``most`` characters; a longer one ends in an ellipsis."""
    return text if len(text) <= most else text[: most - 1].rstrip() + _MORE


def breakable(text: str) -> str:
    """Text whose long words may be broken where a line ends."""
    return _LONG_WORDS.sub(lambda word: _PIECES.sub(rf"\g<0>{_ZERO_WIDTH_SPACE}", word[0]), text)
