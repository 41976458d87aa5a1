"""Pages of the calls for funding."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from hashiwatashi.funding.models import Call
from hashiwatashi.matching.enums import Kind
from hashiwatashi.web import details, lists
from hashiwatashi.web.calls.listing import CATALOGUE
from hashiwatashi.web.calls.room import limit_of
from hashiwatashi.web.formats import list_of
from hashiwatashi.web.permissions import public

_WHAT = ("title_en", "summary", "rate_note", "opens_at", "closes_at", "funder")
_WHO = ("industries_note", "employees_note", "area_note")
_ORIGIN = ("source", "source_key", "source_url", "credit", "uid", "created_at", "updated_at")
_KINDS = (Kind.CALL, Kind.SEED, Kind.NEED, Kind.EXPERT)


@public
def index(request: HttpRequest) -> HttpResponseBase:
    """All calls."""
    return lists.answer(request, CATALOGUE)


@public
def detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One call: how much, until when, for whom."""
    record = get_object_or_404(Call.objects.visible_to(request.user).for_lists(), uid=uid)
    limit = limit_of(record) or _("not stated")
    areas = _("Nationwide") if record.is_nationwide else list_of([str(area) for area in record.areas.all()])
    sections = [
        (_("What it is"), [details.Fact(_("Amount"), limit), *details.facts(record, *_WHAT)]),
        (
            _("Who may apply"),
            [*([details.Fact(_("areas"), areas)] if areas else []), *details.facts(record, *_WHO)],
        ),
    ]
    text = f"{record.title} {record.summary}"
    return details.show(
        request,
        "calls/detail.html",
        record,
        sections=sections,
        origin=list(details.facts(record, *_ORIGIN)),
        likenesses=details.similar(request, record, text, _KINDS),
    )
