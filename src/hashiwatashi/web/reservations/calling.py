"""Whoever reserved by telephone has no account and hears nothing by herself: somebody has to call."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from hashiwatashi.reservations.models import Reservation


def ask_to_call(request: HttpRequest, reservations: Sequence[Reservation]) -> None:
    """Name those of some reservations who have to be called, with their telephone."""
    if unheard := [one for one in reservations if one.user_id is None]:
        told = _("Tell these users yourself, they have no account here: %(people)s")
        people = "、".join(filter(None, (f"{one.number} {one.who} {one.contact_phone}".strip() for one in unheard)))
        messages.warning(request, told % {"people": people})
