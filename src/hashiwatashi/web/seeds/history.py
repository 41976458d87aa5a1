"""The history of a seed, and taking a change of it back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from hashiwatashi.technology.actions import change_seed
from hashiwatashi.technology.models import Seed
from hashiwatashi.web.history import History, taken_back
from hashiwatashi.web.permissions import on_record
from hashiwatashi.web.seeds.forms import SeedForm

HISTORY: History[Seed] = History(change=change_seed, fields=SeedForm.Meta.fields)


@on_record(Seed, "change_seed")
def history(request: HttpRequest, record: Seed) -> HttpResponse:
    """What was done to a seed."""
    shown = {"record": record, "changes": HISTORY.of(record), "take_back": "seed-take-back"}
    return render(request, "seeds/history.html", shown)


@on_record(Seed, "change_seed")
@require_POST
def take_back(request: HttpRequest, record: Seed, number: int) -> HttpResponseBase:
    """Take one change back."""
    return taken_back(request, HISTORY, record, number, reverse("seed-history", args=[record.uid]))
