"""Pages that say something about the site itself."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.i18n import set_language

from hashiwatashi.web.permissions import public
from hashiwatashi.web.rooms import rooms

_NOT_FOR_CRAWLERS = (
    "/?",
    "/*?",
    "/accounts/",
    "/administration/",
    "/api/",
    "/bag/",
    "/imports/",
    "/mypage/",
    "/notices/",
    "/qr/",
    "/searches/",
    "/work/",
)
_SECURITY_TEXT_HOLDS = timedelta(days=180)

choose_language = public(set_language)


@public
def guide(request: HttpRequest) -> HttpResponse:
    """How to use the site."""
    return render(request, "pages/help.html")


@public
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about visitors and accounts."""
    return render(request, "pages/privacy.html")


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """The statement by JIS X 8341-3."""
    return render(request, "pages/accessibility.html")


@public
def site_map(request: HttpRequest) -> HttpResponse:
    """Every page a visitor can go to."""
    may = (room for room in rooms().values() if room.add and request.user.has_perm(f"hashiwatashi.{room.add}"))
    registering = [(reverse(room.add_name), room.add_text) for room in may]
    return render(request, "pages/site_map.html", {"registering": registering})


@public
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read: records and lists, not every question that could be asked."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _NOT_FOR_CRAWLERS)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@public
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness of the site (RFC 9116)."""
    contact = settings.SECURITY_CONTACT or request.build_absolute_uri(reverse("privacy"))
    expires = f"{timezone.now() + _SECURITY_TEXT_HOLDS:%Y-%m-%dT00:00:00Z}"
    lines = [f"Contact: {contact}", f"Expires: {expires}", "Preferred-Languages: ja, en"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
