"""Errors of the API as problem details (RFC 9457), in the caller's language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any

import structlog
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError
from pydantic import Field

from hashiwatashi.api.messages import message_of
from hashiwatashi.common.errors import Conflict, DomainError, InvalidInput, NotAllowed, NotFound

log = structlog.get_logger(__name__)
CONTENT_TYPE = "application/problem+json"
_STATUS: Mapping[type[DomainError], int] = {NotAllowed: 403, NotFound: 404, Conflict: 409, InvalidInput: 400}


class FieldError(Schema):
    """One value that cannot be used."""

    field: str
    message: str


class Problem(Schema):
    """What went wrong and how to mend it. ``code`` is stable and meant for programs."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    instance: str
    code: str
    errors: Annotated[list[FieldError], Field(default_factory=list)]


REFUSALS = {400: Problem, 404: Problem, 422: Problem}


def problem(
    request: HttpRequest, status: int, detail: str, code: str, errors: list[FieldError] | None = None
) -> HttpResponse:
    """A problem as a response."""
    body = Problem(
        title=_title(status),
        status=status,
        detail=detail,
        instance=request.path,
        code=code,
        errors=errors or [],
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
        409: _("Conflict"),
        422: _("Unprocessable Entity"),
        500: _("Internal Server Error"),
    }
    return titles.get(status) or HTTPStatus(status).phrase


def register(api: NinjaAPI) -> None:
    """Let ``api`` answer every error as a problem."""

    @api.exception_handler(DomainError)
    def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
        return problem(request, _STATUS.get(type(error), 400), str(error), error.code)

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
        # The library raises it for one reason alone: a body that is no JSON.
        detail = _("The body cannot be read as JSON.") if error.status_code == 400 else str(error)
        return problem(request, error.status_code, detail, "http_error")

    @api.exception_handler(Exception)
    def fault(request: HttpRequest, error: Exception) -> HttpResponse:
        log.exception("api_fault", path=request.path)
        return problem(request, 500, _("The fault is ours. Try again later, or tell who runs this site."), "fault")


def _place(error: Mapping[str, Any]) -> str:
    """The parameter of a validation error, e.g. ``limit``."""
    place = [str(part) for part in error.get("loc", ()) if part not in {"query", "path", "body", "bounds", "ask"}]
    return ".".join(place)
