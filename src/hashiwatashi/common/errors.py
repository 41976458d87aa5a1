"""What every refusal of the product looks like: a code, a message that says how to mend it, and data.

Which HTTP status an error becomes is decided at the edge (`web` and `api`), by its class.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise


class DomainError(Exception):
    """The request was understood and cannot be done."""

    code = "domain_error"

    def __init__(self, message: str | Promise, **data: object) -> None:
        self.message = message
        self.data: Mapping[str, object] = data
        super().__init__(message)

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(DomainError):
    """The actor lacks the permission; the message says who has it."""

    code = "not_allowed"


class NotFound(DomainError):
    """There is no such record for this visitor."""

    code = "not_found"


class InvalidInput(DomainError):
    """A value cannot be used; ``data`` names the field."""

    code = "invalid_input"


class Conflict(DomainError):
    """The record is in a state that forbids it, or somebody else was faster."""

    code = "conflict"
