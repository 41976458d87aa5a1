"""Pages of the municipalities: who answers for what there, and which organisations are there."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from hashiwatashi.areas.models import Municipality, Prefecture
from hashiwatashi.duties.enums import Function
from hashiwatashi.duties.who import Asked, asked_in, who_answers
from hashiwatashi.matching.enums import Kind
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.web.details import coordinators_for
from hashiwatashi.web.organisations.listing import offering
from hashiwatashi.web.permissions import public
from hashiwatashi.web.rooms import rooms

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Town:
    """A municipality of a list, and for how many of all functions somebody answers there."""

    municipality: Municipality
    answered: int


@public
def index(request: HttpRequest, code: str) -> HttpResponse:
    """The municipalities of a prefecture: for how many things somebody answers in each."""
    area = get_object_or_404(Prefecture, code=code)
    towns = list(Municipality.objects.filter(prefecture=area).select_related("prefecture"))
    context = {"area": area, "towns": _answered(area, towns), "functions": len(Function)}
    return render(request, "areas/towns.html", context)


@public
def detail(request: HttpRequest, code: str, town: str) -> HttpResponse:
    """One municipality: everything that somebody answers for, what nobody does, and the organisations there."""
    record = get_object_or_404(Municipality.objects.select_related("prefecture"), code=town, prefecture=code)
    answers = who_answers(asked_in(code, town), timezone.localdate())
    there = Organisation.objects.visible_to(request.user).active().filter(municipality=record).for_lists()
    offers_first = Case(When(offering(request.user), then=0), default=1)
    listed = there.order_by(offers_first, "name_key", "pk")
    context = {
        "town": record,
        "area": record.prefecture,
        "answers": [answer for answer in answers if answer.duties],
        "gaps": [answer.asked.function for answer in answers if answer.is_gap],
        "coordinators": coordinators_for(request, record.prefecture),
        "organisations": [rooms()[Kind.ORGANISATION].card(one) for one in listed[:_SHOWN]],
        "total": there.count(),
    }
    return render(request, "areas/town.html", context)


def _answered(area: Prefecture, towns: list[Municipality]) -> list[Town]:
    asked = [Asked(function, area.code, town.code) for town in towns for function in Function]
    answers = iter(who_answers(asked, timezone.localdate()))
    return [Town(town, sum(not next(answers).is_gap for _function in Function)) for town in towns]
