"""Identifiers for records whose source gives them none."""

from __future__ import annotations

import hashlib

from hashiwatashi.common.folding import fold

# The first digits of a SHA-256: enough to tell a million titles apart.
_DIGITS = 32


def digest(*parts: str) -> str:
    """A stable identifier for a record whose source gives it none, from the parts that name it, folded."""
    return hashlib.sha256("\x1f".join(fold(part) for part in parts).encode()).hexdigest()[:_DIGITS]
