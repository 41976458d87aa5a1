"""The API's equipment. All start from ``visible_to``; queries do not grow with the rows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router
from pydantic import Field

from hashiwatashi.api.bounds import PrefectureCode, RecordBounds
from hashiwatashi.api.changing import Changes, IfMatch, changed
from hashiwatashi.api.exposed import Exposed
from hashiwatashi.api.paging import Line, Page, Prose, page
from hashiwatashi.api.routing import patch_on_record, public_get, tell_version
from hashiwatashi.api.shapes import Contact, OrganisationRef, Shape, contact, reference
from hashiwatashi.common.enums import Disclosure
from hashiwatashi.equipment.actions import change_equipment
from hashiwatashi.equipment.enums import ExternalUse, OperatingStatus
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.matching.enums import Kind

router = Router(tags=["catalogue"])


class EquipmentOut(Shape):
    uid: UUID
    version: int
    name: str
    name_en: str
    maker: str
    model: str
    uses: str
    specification: str
    equipment_class: str | None
    owner: OrganisationRef
    department: str
    place: str
    prefecture: str | None
    external_use: str
    external_use_terms: str
    fee_note: str
    status: str
    acquisition_programme: str
    verified_on: date | None
    contact: Contact
    source_url: str
    credit: str
    updated_at: datetime


class EquipmentBounds(RecordBounds):
    external_use: ExternalUse | None = None
    owner: UUID | None = None


class EquipmentChanges(Changes):
    name: Line = ""
    name_kana: Line = ""
    name_en: Line = ""
    maker: Line = ""
    model: Line = ""
    uses: Prose = ""
    specification: Prose = ""
    department: Line = ""
    place: Line = ""
    prefecture: PrefectureCode | None = None
    status: OperatingStatus = OperatingStatus.RUNNING
    external_use: ExternalUse = ExternalUse.UNKNOWN
    external_use_terms: Prose = ""
    fee_note: Prose = ""
    contact_desk: Line = ""
    contact_phone: Line = ""
    contact_mail: Line = ""
    disclosure: Disclosure = Disclosure.PUBLIC
    verified_on: Annotated[date, Field(ge=date(1900, 1, 1), lt=date(3000, 1, 1))] | None = None


def present(record: Equipment) -> EquipmentOut:
    """A record as the API gives it."""
    return EquipmentOut(
        uid=record.uid,
        version=record.version,
        name=record.name,
        name_en=record.name_en,
        maker=record.maker,
        model=record.model,
        uses=record.uses,
        specification=record.specification,
        equipment_class=str(record.equipment_class) if record.equipment_class else None,
        owner=reference(record.owner),
        department=record.department,
        place=record.place,
        prefecture=record.prefecture_id,
        external_use=record.external_use,
        external_use_terms=record.external_use_terms,
        fee_note=record.fee_note,
        status=record.status,
        acquisition_programme=record.acquisition_programme,
        verified_on=record.verified_on,
        contact=contact(record, record.owner),
        source_url=record.source_url,
        credit=record.credit,
        updated_at=record.updated_at,
    )


@public_get(router, "/equipment", response=Page[EquipmentOut], summary="Shared equipment")
def list_equipment(request: HttpRequest, bounds: Query[EquipmentBounds]) -> Any:
    found = Equipment.objects.visible_to(request.user).for_lists().filter(bounds.conditions("name", "prefecture"))
    if bounds.external_use:
        found = found.filter(external_use=bounds.external_use)
    if bounds.owner:
        found = found.filter(owner__uid=bounds.owner)
    return page(request, found, bounds, present)


@public_get(router, "/equipment/{uuid:uid}", response=EquipmentOut, summary="One piece of equipment")
def one_equipment(request: HttpRequest, uid: UUID) -> Any:
    record = get_object_or_404(Equipment.objects.visible_to(request.user).for_lists(), uid=uid)
    return present(tell_version(request, record))


@patch_on_record(
    router,
    "/equipment/{uuid:uid}",
    "change_equipment",
    response=EquipmentOut,
    summary="Change a piece of equipment",
)
def change(request: HttpRequest, uid: UUID, changes: EquipmentChanges, if_match: IfMatch = "") -> Any:
    found = Equipment.objects.visible_to(request.user).for_lists()
    return present(changed(request, found, uid, "change_equipment", changes, if_match, change_equipment))


EXPOSED = Exposed(Kind.EQUIPMENT, router, EquipmentOut, present)
