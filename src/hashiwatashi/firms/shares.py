"""Shares as people write them: 66.7, 66.7%, 2/3, 300株／1,000株; always exact."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

from django.utils.translation import gettext as _

from hashiwatashi.common.errors import InvalidInput

_COUNTED = re.compile(r"(\d{1,18})/(\d{1,18})")
_PERCENT = re.compile(r"\d{1,3}(?:\.\d{1,15})?%?")


def part_and_whole(text: str) -> tuple[int, int]:
    """How many of how many; numbers of shares stay as they are written. Raises `InvalidInput`."""
    folded = re.sub(r"[,株\s]", "", unicodedata.normalize("NFKC", text))
    if counted := _COUNTED.fullmatch(folded):
        part, whole = int(counted[1]), int(counted[2])
    elif _PERCENT.fullmatch(folded):
        part, whole = (Fraction(folded.removesuffix("%")) / 100).as_integer_ratio()
    else:
        part, whole = 0, 0
    if whole == 0 or part > whole:
        raise InvalidInput(_("This is no share. Write a percentage such as 66.7, or 2/3."))
    return part, whole


def in_words(part: int, whole: int) -> str:
    """As a form takes it again, without loss."""
    return f"{part:,}/{whole:,}"
