"""Pages of the prefectures: what there is, how they stand, and whom to ask."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.matching.enums import Kind
from hashiwatashi.web.addresses import with_only
from hashiwatashi.web.areas import table
from hashiwatashi.web.areas.forms import ChoiceOfIndicator
from hashiwatashi.web.areas.indicators import Indicator
from hashiwatashi.web.areas.standing import (
    ORDERS,
    Standing,
    beside_its_neighbours,
    in_words,
    ordered,
    standings,
    whole,
    written,
)
from hashiwatashi.web.details import coordinators_for
from hashiwatashi.web.duties.views import answers_in
from hashiwatashi.web.exports import file_response
from hashiwatashi.web.permissions import public
from hashiwatashi.web.rooms import Card, rooms
from hashiwatashi.web.tilemap import TileMap, Written, tile_map
from hashiwatashi.web.visitors import home_of

_SHOWN = 5


@public
def index(request: HttpRequest) -> HttpResponseBase:
    """All 47 prefectures by the indicator chosen, or the file of all indicators where ``?export=`` asks for it."""
    form = ChoiceOfIndicator(request.GET)
    prefectures = list(Prefecture.objects.all())
    if request.GET.get("export"):
        return _file(request, prefectures, form.large_class)
    counts = form.indicator.counted(request.user, form.large_class)
    stand = standings(prefectures, form.indicator, counts, form.large_class)
    home, heads = home_of(request), _heads(request)
    chosen = next((head for head in heads if head.sorted), heads[0])
    nowhere = counts.get(None) if form.indicator.adds_up else None
    context = {
        "form": form,
        "indicator": form.indicator,
        "map": (squares := _map(stand, home, form.indicator)),
        "legend": [(shade, _span(span, form.indicator)) for shade, span in squares.legend],
        "heads": heads,
        "rows": ordered(stand, chosen.name, descending=chosen.sorted == "descending"),
        "home": home,
        "own": (own := next((row for row in stand if row.prefecture == home), None)),
        "own_told": in_words(own.written, form.indicator) if own else "",
        "prefectures": prefectures,
        "whole": whole_ if (whole_ := whole(form.indicator, counts)) is None else written(whole_),
        "nowhere": nowhere.base if nowhere and form.indicator.is_share else nowhere and nowhere.number,
        "exports": {kind: with_only(request.GET, "export", kind) for kind in ("xlsx", "csv")},
    }
    return render(request, "areas/index.html", context)


@public
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """One prefecture: its coordinators, its equipment, seeds, experts, calls and organisations."""
    area = get_object_or_404(Prefecture, code=code)
    prefectures = list(Prefecture.objects.all())
    context = {
        "area": area,
        "coordinators": coordinators_for(request, area),
        "answers": answers_in(area),
        "holdings": _holdings(request, area),
        "compared": beside_its_neighbours(prefectures, code, request.user),
    }
    return render(request, "areas/detail.html", context)


@dataclass(frozen=True, slots=True)
class Head:
    """The heading of a column that can be sorted by; ``sorted`` is its aria-sort, empty where it is not in force."""

    name: str
    label: str | Promise
    href: str
    sorted: str


def _heads(request: HttpRequest) -> list[Head]:
    asked = request.GET.get("sort", "")
    if asked.removeprefix("-") not in ORDERS:
        asked = "code"
    return [_head(request, name, asked) for name in ORDERS]


def _head(request: HttpRequest, name: str, asked: str) -> Head:
    """Choosing the column in force turns it round."""
    order, minus = ORDERS[name], f"-{name}"
    first, second = (minus, name) if order.begins_descending else (name, minus)
    direction = {name: "ascending", minus: "descending"}.get(asked, "")
    return Head(name, order.label, with_only(request.GET, "sort", second if asked == first else first), direction)


def _map(stand: list[Standing], home: Prefecture | None, indicator: Indicator) -> TileMap:
    return tile_map(
        [one.prefecture for one in stand],
        {one.prefecture.code: round(one.counted.value or 0) for one in stand},
        lambda area: reverse("area-detail", args=[area.code]),
        most=100 if indicator.is_share else None,
        written={one.prefecture.code: _written(one, indicator) for one in stand},
        home=home,
    )


def _written(one: Standing, indicator: Indicator) -> Written:
    said = {"area": one.prefecture, "value": in_words(one.written, indicator)}
    return Written(one.written, _("%(area)s: %(value)s") % said)


def _span(span: str, indicator: Indicator) -> str:
    return in_words(f"{span}%" if indicator.is_share else span, indicator)


def _file(request: HttpRequest, prefectures: list[Prefecture], large_class: str) -> HttpResponseBase:
    form = request.GET["export"]
    if form not in {"csv", "xlsx"}:
        raise InvalidInput(_("Lists can be had as csv or xlsx."), field="export")
    return file_response("areas", form, table.columns(), table.rows(prefectures, request.user, large_class))


def _holdings(request: HttpRequest, area: Prefecture) -> list[tuple[Kind, int, list[Card], str]]:
    """Kind, how many, the first few, and the address of the whole list."""
    held = []
    for kind, room in rooms().items():
        if room.in_area:
            records = room.in_area(area, request.user)
            address = f"{reverse(room.list_name)}?prefecture={area.code}" + f"&{room.in_area_bounds}".rstrip("&")
            held.append((kind, records.count(), [room.card(record) for record in records[:_SHOWN]], address))
    return held
