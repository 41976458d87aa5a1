"""Error pages: what happened, and how to go on."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from hashiwatashi.common.errors import DomainError, Unavailable

_RETRY_AFTER_SECONDS = "30"


def refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The page for an error of a domain: its own message, and the status its class stands for; a script of ours that
    asks for JSON is told the same."""
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"problems": [str(error)]}, status=error.status)
    return _page(request, error.status, message=str(error))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the browser sent something that cannot be read."""
    return _page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: the account may not do this."""
    return _page(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such address, or nothing this visitor may see."""
    return _page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: the fault is ours; 503 where the database does not answer. The page asks neither session nor database."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable(request)
    return HttpResponse(render_to_string("errors/500.html"), status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: the database does not answer, or not in time. The page asks neither session nor database."""
    error = Unavailable(_("The database does not answer at the moment. Try again in a few minutes."))
    response = refused(error)
    response["Retry-After"] = _RETRY_AFTER_SECONDS
    return response


def refused(error: DomainError) -> HttpResponse:
    """A refusal before or beside any view, as a page that asks neither session nor database.

    ``refusal`` lets the API tell the same in its own form.
    """
    response = HttpResponse(render_to_string("errors/busy.html", {"error": error}), status=error.status)
    response.refusal = error  # type: ignore[attr-defined]
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was open too long, or cookies are switched off."""
    message = _(
        "The form could not be sent, because it was open too long or your browser refuses cookies. "
        "Go back, load the page again and send the form once more."
    )
    return _page(request, 403, message=message)


def _page(request: HttpRequest, status: int, *, message: str = "") -> HttpResponse:
    titles = {
        400: _("This request cannot be read"),
        403: _("You may not do this"),
        404: _("There is no such page"),
        409: _("This cannot be done now"),
        412: _("Somebody else changed this record meanwhile"),
        413: _("This is too large"),
        429: _("Too many requests"),
        503: _("Part of this site does not answer at the moment"),
    }
    advice = {
        400: _("Check the address or what you typed, then try again."),
        403: _("Sign in with an account that may, or ask the administrator of your organisation."),
        404: _("It may have been moved, withdrawn, or it may not be public. Search for it in plain words."),
        409: _("Load the page again to see how things stand now."),
        412: _("Load the page again to see how things stand now."),
        413: _("Send less at once, or ask who runs this site."),
        429: _("Wait a minute, then try again."),
        503: _("Try again in a few minutes. If it stays so, tell who runs this site."),
    }
    if status == 404 and message:
        # It says itself what became of what was looked for.
        titles[404], advice[404] = _("This cannot be opened"), ""
    context = {"status": status, "title": titles[status], "message": message, "advice": advice[status]}
    return render(request, "errors/error.html", context, status=status)
