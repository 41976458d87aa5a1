"""Pages of the organisations."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from hashiwatashi.common.visitors import organisation_ids
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.registry import searchables
from hashiwatashi.organisations.enums import OrganisationStatus
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.web import details, lists
from hashiwatashi.web.duties.views import answers_in
from hashiwatashi.web.formats import day, last_day
from hashiwatashi.web.organisations.listing import CATALOGUE
from hashiwatashi.web.permissions import public
from hashiwatashi.web.rooms import Card, card_of, rooms

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
    # That it is there goes without saying.
    what = [name for name in _WHAT if name != "status" or record.status != OrganisationStatus.ACTIVE]
    sections = [
        (_("What it is"), [*details.facts(record, *what), *_history(record)]),
        (_("Where it is"), list(details.facts(record, *_WHERE))),
    ]
    return details.show(
        request,
        "organisations/detail.html",
        record,
        sections=sections,
        origin=list(details.facts(record, *_ORIGIN)),
        offers=list(_offers(request, record)),
        answers=answers_in(record.prefecture, record.municipality) if record.prefecture else [],
        looks_after=request.user.has_perm("hashiwatashi.manage_members", record),
        sees_class=request.user.has_perm("hashiwatashi.see_firm_class", record),
        is_member=record.pk in organisation_ids(request.user),
    )


def _history(record: Organisation) -> Iterator[details.Fact]:
    """Former names and predecessors, so that what was merged stays findable."""
    for former in record.names.all():
        if former.name != record.name:
            span = f"{day(former.since)}–{last_day(former.until)}" if former.since or former.until else ""
            yield details.Fact(_("former name"), f"{former.name} {span}".strip())
    for predecessor in record.predecessors.all():
        yield details.Fact(_("predecessor"), predecessor.name, card_of(predecessor).href)


def _offers(request: HttpRequest, record: Organisation) -> Iterator[tuple[Kind, int, list[Card]]]:
    """What it offers, kind by kind: how many, and the first few."""
    for kind, room in rooms().items():
        if room.of_organisation is None:
            continue
        records = room.of_organisation(record, request.user)
        if total := records.count():
            sheet = searchables()[kind].sheet
            yield kind, total, [room.card(sheet(found, request.user)) for found in records[:_SHOWN]]
