"""What every refusal of the product looks like: a code, a message that says how to mend it, and data.

``status`` is the HTTP status it becomes on the web and in the API; subclasses inherit it unless they say otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from django.utils.functional import Promise


class DomainError(Exception):
    """The request was understood and cannot be done."""

    code = "domain_error"
    status = 400

    def __init__(self, message: str | Promise, **data: object) -> None:
        self.message = message
        self.data: Mapping[str, object] = data
        super().__init__(message)

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(DomainError):
    """The actor lacks the permission; the message says who has it."""

    code = "not_allowed"
    status = 403


class NotFound(DomainError):
    """There is no such record for this visitor."""

    code = "not_found"
    status = 404


class InvalidInput(DomainError):
    """A value cannot be used; ``data`` names the field."""

    code = "invalid_input"

    @classmethod
    def of(cls, field: str, message: str) -> Self:
        """The error of one field of a form."""
        return cls(message, fields={field: [message]})


class Conflict(DomainError):
    """The record is in a state that forbids it, or somebody else was faster."""

    code = "conflict"
    status = 409


class EditConflict(Conflict):
    """Somebody else changed the record since the version the changes were made from; ``data`` holds it as it is."""

    code = "edit_conflict"
    status = 412


class Unavailable(DomainError):
    """A part of the installation does not answer now; nothing is wrong with what was asked."""

    code = "unavailable"
    status = 503


class TooMany(DomainError):
    """The visitor asks more often than one visitor may."""

    code = "too_many_requests"
    status = 429
