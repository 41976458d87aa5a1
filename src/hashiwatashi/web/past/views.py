"""Pages of the past consultations, for the staff of the institutions that held them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from hashiwatashi.consultations.models import Entry, PastCase
from hashiwatashi.matching.enums import Kind
from hashiwatashi.web import details, lists
from hashiwatashi.web.formats import called, day
from hashiwatashi.web.past.listing import CATALOGUE
from hashiwatashi.web.permissions import permitted, public

# What was learned then, and what may help with the next one.
_KINDS = (Kind.PAST, Kind.EQUIPMENT, Kind.EXPERT, Kind.SEED)


@permitted("read_past_cases")
def index(request: HttpRequest) -> HttpResponseBase:
    """All closed consultations that the account's institutions held."""
    return lists.answer(request, CATALOGUE)


@public
def detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One case in short: what was asked, what was answered, what helped. It is there for the staff alone."""
    record = get_object_or_404(PastCase.objects.visible_to(request.user).for_lists(), uid=uid)
    field = [details.Fact(_("field"), record.field.name)] if record.field else []
    answered = [details.Fact(_head(entry), entry.text) for entry in record.answers]
    place = [details.Fact(_("Where whoever asked is"), str(record.prefecture))]
    sections = [
        (_("What was asked"), [*details.facts(record, "text"), *field, *place]),
        (_("What came of it"), [*answered, *details.facts(record, "result")]),
    ]
    likenesses = details.similar(request, record, f"{record.topic} {record.text}", _KINDS)
    return details.show(
        request, "past/detail.html", record, sections=sections, likenesses=likenesses, coordinators=[]
    )


def _head(entry: Entry) -> str:
    """What was answered, when and by which institution."""
    who = called(entry.organisation) if entry.organisation else ""
    return " ／ ".join(filter(None, (_("Answer"), day(entry.at), who)))
