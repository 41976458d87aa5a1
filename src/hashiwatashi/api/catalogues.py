"""Lists and single records of each kind. All start from ``visible_to``; queries do not grow with the rows."""

from __future__ import annotations

import re
from functools import reduce
from operator import or_
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router
from pydantic import AwareDatetime, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from hashiwatashi.api import present, schemas
from hashiwatashi.api.paging import Bounds, Page, Text, page
from hashiwatashi.api.routing import public_get, tell_version
from hashiwatashi.areas.models import Prefecture
from hashiwatashi.equipment.enums import ExternalUse
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.funding.models import Call
from hashiwatashi.matching.spelling import written_variants
from hashiwatashi.needs.disclosure import sheet_for
from hashiwatashi.needs.enums import NeedKind
from hashiwatashi.needs.models import Need
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.enums import ExpertKind
from hashiwatashi.people.models import Expert
from hashiwatashi.technology.models import Seed

router = Router(tags=["catalogue"])
PrefectureCode = Annotated[
    str, Field(pattern=r"^(0[1-9]|[1-3]\d|4[0-7])$", description="Code (JIS X 0401).", examples=["04"])
]


# The years that `common.values` lets in, written out: pydantic by itself would take 0.5 for half a second of 1970.
_MOMENT = r"^(19|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}"


def _written_out(value: Any) -> Any:
    if not re.match(_MOMENT, str(value)):
        raise PydanticCustomError("datetime", "Must be a time with its zone.")
    return value


Moment = Annotated[
    AwareDatetime,
    BeforeValidator(_written_out),
    Field(examples=["2026-04-01T00:00:00+09:00"], json_schema_extra={"pattern": _MOMENT}),
]


class RecordBounds(Bounds):
    """Bounds that several lists share."""

    q: Annotated[Text, Field(description="Part of the name or title. For plain words use `match`.")] = ""
    prefecture: PrefectureCode | None = None
    updated_since: Moment | None = None

    def conditions(self, name: str, prefecture: str) -> Q:
        forms = written_variants(self.q) if self.q else []
        found = reduce(or_, (Q(**{f"{name}__icontains": form}) for form in forms), Q())
        if self.prefecture:
            found &= Q(**{prefecture: self.prefecture})
        if self.updated_since:
            found &= Q(updated_at__gte=self.updated_since)
        return found


class EquipmentBounds(RecordBounds):
    external_use: ExternalUse | None = None
    owner: UUID | None = None


class SeedBounds(RecordBounds):
    field: Text = ""


class ExpertBounds(RecordBounds):
    kind: ExpertKind | None = None


class CallBounds(RecordBounds):
    open: bool | None = None


class NeedBounds(Bounds):
    """Needs cannot be bounded by place or owner: that would tell who is behind them."""

    q: Text = ""
    kind: NeedKind | None = None


class OrganisationBounds(RecordBounds):
    kind: OrganisationKind | None = None


@public_get(router, "/prefectures", response=list[schemas.PrefectureOut], summary="The 47 prefectures")
def prefectures(request: HttpRequest) -> Any:
    return [present.prefecture(record) for record in Prefecture.objects.all()]


@public_get(router, "/equipment", response=Page[schemas.EquipmentOut], summary="Shared equipment")
def list_equipment(request: HttpRequest, bounds: Query[EquipmentBounds]) -> Any:
    found = Equipment.objects.visible_to(request.user).for_lists().filter(bounds.conditions("name", "prefecture"))
    if bounds.external_use:
        found = found.filter(external_use=bounds.external_use)
    if bounds.owner:
        found = found.filter(owner__uid=bounds.owner)
    return page(request, found, bounds, present.equipment)


@public_get(router, "/equipment/{uuid:uid}", response=schemas.EquipmentOut, summary="One piece of equipment")
def one_equipment(request: HttpRequest, uid: UUID) -> Any:
    record = get_object_or_404(Equipment.objects.visible_to(request.user).for_lists(), uid=uid)
    return present.equipment(tell_version(request, record))


@public_get(router, "/seeds", response=Page[schemas.SeedOut], summary="Research seeds")
def list_seeds(request: HttpRequest, bounds: Query[SeedBounds]) -> Any:
    found = Seed.objects.visible_to(request.user).for_lists().filter(bounds.conditions("title", "owner__prefecture"))
    if bounds.field:
        found = found.filter(field=bounds.field)
    return page(request, found, bounds, present.seed)


@public_get(router, "/seeds/{uuid:uid}", response=schemas.SeedOut, summary="One seed")
def one_seed(request: HttpRequest, uid: UUID) -> Any:
    record = get_object_or_404(Seed.objects.visible_to(request.user).for_lists(), uid=uid)
    return present.seed(tell_version(request, record))


@public_get(router, "/experts", response=Page[schemas.ExpertOut], summary="Experts in office")
def list_experts(request: HttpRequest, bounds: Query[ExpertBounds]) -> Any:
    found = Expert.objects.visible_to(request.user).in_office_on(timezone.localdate()).for_lists()
    found = found.filter(bounds.conditions("person__name", "organisation__prefecture"))
    if bounds.kind:
        found = found.filter(kind=bounds.kind)
    return page(request, found, bounds, present.expert)


@public_get(router, "/experts/{uuid:uid}", response=schemas.ExpertOut, summary="One expert")
def one_expert(request: HttpRequest, uid: UUID) -> Any:
    return present.expert(get_object_or_404(Expert.objects.visible_to(request.user).for_lists(), uid=uid))


@public_get(router, "/calls", response=Page[schemas.CallOut], summary="Calls for funding")
def list_calls(request: HttpRequest, bounds: Query[CallBounds]) -> Any:
    found = Call.objects.visible_to(request.user).for_lists()
    here = Q(areas=bounds.prefecture) | Q(is_nationwide=True) if bounds.prefecture else Q()
    found = found.filter(bounds.model_copy(update={"prefecture": None}).conditions("title", "areas"), here).distinct()
    now = timezone.now()
    if bounds.open is not None:
        now_open = Call.objects.open_at(now).values("pk")
        found = found.filter(pk__in=now_open) if bounds.open else found.exclude(pk__in=now_open)
    return page(request, found, bounds, present.call)


@public_get(router, "/calls/{uuid:uid}", response=schemas.CallOut, summary="One call")
def one_call(request: HttpRequest, uid: UUID) -> Any:
    return present.call(get_object_or_404(Call.objects.visible_to(request.user).for_lists(), uid=uid))


@public_get(router, "/needs", response=Page[schemas.NeedOut], summary="Needs, as far as they are disclosed")
def list_needs(request: HttpRequest, bounds: Query[NeedBounds]) -> Any:
    found = Need.objects.visible_to(request.user).for_lists()
    if bounds.q:
        found = found.filter(title__icontains=bounds.q)
    if bounds.kind:
        found = found.filter(kind=bounds.kind)
    return page(request, found, bounds, lambda record: present.need(sheet_for(record, request.user)))


@public_get(router, "/needs/{uuid:uid}", response=schemas.NeedOut, summary="One need, as far as it is disclosed")
def one_need(request: HttpRequest, uid: UUID) -> Any:
    record = get_object_or_404(Need.objects.visible_to(request.user).for_lists(), uid=uid)
    sheet = sheet_for(record, request.user)
    if sheet.is_own:
        tell_version(request, record)
    return present.need(sheet)


@public_get(router, "/organisations", response=Page[schemas.OrganisationOut], summary="Organisations")
def list_organisations(request: HttpRequest, bounds: Query[OrganisationBounds]) -> Any:
    found = Organisation.objects.visible_to(request.user).for_lists().filter(bounds.conditions("name", "prefecture"))
    if bounds.kind:
        found = found.filter(kind=bounds.kind)
    return page(request, found, bounds, present.organisation)


@public_get(router, "/organisations/{uuid:uid}", response=schemas.OrganisationOut, summary="One organisation")
def one_organisation(request: HttpRequest, uid: UUID) -> Any:
    return present.organisation(get_object_or_404(Organisation.objects.visible_to(request.user).for_lists(), uid=uid))
