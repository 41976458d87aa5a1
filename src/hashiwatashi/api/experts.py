"""The API's experts. All start from ``visible_to``; queries do not grow with the rows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router

from hashiwatashi.api.bounds import RecordBounds
from hashiwatashi.api.exposed import Exposed
from hashiwatashi.api.paging import Page, page
from hashiwatashi.api.routing import public_get
from hashiwatashi.api.shapes import Contact, OrganisationRef, Shape, contact, reference
from hashiwatashi.matching.enums import Kind
from hashiwatashi.people.enums import ExpertKind
from hashiwatashi.people.models import Expert

router = Router(tags=["catalogue"])


class ExpertOut(Shape):
    uid: UUID
    name: str
    kind: str
    field: str
    headline: str
    profile: str
    track_record: str
    organisation: OrganisationRef
    areas: list[str]
    """Codes of prefectures."""
    since: date
    until: date | None
    contact: Contact
    updated_at: datetime


class ExpertBounds(RecordBounds):
    kind: ExpertKind | None = None


def present(record: Expert) -> ExpertOut:
    """A record as the API gives it."""
    return ExpertOut(
        uid=record.uid,
        name=record.person.name,
        kind=record.kind,
        field=record.field,
        headline=record.headline,
        profile=record.profile,
        track_record=record.track_record,
        organisation=reference(record.organisation),
        areas=[area.code for area in record.areas.all()],
        since=record.since,
        until=record.until,
        contact=contact(record, record.organisation),
        updated_at=record.updated_at,
    )


@public_get(router, "/experts", response=Page[ExpertOut], summary="Experts in office")
def list_experts(request: HttpRequest, bounds: Query[ExpertBounds]) -> Any:
    found = Expert.objects.visible_to(request.user).in_office_on(timezone.localdate()).for_lists()
    found = found.filter(bounds.conditions("person__name", "organisation__prefecture"))
    if bounds.kind:
        found = found.filter(kind=bounds.kind)
    return page(request, found, bounds, present)


@public_get(router, "/experts/{uuid:uid}", response=ExpertOut, summary="One expert")
def one_expert(request: HttpRequest, uid: UUID) -> Any:
    return present(get_object_or_404(Expert.objects.visible_to(request.user).for_lists(), uid=uid))


EXPOSED = Exposed(Kind.EXPERT, router, ExpertOut, present)
