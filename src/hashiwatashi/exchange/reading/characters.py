"""The characters of a file: byte order mark, else strict UTF-8, else strict cp932, else a clear refusal.

No statistics: a guess that is right nine times in ten spoils the tenth file silently.
"""

from __future__ import annotations

import codecs
import re

from hashiwatashi.exchange.reading.trouble import Trouble, gettext_noop

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TRIED = ("utf-8", "cp932")
# What Python makes of bytes that cp932 leaves undefined, and its private-use characters: EUC-JP reads so.
_NO_CP932 = re.compile("[\x80\xa0\ue000-\uf8ff]")
# ISO-2022-JP is ASCII with signs that switch to kanji and back.
_SWITCH = re.compile(r"\x1b(?:\$[@B]|\$\([DOPQ]|\([BIJ])")
# How much of the beginning is looked at for the zero bytes that UTF-16 puts beside every ASCII letter.
_SAMPLE = 4096


def decode(content: bytes, encoding: str = "") -> str:
    """The text of a file. ``encoding`` overrides the guess.

    Raises `Trouble` when no encoding fits or two fit equally; never replaces a character silently.
    """
    if encoding:
        return _by_name(content, encoding)
    for mark, name in _MARKS:
        if content.startswith(mark):
            return _by_name(content, name)
    for name in _candidates(content[:_SAMPLE]):
        try:
            text = content.decode(name)
        except UnicodeDecodeError:
            continue
        if _is_sure(name, text, content):
            return text
    raise Trouble(
        gettext_noop(
            "The file is neither UTF-8 nor surely Shift_JIS (cp932). Name its encoding, e.g. --encoding euc-jp or"
            " --encoding iso-2022-jp."
        )
    )


def _is_sure(name: str, text: str, content: bytes) -> bool:
    """Whether a text that decodes is a text; bytes that are good EUC-JP, too, are left to whoever knows."""
    if _SWITCH.search(text):
        return False
    if name != "cp932":
        return True
    return not _NO_CP932.search(text) and not _fits(content, "euc_jp")


def _fits(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _candidates(head: bytes) -> tuple[str, ...]:
    """UTF-16 without a mark shows by its zero bytes; other encodings have none, or a few stray ones."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) * 10 > len(head):
        return ("utf-16-be",) if even > odd else ("utf-16-le",)
    return _TRIED


def _by_name(content: bytes, encoding: str) -> str:
    try:
        if not codecs.lookup(encoding)._is_text_encoding:
            raise LookupError(encoding)
        return content.decode(encoding)
    except LookupError as error:
        raise Trouble(gettext_noop("There is no encoding named %(name)s."), name=encoding) from error
    except UnicodeError as error:
        text = gettext_noop(
            "The file is not %(name)s: byte %(byte)d does not fit. Name its encoding with --encoding."
        )
        place = error.start + 1 if isinstance(error, UnicodeDecodeError) else 1
        raise Trouble(text, name=encoding, byte=place) from error
