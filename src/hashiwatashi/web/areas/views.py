"""Pages of the prefectures: what there is, and whom to ask."""

from __future__ import annotations

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.matching.enums import Kind
from hashiwatashi.people.models import Expert
from hashiwatashi.web.details import coordinators_for
from hashiwatashi.web.permissions import public
from hashiwatashi.web.rooms import Card, rooms
from hashiwatashi.web.tilemap import tile_map

_SHOWN = 5


@public
def index(request: HttpRequest) -> HttpResponse:
    """All 47 prefectures with how much equipment each holds and how many coordinators cover it."""
    visible = Equipment.objects.visible_to(request.user).not_retired()
    counts = dict(visible.order_by().values_list("prefecture").annotate(Count("pk")))
    experts = Expert.objects.visible_to(request.user).in_office_on(timezone.localdate())
    covered = dict(experts.order_by().values_list("areas").annotate(Count("pk")))
    prefectures = list(Prefecture.objects.all())
    tiles = tile_map(prefectures, counts, lambda area: reverse("area-detail", args=[area.code]))
    rows = [(area, counts.get(area.code, 0), covered.get(area.code, 0)) for area in prefectures]
    return render(request, "areas/index.html", {"map": tiles, "rows": rows})


@public
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """One prefecture: its coordinators, its equipment, seeds, experts, calls and organisations."""
    area = get_object_or_404(Prefecture, code=code)
    context = {"area": area, "coordinators": coordinators_for(request, area), "holdings": _holdings(request, area)}
    return render(request, "areas/detail.html", context)


def _holdings(request: HttpRequest, area: Prefecture) -> list[tuple[Kind, int, list[Card], str]]:
    """Kind, how many, the first few, and the address of the whole list."""
    held = []
    for kind, room in rooms().items():
        if room.in_area:
            records = room.in_area(area, request.user)
            address = f"{reverse(room.list_name)}?prefecture={area.code}" + f"&{room.in_area_bounds}".rstrip("&")
            held.append((kind, records.count(), [room.card(record) for record in records[:_SHOWN]], address))
    return held
