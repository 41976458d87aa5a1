"""What every template needs."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, str]:
    """The site's name and who runs it."""
    return {"site_name": settings.SITE_NAME, "site_contact": settings.SITE_CONTACT}
