"""The API's organisations. All start from ``visible_to``; queries do not grow with the rows."""

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
from hashiwatashi.api.shapes import Contact, OrganisationRef, contact, reference, reference_or_none
from hashiwatashi.matching.enums import Kind
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.organisations.models import Organisation

router = Router(tags=["catalogue"])


class OrganisationOut(OrganisationRef):
    name_kana: str
    name_en: str
    status: str
    corporate_number: str | None
    about: str
    address: str
    website: str
    contact: Contact
    successor: OrganisationRef | None
    credit: str
    updated_at: datetime


class OrganisationBounds(RecordBounds):
    kind: OrganisationKind | None = None


def present(record: Organisation) -> OrganisationOut:
    """A record as the API gives it."""
    return OrganisationOut(
        **reference(record).model_dump(),
        name_kana=record.name_kana,
        name_en=record.name_en,
        status=record.status,
        corporate_number=record.corporate_number,
        about=record.about,
        address=record.address,
        website=record.website,
        contact=contact(record),
        successor=reference_or_none(record.successor),
        credit=record.credit,
        updated_at=record.updated_at,
    )


@public_get(router, "/organisations", response=Page[OrganisationOut], summary="Organisations")
def list_organisations(request: HttpRequest, bounds: Query[OrganisationBounds]) -> Any:
    found = Organisation.objects.visible_to(request.user).for_lists().filter(bounds.conditions("name", "prefecture"))
    if bounds.kind:
        found = found.filter(kind=bounds.kind)
    return page(request, found, bounds, present)


@public_get(router, "/organisations/{uuid:uid}", response=OrganisationOut, summary="One organisation")
def one_organisation(request: HttpRequest, uid: UUID) -> Any:
    return present(get_object_or_404(Organisation.objects.visible_to(request.user).for_lists(), uid=uid))


EXPOSED = Exposed(Kind.ORGANISATION, router, OrganisationOut, present)
