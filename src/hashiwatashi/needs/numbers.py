"""The short number of a need, to be read out on the telephone: N-000123-4, the last digit a check digit."""

from __future__ import annotations

import re
import unicodedata

from stdnum import damm
from stdnum.exceptions import ValidationError

from hashiwatashi.needs.models import Need

_WRITTEN = re.compile(r"n?-?(\d{6,12})-?(\d)", re.IGNORECASE)


def receipt_number(need: Need) -> str:
    """The number of a stored need."""
    digits = f"{need.pk:06}"
    return f"N-{digits}-{damm.calc_check_digit(digits)}"


def key_of(text: str) -> int | None:
    """The key of the need whose number a text is, in any width, with or without hyphens; None for any other text, a
    number with a slip included."""
    found = _WRITTEN.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", ""))
    if found is None:
        return None
    try:
        damm.validate(found[1] + found[2])
    except ValidationError:
        return None
    return int(found[1])
