"""Pages of the equipment catalogue."""

from __future__ import annotations

from copy import copy
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hashiwatashi.common import photo_files
from hashiwatashi.common.forms_print.forms import pdf
from hashiwatashi.equipment.actions import change_equipment, confirm_many, register_equipment
from hashiwatashi.equipment.models import Equipment, EquipmentPhoto
from hashiwatashi.equipment.names import proposed
from hashiwatashi.equipment.rules import EDITORS
from hashiwatashi.equipment.vocabulary import general_uses
from hashiwatashi.opening.enums import UserKind
from hashiwatashi.reservations.answers import answer_for
from hashiwatashi.web import details, lists
from hashiwatashi.web.desk.walk import Walk, walk_at
from hashiwatashi.web.editing import OwnerForm, form_page, organisations_for, saved
from hashiwatashi.web.equipment.forms import EquipmentForm
from hashiwatashi.web.equipment.listing import CATALOGUE
from hashiwatashi.web.equipment.printed_card import LAYOUT, EquipmentCard, card_form
from hashiwatashi.web.equipment.using import using_lines, yearly_use
from hashiwatashi.web.permissions import on_record, permitted, public
from hashiwatashi.web.reservations.week import kind_of
from hashiwatashi.web.visitors import account_of

_WHAT = ("name_kana", "name_en", "maker", "model", "equipment_class", "uses", "specification")
_WHERE = ("owner", "department", "place", "prefecture", "status", "acquisition_programme", "acquired_on")
_USE = ("external_use", "external_use_terms", "fee_note")
_ORIGIN = ("verified_on", "source", "source_key", "source_url", "credit", "uid", "created_at", "updated_at")


@public
def index(request: HttpRequest) -> HttpResponseBase:
    """All equipment the visitor may see."""
    return lists.answer(request, CATALOGUE)


@public
def detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One piece of equipment: what it is, whose, whether outsiders may use it, and what is like it."""
    record, now = _shown(request, uid), timezone.now()
    answer = answer_for(record, kind_of(request), now)
    uses = general_uses(record)
    general = [details.Fact(_("What such instruments are generally used for"), uses)] if uses else []
    if read := proposed(record):
        general.append(details.Fact(_("Maker and model, read from the name"), str(read)))
    sections = [
        (_("What it is"), [*details.facts(record, *_WHAT), *general]),
        (_("Using it from outside"), list(details.facts(record, *_USE))),
        (_("Where it is"), list(details.facts(record, *_WHERE))),
    ]
    return details.show(
        request,
        "equipment/detail.html",
        record,
        photos=list(record.photos.all()),
        sections=sections,
        origin=list(details.facts(record, *_ORIGIN)),
        likenesses=details.similar(request, record, f"{record.name} {record.uses or uses}"),
        is_unverified=record.is_unverified_on(timezone.localdate()),
        may_change=request.user.has_perm("hashiwatashi.change_equipment", record),
        may_set_use=request.user.has_perm("hashiwatashi.set_use_rules", record),
        walk=walk_at(request, record),
        answer=answer,
        years=yearly_use(answer.units, now),
    )


@public
def card(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The equipment card as a page."""
    record = _shown(request, uid)
    photo = record.photos.first()
    shown = {"record": record, "form": _card(request, record, photo), "photo": photo}
    return render(request, "equipment/printed_card.html", shown)


@public
def card_pdf(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The equipment card as a PDF of one A4 page."""
    record = _shown(request, uid)
    photo = record.photos.select_related("equipment").first()
    form = _card(request, record, photo)
    file = photo_files.path_of(photo, "large") if photo else None
    pictures = {"photo.jpg": file.read_bytes()} if file and file.is_file() else {}
    answer = HttpResponse(pdf(form, LAYOUT, pictures), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="equipment-{record.uid}.pdf"'
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _card(request: HttpRequest, record: Equipment, photo: EquipmentPhoto | None) -> EquipmentCard:
    address = request.build_absolute_uri(reverse("equipment-detail", args=[record.uid]))
    shown, now = photo.alt_text if photo else "", timezone.now()
    answer = answer_for(record, UserKind.FIRM, now)
    using = using_lines(answer, yearly_use(answer.units, now))
    return card_form(record, address=address, printed_on=timezone.localdate(), photo_text=shown, using=using)


def _shown(request: HttpRequest, uid: UUID) -> Equipment:
    record: Equipment = get_object_or_404(Equipment.objects.visible_to(request.user).for_lists(), uid=uid)
    return record


@permitted("add_equipment")
def add(request: HttpRequest) -> HttpResponse:
    """Register a piece of equipment for one of the account's organisations."""
    sent = request.POST or None
    owner = OwnerForm(organisations_for(request, EDITORS), _("Owner"), sent)
    form = EquipmentForm(sent)
    if owner.is_valid() and form.is_valid():
        made: list[Equipment] = []

        def store() -> None:
            fields = {**form.cleaned_data, "verified_on": timezone.localdate()}
            made.append(register_equipment(owner=owner.organisation, by=account_of(request), **fields))

        if saved(form, store):
            messages.success(request, _("Registered. It can be found within seconds."))
            return redirect("equipment-detail", made[0].uid)
    return form_page(request, "equipment/form.html", owner_form=owner, form=form)


@on_record(Equipment, "change_equipment")
def edit(request: HttpRequest, record: Equipment) -> HttpResponse:
    """Change an entry; only its owner's people may. On a walk that can confirm it and lead to the next one."""
    form, walk = EquipmentForm(request.POST or None, instance=copy(record)), walk_at(request, record)
    goes_on = walk is not None and "go-on" in request.POST
    also: dict[str, Any] = {"verified_on": timezone.localdate()} if goes_on else {}

    def save() -> None:
        change_equipment(record, by=account_of(request), **form.cleaned_data, **also)

    if form.is_valid() and saved(form, save):
        messages.success(request, _("Saved. The search finds the new text within seconds."))
        if walk is not None and goes_on:
            return _gone_on(request, walk)
        return redirect(f"{reverse('equipment-detail', args=[record.uid])}{walk.query if walk else ''}")
    return form_page(request, "equipment/form.html", form=form, record=record, walk=walk)


@on_record(Equipment, "change_equipment")
@require_POST
def confirm(request: HttpRequest, record: Equipment) -> HttpResponse:
    """Say that the entry is right as of today (R-05); on a walk the next one is shown then."""
    walk = walk_at(request, record)
    own = Equipment.objects.visible_to(request.user).filter(pk=record.pk)
    confirm_many(own, by=account_of(request), day=timezone.localdate())
    messages.success(request, _("Thank you. The entry counts as confirmed today."))
    return _gone_on(request, walk) if walk else redirect("equipment-detail", record.uid)


def _gone_on(request: HttpRequest, walk: Walk) -> HttpResponse:
    """The next entry of a walk, or its end: the desk."""
    if walk.following is None:
        messages.success(request, _("That was the last one of this list."))
    return redirect(walk.confirmed)
