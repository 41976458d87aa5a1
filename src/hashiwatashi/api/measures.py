"""The API's policy measures. All start from ``visible_to``; queries do not grow with the rows."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router
from pydantic import Field

from hashiwatashi.api.bounds import RecordBounds
from hashiwatashi.api.changing import Changes, IfMatch, changed
from hashiwatashi.api.exposed import Exposed
from hashiwatashi.api.paging import Line, Page, Prose, page
from hashiwatashi.api.routing import patch_on_record, public_get, tell_version
from hashiwatashi.api.shapes import OrganisationRef, Shape, reference
from hashiwatashi.common.enums import Disclosure
from hashiwatashi.matching.enums import Kind
from hashiwatashi.regions.actions import change_measure
from hashiwatashi.regions.enums import MeasureStage
from hashiwatashi.regions.models import FIRST_YEAR, LAST_YEAR, Measure

router = Router(tags=["catalogue"])
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR, description="Fiscal year, from 1 April.", examples=[2026])]


class MeasureOut(Shape):
    """A policy measure; ``fiscal_year`` is the year by whose end it is due."""

    uid: UUID
    version: int
    title: str
    text: str
    owner: OrganisationRef
    partners: list[OrganisationRef]
    fiscal_year: int
    stage: str
    is_overdue: bool
    evidence: str
    source_url: str
    credit: str
    updated_at: datetime


class MeasureBounds(RecordBounds):
    stage: MeasureStage | None = None
    fiscal_year: Year | None = None
    overdue: bool = False


class MeasureChanges(Changes):
    title: Line = ""
    text: Prose = ""
    fiscal_year: Year = FIRST_YEAR
    evidence: Prose = ""
    disclosure: Disclosure = Disclosure.PUBLIC


def present(record: Measure) -> MeasureOut:
    """A record as the API gives it."""
    return MeasureOut(
        uid=record.uid,
        version=record.version,
        title=record.title,
        text=record.text,
        owner=reference(record.owner),
        partners=[reference(part.organisation) for part in record.partnerships.all()],
        fiscal_year=record.fiscal_year,
        stage=record.stage,
        is_overdue=record.is_overdue_on(timezone.localdate()),
        evidence=record.evidence,
        source_url=record.source_url,
        credit=record.credit,
        updated_at=record.updated_at,
    )


@public_get(router, "/measures", response=Page[MeasureOut], summary="Policy measures")
def list_measures(request: HttpRequest, bounds: Query[MeasureBounds]) -> Any:
    found = Measure.objects.visible_to(request.user).for_lists()
    found = found.filter(bounds.conditions("title", "owner__prefecture"))
    if bounds.stage:
        found = found.filter(stage=bounds.stage)
    if bounds.fiscal_year:
        found = found.filter(fiscal_year=bounds.fiscal_year)
    if bounds.overdue:
        found = found.overdue_on(timezone.localdate())
    return page(request, found, bounds, present)


@public_get(router, "/measures/{uuid:uid}", response=MeasureOut, summary="One policy measure")
def one_measure(request: HttpRequest, uid: UUID) -> Any:
    record = get_object_or_404(Measure.objects.visible_to(request.user).for_lists(), uid=uid)
    return present(tell_version(request, record))


@patch_on_record(
    router, "/measures/{uuid:uid}", "change_measure", response=MeasureOut, summary="Change a policy measure"
)
def change(request: HttpRequest, uid: UUID, changes: MeasureChanges, if_match: IfMatch = "") -> Any:
    found = Measure.objects.visible_to(request.user).for_lists()
    return present(changed(request, found, uid, "change_measure", changes, if_match, change_measure))


EXPOSED = Exposed(Kind.MEASURE, router, MeasureOut, present)
