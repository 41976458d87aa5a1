"""Short numbers to be read out on the telephone: N-000123-4, a letter for the kind, the last a check digit."""

from __future__ import annotations

import re
import unicodedata

from stdnum import damm
from stdnum.exceptions import ValidationError

_WRITTEN = re.compile(r"([a-z]?)-?(\d{6,12})-?(\d)", re.IGNORECASE)


def receipt(letter: str, key: int) -> str:
    """The number of the record with this key."""
    digits = f"{key:06}"
    return f"{letter}-{digits}-{damm.calc_check_digit(digits)}"


def key_behind(letter: str, text: str) -> int | None:
    """The key of the record whose number a text is, in any width, with or without letter and hyphens; None for any
    other text, the number of another kind and one with a slip included."""
    found = _WRITTEN.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", ""))
    if found is None or (found[1] and found[1].upper() != letter):
        return None
    try:
        damm.validate(found[2] + found[3])
    except ValidationError:
        return None
    return int(found[2])
