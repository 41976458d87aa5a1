"""Codes that prove something once: made at random, kept as a digest, compared in even time."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

# Without 0 O 1 I L, which a reader of a letter confuses.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_GROUPS, _IN_A_GROUP = 3, 4


def for_link() -> str:
    """A code that travels in an address."""
    return secrets.token_urlsafe(24)


def for_letter() -> str:
    """A code that is typed from paper: three groups of four letters and digits (59 bits)."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_IN_A_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def digest(code: str) -> str:
    """What is stored of a code; one for a letter may be typed in any case and spacing."""
    if len(typed := re.sub(r"[\s\-‐－ー]", "", code).upper()) == _GROUPS * _IN_A_GROUP:
        code = typed
    return hashlib.sha256(code.encode("utf-8", "surrogatepass")).hexdigest()


def is_right(code: str, stored: str) -> bool:
    """Whether it is the code of a stored digest."""
    return bool(stored) and hmac.compare_digest(digest(code), stored)
