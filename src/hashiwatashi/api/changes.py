"""Changing a record: only the owner's people, only from the version they have read (``If-Match``).

The routes join those that read, since one address takes both methods.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Header, Schema
from pydantic import ConfigDict, Field

from hashiwatashi.api import present, schemas
from hashiwatashi.api.catalogues import PrefectureCode, router
from hashiwatashi.api.paging import Line, Prose
from hashiwatashi.api.routing import patch_on_record
from hashiwatashi.common.enums import Disclosure
from hashiwatashi.common.errors import DomainError, NotAllowed
from hashiwatashi.equipment.actions import change_equipment
from hashiwatashi.equipment.enums import ExternalUse, OperatingStatus
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.sync import refresh_after_commit
from hashiwatashi.needs.actions import change_need
from hashiwatashi.needs.disclosure import sheet_for
from hashiwatashi.needs.enums import DisclosureLevel
from hashiwatashi.needs.models import Need
from hashiwatashi.people.models import Account
from hashiwatashi.technology.actions import change_seed
from hashiwatashi.technology.models import Seed

M = TypeVar("M", bound=Model)
_VERSION = re.compile(r'"(\d{1,9})(-[0-9a-f]+)?"')
IfMatch = Annotated[
    str,
    Header(
        alias="If-Match",
        max_length=100,
        pattern=_VERSION.pattern,
        description="The ETag of the record as it was read, or its `version` in quotation marks.",
        examples=['"3"'],
    ),
]


class NotFromVersion(DomainError):
    """The change does not say which version it was made from."""

    code = "version_needed"
    status = 428


class Changes(Schema):
    """What may be changed; fields left out stay as they are."""

    model_config = ConfigDict(extra="forbid")


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


class NeedChanges(Changes):
    title: Line = ""
    text: Prose = ""
    sector: Line = ""
    region_wish: Line = ""
    deadline: Annotated[date, Field(ge=date(1900, 1, 1), lt=date(3000, 1, 1))] | None = None
    level: DisclosureLevel = DisclosureLevel.ANONYMOUS
    disclosure: Disclosure = Disclosure.PUBLIC


@patch_on_record(
    router,
    "/equipment/{uuid:uid}",
    "change_equipment",
    response=schemas.EquipmentOut,
    summary="Change a piece of equipment",
)
def equipment(request: HttpRequest, uid: UUID, changes: EquipmentChanges, if_match: IfMatch = "") -> Any:
    found = Equipment.objects.visible_to(request.user).for_lists()
    return present.equipment(_changed(request, found, uid, "change_equipment", changes, if_match, change_equipment))


@patch_on_record(router, "/seeds/{uuid:uid}", "change_seed", response=schemas.SeedOut, summary="Change a seed")
def seed(request: HttpRequest, uid: UUID, changes: SeedChanges, if_match: IfMatch = "") -> Any:
    found = Seed.objects.visible_to(request.user).for_lists()
    return present.seed(_changed(request, found, uid, "change_seed", changes, if_match, change_seed))


@patch_on_record(router, "/needs/{uuid:uid}", "change_need", response=schemas.NeedOut, summary="Change a need")
def need(request: HttpRequest, uid: UUID, changes: NeedChanges, if_match: IfMatch = "") -> Any:
    found = Need.objects.visible_to(request.user).for_lists()
    changed = _changed(request, found, uid, "change_need", changes, if_match, change_need)
    refresh_after_commit(Kind.NEED, changed.pk)
    return present.need(sheet_for(changed, request.user))


def _changed(
    request: HttpRequest,
    records: QuerySet[M],
    uid: UUID,
    permission: str,
    changes: Changes,
    if_match: str,
    change: Callable[..., Mapping[str, Any]],
) -> M:
    """The record with the changes stored. Raises `NotAllowed`, `NotFromVersion`, `InvalidInput`, `EditConflict`."""
    record = get_object_or_404(records, uid=uid)
    account = request.user
    if not isinstance(account, Account) or not account.has_perm(f"hashiwatashi.{permission}", record):
        raise NotAllowed(_("Your account may not do this. Ask the administrator of the organisation it belongs to."))
    version = _VERSION.fullmatch(if_match)
    if version is None:
        raise NotFromVersion(_("Say which version you have read: send its ETag in the header If-Match."))
    values = changes.model_dump(exclude_unset=True)
    if "prefecture" in values:
        values["prefecture_id"] = values.pop("prefecture")
    change(record, by=account, version=int(version[1]), **values)
    return records.get(uid=uid)
