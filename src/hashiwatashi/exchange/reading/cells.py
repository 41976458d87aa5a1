"""What a single cell says: text without the traces of other programs; `dates` and `amounts` read the rest."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from hashiwatashi.exchange.errors import Rejected

_NOTHING = {"none", "nan", "null", "n/a", "nat"}
# Brackets of Japanese titles (「…」, 『…』) are part of them.
_QUOTED = (('"', '"'), ("“", "”"), ("＂", "＂"), ("〝", "〟"))
_BREAK = re.compile(r"[ \t]*[\r\n\t]+[ \t]*")


def plain(cell: str) -> str:
    """A cell without surrounding space; empty when another program wrote its "no value" as a word."""
    text = cell.strip()
    return "" if text.lower() in _NOTHING else text


def one_line(text: str) -> str:
    """Text with each line break as one space; other space stays as it was written."""
    return _BREAK.sub(" ", text).strip()


def name(text: str) -> str:
    """A name or title: on one line, and without quotation marks around the whole of it, as some lists write them."""
    whole = one_line(text)
    inside = whole[1:-1].strip()
    for opening, closing in _QUOTED:
        if whole[:1] == opening and whole[-1:] == closing and inside and not {opening, closing} & set(inside):
            return inside
    return whole


def address(field: str, text: str) -> str:
    """A web address. Raises `Rejected` when it is something else."""
    if text and not re.match(r"https?://[^\s/]+", text):
        raise Rejected(field, text, _("This is not a web address. It must begin with http:// or https://."))
    return text
