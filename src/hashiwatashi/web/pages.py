"""Pages that say something about the site itself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.i18n import set_language

from hashiwatashi.web.permissions import public

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
    return render(request, "pages/site_map.html")
