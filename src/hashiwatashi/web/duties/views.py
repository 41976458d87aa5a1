"""だれが担当か: who answers for a thing in a place, and where nobody does."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from hashiwatashi.areas.models import Municipality, Prefecture
from hashiwatashi.duties.enums import Function
from hashiwatashi.duties.who import Answer, Asked, asked_in, gaps, nearby, who_answers
from hashiwatashi.web.duties.forms import WhoForm
from hashiwatashi.web.exports import Column, file_response
from hashiwatashi.web.offering import offer_places
from hashiwatashi.web.permissions import public
from hashiwatashi.web.tilemap import TileMap, tile_map
from hashiwatashi.web.visitors import home_of


@dataclass(frozen=True, slots=True)
class Gap:
    """One function that nobody answers for in one prefecture."""

    function: Function
    prefecture: Prefecture


_COLUMNS = (
    Column(_("What it is about"), lambda gap: gap.function.label),
    Column(_("code"), lambda gap: gap.prefecture.code),
    Column(_("prefecture"), lambda gap: str(gap.prefecture)),
)


@public
def who(request: HttpRequest) -> HttpResponseBase:
    """Who answers; without a place, that of the visitor's prefecture."""
    form, today = WhoForm(request.GET), timezone.localdate()
    offer_places(form, request)
    context: dict[str, Any] = {"form": form, "today": today}
    if form.is_valid():
        values = form.cleaned_data
        home = home_of(request)
        place = values["place"] or ((home, None) if home else None)
        if place is not None:
            context |= _answered(values["function"], values["field"].code if values["field"] else "", *place)
    return render(request, "duties/who.html", context, status=200 if form.is_valid() else 400)


@public
def gap_list(request: HttpRequest) -> HttpResponseBase:
    """Where nobody answers, function by function and prefecture by prefecture; also as a file."""
    prefectures = {area.code: area for area in Prefecture.objects.all()}
    found = gaps(timezone.localdate())
    if form := request.GET.get("export"):
        rows = (Gap(function, prefectures[code]) for function, codes in found.items() for code in codes)
        return file_response("gaps", "xlsx" if form == "xlsx" else "csv", _COLUMNS, rows)
    lines = [
        (function, len(prefectures) - len(codes), [_linked(function, prefectures[code]) for code in codes])
        for function, codes in found.items()
    ]
    squares = _map(prefectures, found, home_of(request))
    context = {"lines": lines, "total": len(prefectures), "map": squares, "legend": squares.legend}
    return render(request, "duties/gaps.html", context)


def answers_in(prefecture: Prefecture, municipality: Municipality | None = None) -> list[Answer]:
    """Everything that somebody answers for in a place; gaps are left out."""
    asked = asked_in(prefecture.code, municipality.code if municipality else "")
    return [answer for answer in who_answers(asked, timezone.localdate()) if answer.duties]


def _answered(
    function: Function, field: str, prefecture: Prefecture, municipality: Municipality | None
) -> dict[str, Any]:
    today = timezone.localdate()
    asked = Asked(function, prefecture.code, municipality.code if municipality else "", field)
    (answer,) = who_answers([asked], today)
    return {
        "place": municipality or prefecture,
        "prefecture": prefecture,
        "answer": answer,
        "function": function,
        "near": nearby(asked, today) if answer.is_gap else [],
        "others": [one for one in answers_in(prefecture, municipality) if one.asked.function != function],
    }


def _map(
    prefectures: Mapping[str, Prefecture], found: Mapping[Function, Collection[str]], home: Prefecture | None
) -> TileMap:
    """Each prefecture shaded by the number of functions that somebody answers for there."""
    counts = {code: sum(code not in codes for codes in found.values()) for code in prefectures}
    return tile_map(
        list(prefectures.values()),
        counts,
        lambda area: reverse("town-list", args=[area.code]),
        most=len(found),
        home=home,
    )


def _linked(function: Function, area: Prefecture) -> tuple[Prefecture, str]:
    return area, f"{reverse('who')}?{urlencode({'function': function.value, 'place': area.name})}"
