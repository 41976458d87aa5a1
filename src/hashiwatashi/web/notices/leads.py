"""Where a notice leads."""

from __future__ import annotations

from django.urls import reverse

from hashiwatashi.notices.models import Notice


def href_of(notice: Notice) -> str:
    """The address of the site where one goes on from a notice."""
    kind = notice.what
    address = reverse(kind.leads_to, args=[notice.about] if kind.takes_uid else [])
    return f"{address}?{kind.query}" if kind.query else address
