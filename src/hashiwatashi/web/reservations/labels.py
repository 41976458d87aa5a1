"""Labels for instruments: the code of the page on which each is reserved, with its name and unit number."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from hashiwatashi.equipment.models import Equipment
from hashiwatashi.opening.models import Unit
from hashiwatashi.web.permissions import on_record


@on_record(Equipment, "set_use_rules")
def labels(request: HttpRequest, record: Equipment) -> HttpResponse:
    """One label for each unit in use, to be printed, cut out and put on the machine."""
    units = Unit.objects.visible_to(request.user).of([record.pk]).in_force_on(timezone.localdate())
    page = reverse("reservation-week", args=[record.uid])
    context = {"record": record, "units": units.order_by("number"), "page": page}
    return render(request, "reservations/labels.html", context)
