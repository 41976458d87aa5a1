"""Photos of consultations: served to whoever may read the line that they belong to, and kept until it is sent."""

from __future__ import annotations

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
from hashiwatashi.consultations.photos import Waiting, keep_waiting, wait_no_longer, waiting_thumbnail
from hashiwatashi.web.permissions import public
from hashiwatashi.writing.senders import digest_of

_SALT = "hashiwatashi.consultations.waiting"
_SHOWN = "hashiwatashi.consultations.waiting.shown"


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
    """The small picture of a photo that waits for its question, for whoever has the form that it was sent with."""
    try:
        key = signing.loads(token, salt=_SHOWN)
    except signing.BadSignature as error:
        raise Http404 from error
    content = waiting_thumbnail(key)
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
    that a signed token holds, while who asks sees who answers, or mends what was typed.
    """
    kept = kept_before(request)
    wait_no_longer([one for one in all_before(request) if one not in kept])
    sent = form.cleaned_data.get("photos", [])
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
    return _told(request.POST.get("kept_photos", ""))


def token_of(kept: list[Waiting]) -> str:
    """What the form says of the photos that are kept; nobody else can write it."""
    return signing.dumps([(one.key, one.name) for one in kept], salt=_SALT) if kept else ""


def shown(kept: list[Waiting]) -> list[tuple[Waiting, str]]:
    """The photos that are kept, each with the address of its small picture."""
    return [(one, reverse("consultation-kept-photo", args=[signing.dumps(one.key, salt=_SHOWN)])) for one in kept]


def _told(token: str) -> list[Waiting]:
    try:
        return [Waiting(*one) for one in signing.loads(token, salt=_SALT)] if token else []
    except signing.BadSignature:
        return []
