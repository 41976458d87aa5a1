"""The short number of a need: N-000123-4."""

from __future__ import annotations

from hashiwatashi.common.receipts import key_behind, receipt
from hashiwatashi.needs.models import Need


def receipt_number(need: Need) -> str:
    """The number of a stored need."""
    return receipt("N", need.pk)


def key_of(text: str) -> int | None:
    """The key of the need whose number a text is; see `key_behind`."""
    return key_behind("N", text)
