"""The API's past consultations: of the caller's own institutions, for those who answer questions there."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router

from hashiwatashi.api.bounds import RecordBounds
from hashiwatashi.api.exposed import Exposed
from hashiwatashi.api.paging import Page, page
from hashiwatashi.api.routing import public_get
from hashiwatashi.api.shapes import OrganisationRef, Shape, reference
from hashiwatashi.consultations.models import PastCase
from hashiwatashi.matching.enums import Kind

router = Router(tags=["catalogue"])


class PastOut(Shape):
    """A closed consultation: what was asked, what was answered in the open, what helped; nothing of who asked."""

    uid: UUID
    number: str
    topic: str
    text: str
    answered: str
    result: str
    field: str
    prefecture: str
    holder: OrganisationRef
    closed_at: datetime | None


def present(record: PastCase) -> PastOut:
    """A record as the API gives it."""
    return PastOut(
        uid=record.uid,
        number=record.number,
        topic=record.topic,
        text=record.text,
        answered=record.answered,
        result=record.result,
        field=record.field.name if record.field else "",
        prefecture=record.prefecture_id,
        holder=reference(record.holder),
        closed_at=record.closed_at,
    )


@public_get(router, "/past-consultations", response=Page[PastOut], summary="Past consultations of one's institution")
def list_past(request: HttpRequest, bounds: Query[RecordBounds]) -> Any:
    found = PastCase.objects.visible_to(request.user).for_lists()
    return page(request, found.filter(bounds.conditions("topic", "prefecture")), bounds, present)


@public_get(router, "/past-consultations/{uuid:uid}", response=PastOut, summary="One past consultation")
def one_past(request: HttpRequest, uid: UUID) -> Any:
    return present(get_object_or_404(PastCase.objects.visible_to(request.user).for_lists(), uid=uid))


EXPOSED = Exposed(Kind.PAST, router, PastOut, present)
