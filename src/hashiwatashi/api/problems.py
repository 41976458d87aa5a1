"""Errors of the API as problem details (RFC 9457), in the caller's language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, cast
from uuid import UUID

import structlog
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.serializers.json import DjangoJSONEncoder
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError
from pydantic import Field

from hashiwatashi.api.messages import message_of
from hashiwatashi.common.errors import DomainError, EditConflict, NotFound, Unavailable
from hashiwatashi.common.records import Record

log = structlog.get_logger(__name__)
CONTENT_TYPE = "application/problem+json"


class FieldError(Schema):
    """One value that cannot be used."""

    field: str
    message: str


class FieldConflict(Schema):
    """One field that two callers left with different values."""

    field: str
    yours: Any
    stored: Any


class Conflicting(Schema):
    """What is stored now: its version, to be sent as ``If-Match``, and the fields in which it differs from yours."""

    version: int
    fields: list[FieldConflict]


class AlternativeOut(Schema):
    """Another time that can be reserved: the same instrument at another time, its class nearby or elsewhere."""

    offer: str
    unit: UUID
    equipment: UUID
    equipment_name: str
    start: datetime
    end: datetime


class Problem(Schema):
    """What went wrong and how to mend it. ``code`` is stable and meant for programs."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    instance: str
    code: str
    errors: Annotated[list[FieldError], Field(default_factory=list)]
    conflict: Annotated[Conflicting | None, Field(description="After 412: both versions.")] = None
    alternatives: Annotated[
        list[AlternativeOut], Field(default_factory=list, description="After 409: times that are free instead.")
    ]
    displaced: Annotated[
        list[str], Field(default_factory=list, description="After 409: numbers of reservations to be displaced.")
    ]


REFUSALS = {400: Problem, 404: Problem, 422: Problem, 429: Problem, 503: Problem}
# Where a value was found, and the names of our own parameters that hold a whole query or body.
_CONTAINERS = frozenset({"query", "path", "body", "header", "bounds", "ask", "changes"})
CHANGE_REFUSALS: Mapping[int, Any] = {
    **REFUSALS,
    401: Problem,
    403: Problem,
    412: Problem,
    413: Problem,
    428: Problem,
}


def problem(
    request: HttpRequest,
    status: int,
    detail: str,
    code: str,
    errors: list[FieldError] | None = None,
    conflict: Conflicting | None = None,
    alternatives: list[AlternativeOut] | None = None,
    displaced: list[str] | None = None,
) -> HttpResponse:
    """A problem as a response."""
    body = Problem(
        title=_title(status),
        status=status,
        detail=detail,
        instance=request.path,
        code=code,
        errors=errors or [],
        conflict=conflict,
        alternatives=alternatives or [],
        displaced=displaced or [],
    )
    text = json.dumps(body.model_dump(), ensure_ascii=False, cls=DjangoJSONEncoder)
    return HttpResponse(text, status=status, content_type=CONTENT_TYPE)


def _title(status: int) -> str:
    """What a status means, in few words; the English words are those of HTTP itself."""
    titles = {
        400: _("Bad Request"),
        403: _("Forbidden"),
        404: _("Not Found"),
        405: _("Method Not Allowed"),
        401: _("Unauthorized"),
        409: _("Conflict"),
        412: _("Precondition Failed"),
        413: _("Content Too Large"),
        422: _("Unprocessable Entity"),
        428: _("Precondition Required"),
        429: _("Too Many Requests"),
        500: _("Internal Server Error"),
        503: _("Service Unavailable"),
    }
    return titles.get(status) or HTTPStatus(status).phrase


def register(api: NinjaAPI) -> None:
    """Let ``api`` answer every error as a problem."""

    @api.exception_handler(DomainError)
    def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
        offered = cast("list[AlternativeOut]", error.data.get("alternatives", []))
        displaced = cast("list[str]", error.data.get("displaced", []))
        return problem(
            request, error.status, str(error), error.code, _fields(error), _conflict(error), offered, displaced
        )

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        errors = [FieldError(field=_place(one), message=message_of(one)) for one in error.errors]
        detail = _("Some values cannot be used; see errors.")
        return problem(request, 422, detail, "invalid_input", errors)

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem(request, 404, _("There is no such record, or it is not public."), NotFound.code)

    @api.exception_handler(HttpError)
    def other(request: HttpRequest, error: HttpError) -> HttpResponse:
        # The library raises it for two reasons alone: a body that is no JSON, and a caller who did not sign in.
        details = {400: _("The body cannot be read as JSON."), 401: _("Sign in first: this is for accounts alone.")}
        code = "not_signed_in" if error.status_code == 401 else "http_error"
        return problem(request, error.status_code, details.get(error.status_code, str(error)), code)

    @api.exception_handler(BadRequest)
    @api.exception_handler(SuspiciousOperation)
    def unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
        # Django's own bounds: more parameters than it counts, for one. Its text names settings, so it is not told.
        log.warning("request_refused", path=request.path, reason=type(error).__name__)
        return problem(request, 400, _("This request cannot be answered."), "http_error")

    @api.exception_handler(OperationalError)
    def no_database(request: HttpRequest, error: OperationalError) -> HttpResponse:
        log.error("database_does_not_answer", reason=str(error))
        detail = _("The database does not answer at the moment. Try again in a few minutes.")
        return problem(request, 503, detail, Unavailable.code)

    @api.exception_handler(Exception)
    def fault(request: HttpRequest, error: Exception) -> HttpResponse:
        log.exception("api_fault", path=request.path)
        return problem(request, 500, _("The fault is ours. Try again later, or tell who runs this site."), "fault")


def _fields(error: DomainError) -> list[FieldError]:
    """What an action refused, field by field."""
    messages = error.data.get("fields")
    if not isinstance(messages, Mapping):
        return []
    return [FieldError(field=name, message=" ".join(map(str, texts))) for name, texts in messages.items()]


def _conflict(error: DomainError) -> Conflicting | None:
    if not isinstance(error, EditConflict):
        return None
    stored = cast(Record, error.data["record"])
    sent = cast("Mapping[str, Any]", error.data["changes"])
    pairs = [(name, value, getattr(stored, name)) for name, value in sent.items()]
    fields = [FieldConflict(field=name, yours=yours, stored=now) for name, yours, now in pairs if yours != now]
    return Conflicting(version=stored.version, fields=fields)


def _place(error: Mapping[str, Any]) -> str:
    """The parameter of a validation error, e.g. ``limit``."""
    return ".".join(str(part) for part in error.get("loc", ()) if part not in _CONTAINERS)
