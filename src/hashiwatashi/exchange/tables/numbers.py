"""Corporate numbers in rows."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from hashiwatashi.exchange.reading.sheet import Row
from hashiwatashi.exchange.refusals import Rejected
from hashiwatashi.organisations.numbers import corporate_number


def number_of(row: Row, field: str) -> str:
    """The corporate number of a row. Raises `Rejected`."""
    try:
        return corporate_number(row.needed(field))
    except ValidationError as error:
        raise Rejected(field, row.text(field), " ".join(error.messages)) from error
