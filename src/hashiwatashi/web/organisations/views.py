"""Pages of the organisations."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.common.visitors import organisation_ids
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.funding.models import Call
from hashiwatashi.matching.enums import Kind
from hashiwatashi.needs.disclosure import sheet_for
from hashiwatashi.needs.enums import DisclosureLevel
from hashiwatashi.needs.models import Need
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Expert
from hashiwatashi.technology.models import Seed
from hashiwatashi.web import details, lists
from hashiwatashi.web.cards import Card, card_of
from hashiwatashi.web.formats import day
from hashiwatashi.web.organisations.listing import CATALOGUE
from hashiwatashi.web.permissions import public

_WHAT = ("kind", "status", "successor", "closed_on", "about", "name_kana", "name_en", "corporate_number", "industry")
_WHERE = ("prefecture", "municipality", "postcode", "address", "website", "capital_yen", "employees")
_ORIGIN = ("source", "source_key", "source_url", "credit", "uid", "created_at", "updated_at")
_SHOWN = 5


@public
def index(request: HttpRequest) -> HttpResponseBase:
    """All organisations."""
    return lists.answer(request, CATALOGUE)


@public
def detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One organisation: who it is, what it was called, what it offers."""
    organisations = Organisation.objects.visible_to(request.user).for_lists()
    record = get_object_or_404(organisations.select_related("industry"), uid=uid)
    sections = [
        (_("What it is"), [*details.facts(record, *_WHAT), *_history(record)]),
        (_("Where it is"), list(details.facts(record, *_WHERE))),
    ]
    return details.show(
        request,
        "organisations/detail.html",
        record,
        sections=sections,
        origin=list(details.facts(record, *_ORIGIN)),
        offers=list(_offers(request, record)),
    )


def _history(record: Organisation) -> Iterator[details.Fact]:
    """Former names and predecessors, so that what was merged stays findable."""
    for former in record.names.all():
        if former.name != record.name:
            span = f"{day(former.since)}–{day(former.until)}" if former.since or former.until else ""
            yield details.Fact(_("former name"), f"{former.name} {span}".strip())
    for predecessor in record.predecessors.all():
        yield details.Fact(_("predecessor"), predecessor.name, card_of(predecessor).href)


def _offers(request: HttpRequest, record: Organisation) -> Iterator[tuple[Kind, int, list[Card]]]:
    """What it offers, kind by kind: how many, and the first few. Needs count only where its name may be known."""
    visitor = request.user
    today = timezone.localdate()
    equipment = Equipment.objects.visible_to(visitor).filter(owner=record).for_lists()
    seeds = Seed.objects.visible_to(visitor).filter(owner=record).for_lists()
    experts = Expert.objects.visible_to(visitor).filter(organisation=record).in_office_on(today).for_lists()
    calls = Call.objects.visible_to(visitor).filter(funder=record).for_lists()
    needs = Need.objects.visible_to(visitor).filter(owner=record).for_lists()
    if record.pk not in organisation_ids(visitor):
        needs = needs.filter(level__gte=DisclosureLevel.NAMED)
    for kind, records in (
        (Kind.EQUIPMENT, equipment),
        (Kind.SEED, seeds),
        (Kind.EXPERT, experts),
        (Kind.CALL, calls),
        (Kind.NEED, needs),
    ):
        total = records.count()
        if total:
            shown = [sheet_for(r, visitor) if isinstance(r, Need) else r for r in records[:_SHOWN]]
            yield kind, total, [card_of(found) for found in shown]
