"""Who is looking: their account, and which prefecture is "their own"."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.people.models import Account
from hashiwatashi.web.permissions import public

HOME_COOKIE = "home_prefecture"
_YEAR = 365 * 24 * 60 * 60


def account_of(request: HttpRequest) -> Account:
    """The signed-in account; the view's permission has already turned everyone else away."""
    if not isinstance(request.user, Account):
        raise TypeError("This view declares no permission that needs an account.")
    return request.user


def account_or_none(request: HttpRequest) -> Account | None:
    """The account that is signed in, if one is."""
    return request.user if isinstance(request.user, Account) else None


def home_of(request: HttpRequest) -> Prefecture | None:
    """The prefecture the visitor chose, else that of the account's organisation, else None.

    It marks results and is never a filter (R-32).
    """
    chosen = request.COOKIES.get(HOME_COOKIE, "")
    if chosen:
        return Prefecture.objects.filter(code=chosen).first()
    return request.user.home_prefecture if isinstance(request.user, Account) else None


@public
@require_POST
def choose_home(request: HttpRequest) -> HttpResponse:
    """Remember the visitor's own prefecture in a cookie; an empty choice forgets it."""
    response = HttpResponseRedirect(return_address(request))
    code = request.POST.get("prefecture", "")
    if Prefecture.objects.filter(code=code).exists():
        response.set_cookie(
            HOME_COOKIE, code, max_age=_YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    else:
        response.delete_cookie(HOME_COOKIE)
    return response


def return_address(request: HttpRequest, otherwise: str = "search") -> str:
    """The address on this site to go back to after a form; the page named ``otherwise`` for none or a foreign one."""
    address = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if is_ours else reverse(otherwise)
