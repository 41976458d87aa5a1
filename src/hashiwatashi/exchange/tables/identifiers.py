"""What names a record in a row: its corporate number, or a key made from its parts where the source gives none."""

from __future__ import annotations

import hashlib

from django.core.exceptions import ValidationError

from hashiwatashi.common.folding import fold
from hashiwatashi.exchange.errors import Rejected
from hashiwatashi.exchange.reading.sheet import Row
from hashiwatashi.organisations.numbers import corporate_number

# The first digits of a SHA-256: enough to tell a million titles apart.
_DIGITS = 32


def digest(*parts: str) -> str:
    """A stable identifier for a record whose source gives it none, from the parts that name it, folded."""
    return hashlib.sha256("\x1f".join(fold(part) for part in parts).encode()).hexdigest()[:_DIGITS]


def number_of(row: Row, field: str) -> str:
    """The corporate number of a row. Raises `Rejected`."""
    try:
        return corporate_number(row.needed(field))
    except ValidationError as error:
        raise Rejected(field, row.text(field), " ".join(error.messages)) from error
