"""What every answer below /api/ has in common, whoever made it: problems are problem details, reads can be cached."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers, set_response_etag
from django.utils.translation import gettext as _

from hashiwatashi.api.problems import CONTENT_TYPE, problem

_BELOW = "/api/"
_KEPT = frozenset({"Allow", "Retry-After", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"})
_CODES = {403: "not_allowed", 404: "not_found", 405: "method_not_allowed"}


class ApiAnswersMiddleware:
    """Stands inside of what knows the visitor, so that it sees what limits, routes and Django themselves answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method == "HEAD" and request.path_info.startswith(_BELOW):
            return self._head(request)
        response = self.get_response(request)
        if not request.path_info.startswith(_BELOW) or not isinstance(response, HttpResponse):
            return response
        if response.status_code >= 400:
            return _as_problem(request, response)
        return _revalidated(request, response)

    def _head(self, request: HttpRequest) -> HttpResponseBase:
        """The head of what GET gives: the router knows no HEAD of its own."""
        request.method = "GET"
        response = self(request)
        if isinstance(response, HttpResponse):
            response.headers["Content-Length"] = str(len(response.content))
            response.content = b""
        request.method = "HEAD"
        return response


def _as_problem(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A refusal that no route made: an unknown address, a method no route has."""
    if response.headers["Content-Type"] != CONTENT_TYPE:
        status = response.status_code
        error = getattr(response, "refusal", None)
        code = error.code if error else _CODES.get(status, "http_error")
        made = problem(request, status, str(error or _detail(status)), code)
        for name in _KEPT.intersection(response.headers):
            made.headers[name] = response.headers[name]
        response = made
    patch_cache_control(response, no_store=True)
    return response


def _detail(status: int) -> str:
    details = {
        404: _("There is no such address. All of them are listed at /api/v1/docs."),
        405: _("This address does not take that method; the header Allow names those it takes."),
    }
    return details.get(status) or _("This request cannot be answered.")


def _revalidated(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    """Kept by the caller, but asked about each time: what was withdrawn a moment ago must not be shown again."""
    if request.method not in {"GET", "HEAD"}:
        patch_cache_control(response, no_store=True)
        return response
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    patch_cache_control(response, no_cache=True, **({"private": True} if request.user.is_authenticated else {}))
    set_response_etag(response)
    if version := getattr(request, "record_version", None):
        response.headers["ETag"] = f'"{version}-{response.headers["ETag"].strip(chr(34))}"'
    return get_conditional_response(request, etag=response.headers.get("ETag"), response=response) or response
