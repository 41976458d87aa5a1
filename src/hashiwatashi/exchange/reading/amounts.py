"""Numbers and sums of money as people write them: 1,500,000円, 150万円, 1億2,000万円, 1.5億円."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from django.utils.translation import gettext as _

from hashiwatashi.exchange.errors import Rejected

_UNITS = {"億": 10**8, "百万": 10**6, "万": 10**4, "千": 10**3, "": 1}
_MARKS = re.compile(r"[,、\s¥]")
_AMOUNT = re.compile(r"(?:\d+(?:\.\d+)?(?:億|百万|万|千)?)+円?")
_PART = re.compile(r"(\d+(?:\.\d+)?)(億|百万|万|千)?")
_HEADING = re.compile(r"(?:単位[:：]?)?(百万|億|万|千)?円")


def whole(field: str, text: str) -> int | None:
    """A whole number that is not negative, with or without commas, 人 or 名; None when empty. Raises `Rejected`."""
    if not text:
        return None
    digits = re.sub(r"[円人名社件台]$", "", _MARKS.sub("", unicodedata.normalize("NFKC", text)))
    if not (digits.isascii() and digits.isdecimal()):
        raise Rejected(field, text, _("This is not a whole number."))
    return int(digits)


def yen(field: str, text: str, heading: str = "") -> int | None:
    """A sum in yen; the unit of the column's ``heading``, such as （千円）, holds where the cell names none.

    None when empty. Raises `Rejected` for what is no sum, or no whole number of yen.
    """
    if not text:
        return None
    folded = _MARKS.sub("", unicodedata.normalize("NFKC", text))
    if not _AMOUNT.fullmatch(folded):
        raise Rejected(field, text, _("This is not an amount of money. Write it as 1500000 or 150万円."))
    parts = _PART.findall(folded)
    names_unit = "円" in folded or any(unit for _, unit in parts)
    factor = 1 if names_unit else unit_of(heading)
    amount = sum(Decimal(number) * _UNITS[unit] for number, unit in parts) * factor
    if amount != int(amount):
        raise Rejected(field, text, _("This is not a whole number of yen."))
    return int(amount)


def unit_of(heading: str) -> int:
    """How many yen one stands for under a heading: 補助上限額（千円） → 1000; 1 where it names no unit."""
    found = _HEADING.findall(unicodedata.normalize("NFKC", heading))
    return _UNITS[found[-1]] if found else 1
