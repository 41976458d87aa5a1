"""The stage board of an organisation's seeds: from idea to product, with what comes next and what is in the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hashiwatashi.technology.models import Seed
from hashiwatashi.technology.querysets import STILL
from hashiwatashi.web.permissions import signed_in
from hashiwatashi.web.visitors import account_of

_BANDS: tuple[tuple[str | Promise, range], ...] = (
    (_("Idea and principle (TRL 1–3)"), range(1, 4)),
    (_("Trial (TRL 4–6)"), range(4, 7)),
    (_("Towards a product (TRL 7–9)"), range(7, 10)),
)


@dataclass(frozen=True, slots=True)
class Place:
    """One seed on the board: whether it stands still, and whether its milestone is past."""

    seed: Seed
    is_still: bool
    is_late: bool


@signed_in
def board(request: HttpRequest) -> HttpResponse:
    """The seeds of the account's organisations by readiness; those that stand still or are late are marked."""
    own = account_of(request).current_organisation_ids
    seeds = Seed.objects.visible_to(request.user).filter(owner__in=own).for_lists().order_by("title", "pk")
    places = [_place(seed, timezone.localdate()) for seed in seeds]
    columns = [(title, [one for one in places if one.seed.trl in band]) for title, band in _BANDS]
    columns.append((_("Readiness not stated"), [one for one in places if one.seed.trl is None]))
    return render(request, "seeds/board.html", {"columns": columns, "total": len(places)})


def _place(seed: Seed, day: date) -> Place:
    moved = seed.moved_on or timezone.localdate(seed.created_at)
    return Place(seed, day - moved >= STILL, seed.milestone_on is not None and seed.milestone_on < day)
