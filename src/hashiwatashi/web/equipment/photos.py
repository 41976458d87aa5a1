"""Photos of equipment: shown to whoever may see the entry, added and arranged by its owner's people."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from hashiwatashi.common import photo_files
from hashiwatashi.common.enums import Disclosure
from hashiwatashi.equipment.actions import add_photo, remove_photo, show_photo_earlier
from hashiwatashi.equipment.models import MOST_PHOTOS, Equipment, EquipmentPhoto
from hashiwatashi.web.editing import form_page, saved
from hashiwatashi.web.permissions import on_record, public
from hashiwatashi.web.visitors import account_of

# A photo never changes under its address; who may see it can.
_FOR_ALL, _FOR_SOME = "public, max-age=604800", "private, no-cache"


class PhotoForm(forms.Form):
    """A photo to add."""

    file = forms.FileField(
        label=gettext_lazy("Photo"),
        help_text=gettext_lazy("JPEG, PNG or WebP, up to 20 MB. Where and when it was taken is not kept."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/heic"}),
    )
    alt_text = forms.CharField(
        label=gettext_lazy("What the photo shows"),
        max_length=200,
        help_text=gettext_lazy("Read aloud to those who cannot see it, and shown below it."),
    )


@public
def photo(request: HttpRequest, uid: UUID, photo: UUID, size: str) -> HttpResponseBase:
    """One photo as a JPEG file, for whoever may see the equipment."""
    record = get_object_or_404(Equipment.objects.visible_to(request.user), uid=uid)
    found = get_object_or_404(record.photos.select_related("equipment"), uid=photo)
    if size not in photo_files.SIZES:
        raise Http404
    etag = f'"{found.file_name}-{size}"'
    answer = HttpResponse(_content(found, size), content_type="image/jpeg")
    answer["ETag"] = etag
    answer["Cache-Control"] = _FOR_ALL if record.disclosure == Disclosure.PUBLIC else _FOR_SOME
    answer["X-Content-Type-Options"] = "nosniff"
    return get_conditional_response(request, etag=etag, response=answer) or answer


@on_record(Equipment, "change_equipment")
def photos(request: HttpRequest, record: Equipment) -> HttpResponse:
    """The photos of an entry to arrange, and a form for one more."""
    form = PhotoForm(request.POST or None, request.FILES or None)
    if form.is_valid() and saved(form, lambda: add_photo(record, by=account_of(request), **form.cleaned_data)):
        messages.success(request, _("The photo was added."))
        return redirect("equipment-photos", record.uid)
    kept = list(record.photos.all())
    room = len(kept) < MOST_PHOTOS
    return form_page(request, "equipment/photos.html", record=record, form=form, photos=kept, has_room=room)


@on_record(Equipment, "change_equipment")
@require_POST
def remove(request: HttpRequest, record: Equipment, photo: UUID) -> HttpResponse:
    """Take a photo away."""
    remove_photo(_photo_of(record, photo), by=account_of(request))
    messages.success(request, _("The photo was removed."))
    return redirect("equipment-photos", record.uid)


@on_record(Equipment, "change_equipment")
@require_POST
def earlier(request: HttpRequest, record: Equipment, photo: UUID) -> HttpResponse:
    """Show a photo before the one that stands before it."""
    show_photo_earlier(_photo_of(record, photo), by=account_of(request))
    return redirect("equipment-photos", record.uid)


def _content(found: EquipmentPhoto, size: str) -> bytes:
    try:
        return photo_files.path_of(found, size).read_bytes()
    except FileNotFoundError as error:
        raise Http404 from error


def _photo_of(record: Equipment, uid: UUID) -> EquipmentPhoto:
    found: EquipmentPhoto = get_object_or_404(record.photos.select_related("equipment"), uid=uid)
    return found
