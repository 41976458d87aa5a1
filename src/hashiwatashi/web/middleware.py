"""What happens around every view: its line in the log, the language of the page, and refusals turned into pages."""

from __future__ import annotations

import time

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from hashiwatashi.common.errors import DomainError
from hashiwatashi.web.errors import refusal

log = structlog.get_logger(__name__)


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


class DomainErrorMiddleware:
    """Answers a `DomainError` that no view caught with a page that says how to mend it."""

    def __init__(self, get_response: object) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)  # type: ignore[operator,no-any-return]

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refusal(request, exception) if isinstance(exception, DomainError) else None
