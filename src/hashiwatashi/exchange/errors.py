"""What can be wrong with a file that is to be imported: as a whole, or one row of it."""

from __future__ import annotations

from hashiwatashi.common.errors import DomainError


class UnusableFile(DomainError):
    """The file cannot be read into the table at all; the message says what to do."""

    code = "unusable_file"


class Rejected(Exception):
    """One row cannot be taken: which field, what stood there, and why, in words for whoever mends it."""

    def __init__(self, field: str, value: str, reason: str) -> None:
        self.field, self.value, self.reason = field, value, reason
        super().__init__(reason)
