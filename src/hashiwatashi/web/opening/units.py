"""The units of an instrument (号機): added, changed, ended from a day."""

from __future__ import annotations

from copy import copy
from typing import ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from hashiwatashi.common.errors import Conflict, InvalidInput
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.opening.actions import add_unit, next_number
from hashiwatashi.opening.models import Unit, UseRules
from hashiwatashi.reservations.units import change_unit, undo_end, with_undoable_end
from hashiwatashi.web.conflicts import VersionedForm
from hashiwatashi.web.days import LastDayField
from hashiwatashi.web.editing import form_page, saved
from hashiwatashi.web.permissions import on_record
from hashiwatashi.web.visitors import account_of


class UnitForm(VersionedForm):
    """One machine of an entry."""

    class Meta:
        model = Unit
        fields = ("number", "room", "since", "until")
        field_classes: ClassVar = {"until": LastDayField}
        labels: ClassVar = {"until": gettext_lazy("Last day of use")}
        widgets: ClassVar = {
            "since": forms.DateInput(attrs={"type": "date"}),
            "until": forms.DateInput(attrs={"type": "date"}),
        }
        help_texts: ClassVar = {
            "room": gettext_lazy("E.g. building 2, room 103. Units of one room can be closed together."),
            "until": gettext_lazy("From the next day on it cannot be used any more. Usually empty."),
        }


@on_record(Equipment, "set_use_rules")
def index(request: HttpRequest, record: Equipment) -> HttpResponse:
    """The units of an instrument, with room and days."""
    rows = list(Unit.objects.visible_to(request.user).of([record.pk]).order_by("number"))
    context = {
        "record": record,
        "today": timezone.localdate(),
        "rows": rows,
        "undoable": with_undoable_end(rows),
        "has_rules": UseRules.objects.of([record.owner_id], [record.pk]).exists(),
    }
    return render(request, "opening/units.html", context)


@on_record(Equipment, "set_use_rules")
def add(request: HttpRequest, record: Equipment) -> HttpResponse:
    """Add a unit to an instrument."""
    initial = {"number": next_number(record), "since": timezone.localdate(), "room": record.place[:100]}
    form = UnitForm(request.POST or None, initial=initial, instance=Unit(equipment=record))

    def store() -> None:
        add_unit(record, by=account_of(request), **form.cleaned_data)

    if form.is_valid() and saved(form, store):
        messages.success(request, _("The unit is added."))
        return redirect("unit-list", record.uid)
    return form_page(request, "opening/unit.html", form=form, equipment=record)


@on_record(Unit, "set_use_rules")
def edit(request: HttpRequest, record: Unit) -> HttpResponse:
    """Change a unit or end it; not while coming reservations lie after its last day."""
    form = UnitForm(request.POST or None, instance=copy(record))

    def store() -> None:
        change_unit(record, by=account_of(request), **form.cleaned_data)

    if form.is_valid() and saved(form, store):
        messages.success(request, _("Saved."))
        return redirect("unit-list", record.equipment.uid)
    return form_page(request, "opening/unit.html", form=form, record=record, equipment=record.equipment)


@on_record(Unit, "set_use_rules")
@require_POST
def undo(request: HttpRequest, record: Unit) -> HttpResponse:
    """Let a unit that was ended within the last day be in use as before."""
    try:
        undo_end(record, by=account_of(request))
    except (Conflict, InvalidInput) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Undone. %(unit)s is in use as before.") % {"unit": record})
    return redirect("unit-list", record.equipment.uid)
