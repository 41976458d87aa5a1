"""What every template needs."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.http import HttpRequest

from hashiwatashi.notices.models import Notice
from hashiwatashi.web.bag.keeping import keys_in_bag
from hashiwatashi.web.navigation import Place, places


def site(request: HttpRequest) -> dict[str, str]:
    """The site's name and who runs it."""
    return {"site_name": settings.SITE_NAME, "site_contact": settings.SITE_CONTACT}


def navigation(request: HttpRequest) -> dict[str, Callable[[], list[Place]]]:
    """The main navigation; made only where a template shows it."""
    return {"navigation": lambda: places(request)}


def inbox(request: HttpRequest) -> dict[str, Callable[[], int]]:
    """How many notices are unread; counted only where a template shows it, and never for who is not signed in."""

    @cache
    def unread_notices() -> int:
        return Notice.objects.visible_to(request.user).unread().count()

    return {"unread_notices": unread_notices}


def bag(request: HttpRequest) -> dict[str, Callable[[], int]]:
    """How many candidates the visitor gathered: read from the session, only where a template shows it."""
    return {"bag_number": lambda: len(keys_in_bag(request))}
