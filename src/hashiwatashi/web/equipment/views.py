"""Pages of the equipment catalogue."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hashiwatashi.equipment.actions import change_equipment, register_equipment
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.equipment.names import proposed
from hashiwatashi.equipment.rules import EDITORS
from hashiwatashi.equipment.vocabulary import general_uses
from hashiwatashi.web import details, lists
from hashiwatashi.web.editing import OwnerForm, form_page, organisations_for, saved
from hashiwatashi.web.equipment.forms import EquipmentForm
from hashiwatashi.web.equipment.listing import CATALOGUE
from hashiwatashi.web.permissions import permitted, permitted_on_record, public, require
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
    record = get_object_or_404(Equipment.objects.visible_to(request.user).for_lists(), uid=uid)
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
        sections=sections,
        origin=list(details.facts(record, *_ORIGIN)),
        likenesses=details.similar(request, record, f"{record.name} {record.uses or uses}"),
        is_unverified=record.is_unverified_on(timezone.localdate()),
        may_change=request.user.has_perm("hashiwatashi.change_equipment", record),
    )


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


@permitted_on_record("change_equipment")
def edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change an entry; only the owner's people may."""
    record = _owned(request, uid)
    form = EquipmentForm(request.POST or None, instance=Equipment.objects.get(pk=record.pk))
    if form.is_valid() and saved(form, lambda: change_equipment(record, by=account_of(request), **form.cleaned_data)):
        messages.success(request, _("Saved. The search finds the new text within seconds."))
        return redirect("equipment-detail", record.uid)
    return form_page(request, "equipment/form.html", form=form, record=record)


@permitted_on_record("change_equipment")
@require_POST
def confirm(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say that the entry is right as of today (R-05)."""
    record = _owned(request, uid)
    change_equipment(record, by=account_of(request), verified_on=timezone.localdate())
    messages.success(request, _("Thank you. The entry counts as confirmed today."))
    return redirect("equipment-detail", record.uid)


def _owned(request: HttpRequest, uid: UUID) -> Equipment:
    record: Equipment = get_object_or_404(Equipment.objects.visible_to(request.user).for_lists(), uid=uid)
    require(request, "change_equipment", record)
    return record
