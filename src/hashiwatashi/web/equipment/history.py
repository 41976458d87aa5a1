"""The history of a piece of equipment, its photos included, and taking a change of it back."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.equipment.actions import change_equipment
from hashiwatashi.equipment.events import EquipmentEvent
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.web.equipment.forms import EquipmentForm
from hashiwatashi.web.history import History, taken_back
from hashiwatashi.web.permissions import on_record


def _of_photos(record: Equipment) -> Q:
    """The lines about photos that the record has or had: which record it was stands in those that add or remove."""
    known = AuditEvent.objects.filter(event__in=(EquipmentEvent.PHOTO_ADDED, EquipmentEvent.PHOTO_REMOVED)).filter(
        Q(data__after__equipment_id=record.pk) | Q(data__before__equipment_id=record.pk)
    )
    return Q(subject_kind="equipmentphoto", subject_uid__in=known.values("subject_uid"))


HISTORY = History(
    change=change_equipment,
    fields=(*EquipmentForm.Meta.fields, "verified_on"),
    besides=_of_photos,
    named_by="alt_text",
)


@on_record(Equipment, "change_equipment")
def history(request: HttpRequest, record: Equipment) -> HttpResponse:
    """What was done to an entry."""
    shown = {"record": record, "changes": HISTORY.of(record), "take_back": "equipment-take-back"}
    return render(request, "equipment/history.html", shown)


@on_record(Equipment, "change_equipment")
@require_POST
def take_back(request: HttpRequest, record: Equipment, number: int) -> HttpResponseBase:
    """Take one change back."""
    return taken_back(request, HISTORY, record, number, reverse("equipment-history", args=[record.uid]))
