"""Photos of consultations: served to whoever may read the line that they belong to, and kept until it is sent."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

from django import forms
from django.core import signing
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from hashiwatashi.common import photo_files
from hashiwatashi.common.errors import Unavailable
from hashiwatashi.consultations.models import MOST_PHOTOS, ConsultationPhoto
from hashiwatashi.consultations.photos import (
    Waiting,
    gone_of,
    keep_waiting,
    told_of_gone,
    wait_no_longer,
    waiting_thumbnail,
)
from hashiwatashi.web.consultations.forms import PhotosField
from hashiwatashi.web.permissions import public
from hashiwatashi.web.visitors import account_or_none
from hashiwatashi.writing.senders import digest_of

_SALT = "hashiwatashi.consultations.waiting"
_SHOWN = "hashiwatashi.consultations.waiting.shown"
# By which a browser without an account is known for as long as its session lasts.
_MARK = "kept_photos"


def photo_answer(photos: QuerySet[ConsultationPhoto], uid: UUID, size: str) -> HttpResponse:
    """One of the photos that a reader may see, as a JPEG file that no cache keeps."""
    found = get_object_or_404(photos, uid=uid)
    if size not in photo_files.SIZES:
        raise Http404
    try:
        content = photo_files.path_of(found, size).read_bytes()
    except FileNotFoundError as error:
        raise Http404 from error
    return _picture(content)


@public
def kept_photo(request: HttpRequest, token: str) -> HttpResponse:
    """The small picture of a photo that waits for its question, for who sent it."""
    key = _read(request, token, _SHOWN)
    content = waiting_thumbnail(key) if key else None
    if content is None:
        raise Http404
    return _picture(content)


def _picture(content: bytes) -> HttpResponse:
    answer = HttpResponse(content, content_type="image/jpeg")
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _sender(request: HttpRequest) -> str:
    # The server puts there what a trusted proxy says (TRUSTED_PROXY), and nothing that others claim.
    return digest_of(request.META.get("REMOTE_ADDR", ""))


def kept_with(request: HttpRequest, form: forms.BaseForm) -> list[Waiting]:
    """The photos that wait for a question: those of the step before, less what is left out, and those just sent.

    A browser fills no file field again, and a photo just taken may be nowhere else. So they are kept, under names
    that a signed token holds, while who asks sees who answers, or mends what was typed. Those that waited too long
    are told, and named no longer.
    """
    before = kept_before(request)
    wait_no_longer([one for one in all_before(request) if one not in before])
    lost = gone_of(before)
    kept = _and_those_sent(request, form, [one for one in before if one not in lost])
    # Keeping more takes away what waits too long.
    if gone := gone_of(before):
        told = told_of_gone(gone)
        if told not in form.errors.get("photos", ()):
            form.add_error("photos", told)
    return [one for one in kept if one not in gone]


def _and_those_sent(request: HttpRequest, form: forms.BaseForm, kept: list[Waiting]) -> list[Waiting]:
    field = form.fields["photos"]
    assert isinstance(field, PhotosField)
    # Where an action has refused others, the form has forgotten these.
    sent = field.taken
    if len(kept) + len(sent) > MOST_PHOTOS:
        form.add_error("photos", _("At most %(most)d photos.") % {"most": MOST_PHOTOS})
        return kept
    try:
        return [*kept, *keep_waiting(sent, sender=_sender(request))] if sent else kept
    except Unavailable as error:
        form.add_error("photos", str(error))
        return kept


def kept_before(request: HttpRequest) -> list[Waiting]:
    """The photos that wait since a step before, less what is left out."""
    left_out = set(request.POST.getlist("leave_out"))
    return [one for one in all_before(request) if one.key not in left_out]


def all_before(request: HttpRequest) -> list[Waiting]:
    """The photos that wait since a step before, as the form tells them."""
    return [Waiting(*one) for one in _read(request, request.POST.get("kept_photos", ""), _SALT) or ()]


def token_of(request: HttpRequest, kept: list[Waiting]) -> str:
    """What the form says of the photos that are kept; nobody else can write it, nor send it as their own."""
    return signing.dumps([(one.key, one.name) for one in kept], salt=_salt(request, _SALT)) if kept else ""


def shown(request: HttpRequest, kept: list[Waiting]) -> list[tuple[Waiting, str]]:
    """The photos that are kept, each with the address of its small picture."""
    salt = _salt(request, _SHOWN) if kept else ""
    return [(one, reverse("consultation-kept-photo", args=[signing.dumps(one.key, salt=salt)])) for one in kept]


def _read(request: HttpRequest, token: str, what: str) -> Any:
    """What a token holds that was made for who sends it; None where it was not."""
    for salt in _salts(request, what):
        try:
            return signing.loads(token, salt=salt)
        except signing.BadSignature:
            continue
    return None


def _salt(request: HttpRequest, what: str) -> str:
    """Of one account or, without one, of one browser: a token of somebody else names nothing."""
    if account_or_none(request) is None and _MARK not in request.session:
        request.session[_MARK] = secrets.token_hex(16)
    return _salts(request, what)[0]


def _salts(request: HttpRequest, what: str) -> list[str]:
    """That of the account and that of the browser, as somebody may sign in between two steps."""
    account, mark = account_or_none(request), request.session.get(_MARK)
    of_account = [f"{what}.account.{account.pk}"] if account else []
    return [*of_account, *([f"{what}.browser.{mark}"] if mark else [])]
