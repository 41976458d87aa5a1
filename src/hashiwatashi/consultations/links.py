"""The secret link by which whoever asked without an account follows a consultation: signed, dated, revocable."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from hashiwatashi.consultations.askers import mail_has_left
from hashiwatashi.consultations.models import Consultation

#: For so long a link opens; each mail begins the time anew.
LINK_FOR = timedelta(days=180)
_SALT = "hashiwatashi.consultations.link"


def new_key() -> str:
    """A key for a new link; a new one ends the links before."""
    return secrets.token_urlsafe(18)


def token_of(consultation: Consultation) -> str:
    """What stands in the link. The consultation must have a key."""
    return signing.Signer(salt=_SALT).sign(f"{consultation.uid.hex}.{consultation.link_key}")


def address_of(consultation: Consultation) -> str:
    """The whole link, for a mail."""
    return settings.SITE_ADDRESS.rstrip("/") + reverse("consultation-link", args=[token_of(consultation)])


def behind(token: str, now: datetime | None = None) -> Consultation | None:
    """The consultation that a link opens; None where it was not made here, has run out or was replaced, and where
    `mail_has_left`."""
    try:
        uid, _dot, key = signing.Signer(salt=_SALT).unsign(token).partition(".")
    except signing.BadSignature:
        return None
    found = Consultation.objects.for_lists().filter(uid=uid, link_key=key, link_until__gt=now or timezone.now())
    consultation = found.exclude(link_key="").first()
    return None if consultation is None or mail_has_left(consultation) else consultation
