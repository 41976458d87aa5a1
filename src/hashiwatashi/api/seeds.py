"""The API's seeds. All start from ``visible_to``; queries do not grow with the rows."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router
from pydantic import Field

from hashiwatashi.api.bounds import RecordBounds
from hashiwatashi.api.changing import Changes, IfMatch, changed
from hashiwatashi.api.exposed import Exposed
from hashiwatashi.api.paging import Line, Page, Prose, Text, page
from hashiwatashi.api.routing import patch_on_record, public_get, tell_version
from hashiwatashi.api.shapes import Contact, OrganisationRef, Shape, contact, reference_or_none
from hashiwatashi.common.enums import Disclosure
from hashiwatashi.matching.enums import Kind
from hashiwatashi.technology.actions import change_seed
from hashiwatashi.technology.models import Seed

router = Router(tags=["catalogue"])


class SeedOut(Shape):
    uid: UUID
    version: int
    title: str
    title_en: str
    summary: str
    applications: str
    field: str
    trl: int | None
    brl: int | None
    owner: OrganisationRef | None
    contact: Contact
    source_url: str
    credit: str
    updated_at: datetime


class SeedBounds(RecordBounds):
    field: Text = ""


class SeedChanges(Changes):
    title: Line = ""
    title_en: Line = ""
    summary: Prose = ""
    applications: Prose = ""
    field: Line = ""
    trl: Annotated[int, Field(ge=1, le=9)] | None = None
    brl: Annotated[int, Field(ge=1, le=9)] | None = None
    contact_desk: Line = ""
    contact_phone: Line = ""
    contact_mail: Line = ""
    disclosure: Disclosure = Disclosure.PUBLIC


def present(record: Seed) -> SeedOut:
    """A record as the API gives it."""
    return SeedOut(
        uid=record.uid,
        version=record.version,
        title=record.title,
        title_en=record.title_en,
        summary=record.summary,
        applications=record.applications,
        field=record.field,
        trl=record.trl,
        brl=record.brl,
        owner=reference_or_none(record.owner),
        contact=contact(record, record.owner),
        source_url=record.source_url,
        credit=record.credit,
        updated_at=record.updated_at,
    )


@public_get(router, "/seeds", response=Page[SeedOut], summary="Research seeds")
def list_seeds(request: HttpRequest, bounds: Query[SeedBounds]) -> Any:
    found = Seed.objects.visible_to(request.user).for_lists().filter(bounds.conditions("title", "owner__prefecture"))
    if bounds.field:
        found = found.filter(field=bounds.field)
    return page(request, found, bounds, present)


@public_get(router, "/seeds/{uuid:uid}", response=SeedOut, summary="One seed")
def one_seed(request: HttpRequest, uid: UUID) -> Any:
    record = get_object_or_404(Seed.objects.visible_to(request.user).for_lists(), uid=uid)
    return present(tell_version(request, record))


@patch_on_record(router, "/seeds/{uuid:uid}", "change_seed", response=SeedOut, summary="Change a seed")
def change(request: HttpRequest, uid: UUID, changes: SeedChanges, if_match: IfMatch = "") -> Any:
    found = Seed.objects.visible_to(request.user).for_lists()
    return present(changed(request, found, uid, "change_seed", changes, if_match, change_seed))


EXPOSED = Exposed(Kind.SEED, router, SeedOut, present)
