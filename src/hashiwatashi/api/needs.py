"""The API's needs. All start from ``visible_to``; queries do not grow with the rows."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router
from pydantic import Field

from hashiwatashi.api.changing import Changes, IfMatch, changed
from hashiwatashi.api.exposed import Exposed
from hashiwatashi.api.paging import Bounds, Line, Page, Prose, Text, page
from hashiwatashi.api.routing import patch_on_record, public_get, tell_version
from hashiwatashi.api.shapes import OrganisationRef, Shape, reference_or_none
from hashiwatashi.common.enums import Disclosure
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.sync import refresh_after_commit
from hashiwatashi.needs.actions import change_need
from hashiwatashi.needs.disclosure import NeedSheet, sheet_for
from hashiwatashi.needs.enums import DisclosureLevel, NeedKind
from hashiwatashi.needs.models import Need

router = Router(tags=["catalogue"])


class NeedOut(Shape):
    """A need as far as its disclosure level lets the caller see it."""

    uid: UUID
    version: int | None
    kind: str
    level: int
    stage: str
    title: str
    text: str
    sector: str
    region_wish: str
    deadline: date | None
    published_on: date | None
    owner: OrganisationRef | None
    source_url: str
    credit: str


class NeedBounds(Bounds):
    """Needs cannot be bounded by place or owner: that would tell who is behind them."""

    q: Text = ""
    kind: NeedKind | None = None


class NeedChanges(Changes):
    title: Line = ""
    text: Prose = ""
    sector: Line = ""
    region_wish: Line = ""
    deadline: Annotated[date, Field(ge=date(1900, 1, 1), lt=date(3000, 1, 1))] | None = None
    level: DisclosureLevel = DisclosureLevel.ANONYMOUS
    disclosure: Disclosure = Disclosure.PUBLIC


def present(sheet: NeedSheet) -> NeedOut:
    """A record as the API gives it."""
    return NeedOut(
        uid=sheet.uid,
        version=sheet.version,
        kind=sheet.kind.value,
        level=int(sheet.level),
        stage=sheet.stage.value,
        title=sheet.title,
        text=sheet.text,
        sector=sheet.sector,
        region_wish=sheet.region_wish,
        deadline=sheet.deadline,
        published_on=sheet.published_on,
        owner=reference_or_none(sheet.owner),
        source_url=sheet.source_url,
        credit=sheet.credit,
    )


@public_get(router, "/needs", response=Page[NeedOut], summary="Needs, as far as they are disclosed")
def list_needs(request: HttpRequest, bounds: Query[NeedBounds]) -> Any:
    found = Need.objects.visible_to(request.user).for_lists()
    if bounds.q:
        found = found.filter(title__icontains=bounds.q)
    if bounds.kind:
        found = found.filter(kind=bounds.kind)
    return page(request, found, bounds, lambda record: present(sheet_for(record, request.user)))


@public_get(router, "/needs/{uuid:uid}", response=NeedOut, summary="One need, as far as it is disclosed")
def one_need(request: HttpRequest, uid: UUID) -> Any:
    record = get_object_or_404(Need.objects.visible_to(request.user).for_lists(), uid=uid)
    sheet = sheet_for(record, request.user)
    if sheet.is_own:
        tell_version(request, record)
    return present(sheet)


@patch_on_record(router, "/needs/{uuid:uid}", "change_need", response=NeedOut, summary="Change a need")
def change(request: HttpRequest, uid: UUID, changes: NeedChanges, if_match: IfMatch = "") -> Any:
    found = Need.objects.visible_to(request.user).for_lists()
    need = changed(request, found, uid, "change_need", changes, if_match, change_need)
    refresh_after_commit(Kind.NEED, need.pk)
    return present(sheet_for(need, request.user))


EXPOSED = Exposed(Kind.NEED, router, NeedOut, present)
