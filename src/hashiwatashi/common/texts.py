"""Text as it may be kept: without the characters that nobody sees and that no file or database can carry."""

from __future__ import annotations

import re
import unicodedata

_SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2007"), " ")
_LINES = dict.fromkeys(map(ord, "\u0085\u2028\u2029"), "\n")
_RETURNS = re.compile("\r\n?")
# Control (Cc), format (Cf: zero-width, directions, BOM, soft hyphen, tags), halves of surrogate pairs (Cs). Variation
# selectors, which choose the form of the kanji before them, are marks (Mn) and stay.
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})
# These show nothing although Unicode calls them letters or marks: fillers of Hangul and Khmer, the grapheme joiner.
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_ASCII = re.compile(r"[\n\t\x20-\x7e]*")


def clean(text: str, *, multiline: bool = False) -> str:
    """Text without control, invisible and impossible characters; no-break spaces become spaces.

    Line breaks of all kinds become ``\\n`` and stay with tabs when ``multiline``; else they become spaces.
    Letters, what they are written with, and space at the ends stay as they are: this never folds or trims.
    """
    if not _ASCII.fullmatch(text):
        text = _RETURNS.sub("\n", text).translate(_SPACES | _LINES)
        text = "".join(filter(_is_kept, text))
    return text if multiline else text.replace("\n", " ").replace("\t", " ")


def _is_kept(character: str) -> bool:
    if character in "\n\t":
        return True
    code = ord(character)
    is_noncharacter = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    unseen = character in _FILLERS or unicodedata.category(character) in _UNSEEN
    return not is_noncharacter and not unseen


# A spreadsheet takes a cell that begins so, in either width, for a formula; an apostrophe before it makes it text.
_FORMULA_STARTS = tuple("=+-@＝＋－＠\t\r\n")


def guarded(text: str) -> str:
    """A cell of a CSV file that no spreadsheet computes."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def unguarded(text: str) -> str:
    """A cell as it was before `guarded`."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA_STARTS) else text
