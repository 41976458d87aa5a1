"""What can be wrong with one row of a file."""

from __future__ import annotations


class Rejected(Exception):
    """One row cannot be taken: which field, what stood there, and why, in words for whoever mends it."""

    def __init__(self, field: str, value: str, reason: str) -> None:
        self.field, self.value, self.reason = field, value, reason
        super().__init__(reason)
