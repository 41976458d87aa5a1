"""What can be wrong with a whole file; `refusals` tells of single rows."""

from __future__ import annotations

from hashiwatashi.common.errors import DomainError


class UnusableFile(DomainError):
    """The file cannot be read into the table at all; the message says what to do."""

    code = "unusable_file"
