"""Routers whose routes say who may use them: the permission stands in the OpenAPI document as ``x-permission``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest
from ninja import Router
from ninja.security import SessionAuth

from hashiwatashi.api.problems import CHANGE_REFUSALS, REFUSALS, Problem
from hashiwatashi.common.records import Record

V = TypeVar("V", bound=Callable[..., Any])
R = TypeVar("R", bound=Record)
PUBLIC = "public"


def public_get(router: Router, path: str, *, response: Any, summary: str) -> Callable[[V], V]:
    """A GET that anyone may use; what it gives still goes through ``visible_to``."""
    decorated: Callable[[V], V] = router.get(
        path, response={200: response, **REFUSALS}, summary=summary, openapi_extra={"x-permission": PUBLIC}
    )
    return decorated


def permitted_get(router: Router, path: str, permission: str, *, response: Any, summary: str) -> Callable[[V], V]:
    """A GET for accounts that signed in and hold ``permission``; the route itself asks for that."""
    decorated: Callable[[V], V] = router.get(
        path,
        response={200: response, **REFUSALS, 401: Problem, 403: Problem},
        summary=summary,
        auth=SessionAuth(),
        openapi_extra={"x-permission": permission},
    )
    return decorated


def public_post(router: Router, path: str, *, response: Any, summary: str) -> Callable[[V], V]:
    """A POST that anyone may use; it stores nothing."""
    decorated: Callable[[V], V] = router.post(
        path, response={200: response, **REFUSALS}, summary=summary, openapi_extra={"x-permission": PUBLIC}
    )
    return decorated


def account_post(router: Router, path: str, permission: str, *, response: Any, summary: str) -> Callable[[V], V]:
    """A POST for accounts that signed in (with the CSRF token of their session); the action asks ``permission``."""
    decorated: Callable[[V], V] = router.post(
        path,
        response={200: response, **CHANGE_REFUSALS, 409: Problem},
        summary=summary,
        auth=SessionAuth(),
        openapi_extra={"x-permission": permission},
    )
    return decorated


def patch_on_record(router: Router, path: str, permission: str, *, response: Any, summary: str) -> Callable[[V], V]:
    """A PATCH for accounts that signed in (with the CSRF token of their session) and hold ``permission`` on the
    record; the route itself asks for that."""
    decorated: Callable[[V], V] = router.patch(
        path,
        response={200: response, **CHANGE_REFUSALS},
        summary=summary,
        auth=SessionAuth(),
        openapi_extra={"x-permission": f"{permission} on the record"},
    )
    return decorated


def tell_version(request: HttpRequest, record: R) -> R:
    """Let the answer's ETag begin with the record's version, so that a caller can send it back as ``If-Match``."""
    request.record_version = record.version  # type: ignore[attr-defined]
    return record
