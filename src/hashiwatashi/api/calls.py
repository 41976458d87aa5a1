"""The API's calls. All start from ``visible_to``; queries do not grow with the rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router

from hashiwatashi.api.bounds import RecordBounds
from hashiwatashi.api.exposed import Exposed
from hashiwatashi.api.paging import Page, page
from hashiwatashi.api.routing import public_get
from hashiwatashi.api.shapes import Contact, OrganisationRef, Shape, contact, reference_or_none
from hashiwatashi.funding.models import Call
from hashiwatashi.matching.enums import Kind

router = Router(tags=["catalogue"])


class CallOut(Shape):
    uid: UUID
    title: str
    title_en: str
    summary: str
    funder: OrganisationRef | None
    is_nationwide: bool
    areas: list[str]
    max_amount_yen: int | None
    has_no_limit: bool
    rate_note: str
    opens_at: datetime | None
    closes_at: datetime | None
    is_open: bool
    contact: Contact
    source_url: str
    credit: str
    updated_at: datetime


class CallBounds(RecordBounds):
    open: bool | None = None


def present(record: Call) -> CallOut:
    """A record as the API gives it."""
    return CallOut(
        uid=record.uid,
        title=record.title,
        title_en=record.title_en,
        summary=record.summary,
        funder=reference_or_none(record.funder),
        is_nationwide=record.is_nationwide,
        areas=[area.code for area in record.areas.all()],
        max_amount_yen=record.max_amount_yen,
        has_no_limit=record.has_no_limit,
        rate_note=record.rate_note,
        opens_at=record.opens_at,
        closes_at=record.closes_at,
        is_open=record.is_open_at(timezone.now()),
        contact=contact(record, record.funder),
        source_url=record.source_url,
        credit=record.credit,
        updated_at=record.updated_at,
    )


@public_get(router, "/calls", response=Page[CallOut], summary="Calls for funding")
def list_calls(request: HttpRequest, bounds: Query[CallBounds]) -> Any:
    found = Call.objects.visible_to(request.user).for_lists()
    here = Q(areas=bounds.prefecture) | Q(is_nationwide=True) if bounds.prefecture else Q()
    found = found.filter(bounds.model_copy(update={"prefecture": None}).conditions("title", "areas"), here).distinct()
    now = timezone.now()
    if bounds.open is not None:
        now_open = Call.objects.open_at(now).values("pk")
        found = found.filter(pk__in=now_open) if bounds.open else found.exclude(pk__in=now_open)
    return page(request, found, bounds, present)


@public_get(router, "/calls/{uuid:uid}", response=CallOut, summary="One call")
def one_call(request: HttpRequest, uid: UUID) -> Any:
    return present(get_object_or_404(Call.objects.visible_to(request.user).for_lists(), uid=uid))


EXPOSED = Exposed(Kind.CALL, router, CallOut, present)
