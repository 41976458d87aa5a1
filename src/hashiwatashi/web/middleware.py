"""What happens around every view: its line in the log, the language of the page, and refusals turned into pages."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from hashiwatashi.common.errors import DomainError
from hashiwatashi.web.errors import refusal, unavailable

log = structlog.get_logger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponseBase]


class RequestLogMiddleware:
    """A line in the log for each request, with the milliseconds until its answer stood.

    The line names the route, never the address: addresses hold what was asked, and keys of password mails and feeds.
    """

    def __init__(self, get_response: object) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        start = time.perf_counter()
        response: HttpResponse = self.get_response(request)  # type: ignore[operator]
        spent = round((time.perf_counter() - start) * 1000, 1)
        route = request.resolver_match.route if request.resolver_match else None
        log.info("request", method=request.method, route=route, status=response.status_code, ms=spent)
        return response


class VisitorLanguageMiddleware(LocaleMiddleware):
    """Pages are Japanese until the visitor chooses otherwise; programs that call the API say it by Accept-Language.

    A browser's own language list is not asked for pages: shared office machines are often set to English, and
    their users would be met by a language they did not choose.
    """

    def process_request(self, request: HttpRequest) -> None:
        if request.path_info.startswith("/api/"):
            super().process_request(request)
            return
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language


class TidyCookiesMiddleware:
    """Cookies that hold a NUL, which no database takes, are not from us and are left unread."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\0" not in value}
        return self.get_response(request)


class PrivatePagesMiddleware:
    """Whatever depends on who is signed in, or lets somebody sign in, is kept by no cache and no browser."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        response = self.get_response(request)
        if has_session or settings.SESSION_COOKIE_NAME in response.cookies or _signs_in(request.path_info):
            response.headers["Cache-Control"] = "no-store, private"
        return response


def _signs_in(path: str) -> bool:
    return path.startswith(("/accounts/", "/administration/"))


class DomainErrorMiddleware:
    """Answers a `DomainError` that no view caught with a page that says how to mend it, and a database that does
    not answer with one that needs none."""

    def __init__(self, get_response: object) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)  # type: ignore[operator,no-any-return]

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OperationalError | InterfaceError):
            log.error("database_does_not_answer", reason=str(exception))
            return unavailable(request)
        return refusal(request, exception) if isinstance(exception, DomainError) else None
