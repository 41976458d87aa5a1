"""Routers whose routes say who may use them: the permission stands in the OpenAPI document as ``x-permission``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from ninja import Router

from hashiwatashi.api.problems import REFUSALS

V = TypeVar("V", bound=Callable[..., Any])
PUBLIC = "public"


def public_get(router: Router, path: str, *, response: Any, summary: str) -> Callable[[V], V]:
    """A GET that anyone may use; what it gives still goes through ``visible_to``."""
    decorated: Callable[[V], V] = router.get(
        path, response={200: response, **REFUSALS}, summary=summary, openapi_extra={"x-permission": PUBLIC}
    )
    return decorated


def public_post(router: Router, path: str, *, response: Any, summary: str) -> Callable[[V], V]:
    """A POST that anyone may use; it stores nothing."""
    decorated: Callable[[V], V] = router.post(
        path, response={200: response, **REFUSALS}, summary=summary, openapi_extra={"x-permission": PUBLIC}
    )
    return decorated
