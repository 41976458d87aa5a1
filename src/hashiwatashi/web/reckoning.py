"""Which years a visitor reads on Japanese pages: those of the Western calendar or those of the eras (和暦).

The choice is a cookie, so that it needs no account. It concerns what people read; files, the API and ``datetime``
attributes are ISO 8601 whatever is chosen, and English pages are Gregorian.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST

from hashiwatashi.common.written import Reckoning, reckoned
from hashiwatashi.web.permissions import public
from hashiwatashi.web.visitors import return_address

COOKIE = "reckoning"
_YEAR = 365 * 24 * 60 * 60


class ReckoningMiddleware:
    """Holds the visitor's choice while the request is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        by_era = request.COOKIES.get(COOKIE) == Reckoning.ERA
        with reckoned(Reckoning.ERA if by_era else Reckoning.WESTERN):
            return self.get_response(request)


@public
@require_POST
def choose_reckoning(request: HttpRequest) -> HttpResponse:
    """Remember how the visitor reads years in a cookie; the Western calendar needs none."""
    response = HttpResponseRedirect(return_address(request))
    if request.POST.get("reckoning") == Reckoning.ERA:
        response.set_cookie(
            COOKIE, Reckoning.ERA, max_age=_YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    else:
        response.delete_cookie(COOKIE)
    return response
