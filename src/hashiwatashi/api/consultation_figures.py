"""The figures of an institution's consultations over REST: numbers, medians of each step, whether it helped."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from hashiwatashi.api.asking import desk_of
from hashiwatashi.api.reservations import account_of
from hashiwatashi.api.routing import permitted_get
from hashiwatashi.api.shapes import OrganisationRef, Shape, reference
from hashiwatashi.common.calendar import fiscal_days, fiscal_year
from hashiwatashi.common.errors import NotAllowed
from hashiwatashi.consultations.enums import ConsultationKind
from hashiwatashi.consultations.reports import LISTED, STEPS, Bounds, Line, cases_of

router = Router(tags=["consultations"])


class FigureBounds(Schema):
    """Of which of your institutions and of which kind, in which fiscal year (the present one) or month of it."""

    institution: UUID
    kind: ConsultationKind = ConsultationKind.TECHNICAL
    year: Annotated[int, Field(ge=2000, le=2099)] | None = None
    month: Annotated[int, Field(ge=1, le=12)] | None = None


class MedianOut(Shape):
    """The exact median of working days that a step took in ``n`` cases; null where there are none."""

    step: str
    median: float | None
    n: int


class FiguresOut(Shape):
    """What came from ``since`` on until before ``until``: how many by figure, how long each step took; ``replies`` is
    null where so few have told whether it helped that one could tell who."""

    institution: OrganisationRef
    kind: str
    since: date
    until: date
    numbers: dict[str, int]
    medians: list[MedianOut]
    replies: dict[str, int] | None


@permitted_get(
    router,
    "/consultations/figures",
    "note_consultation",
    response=FiguresOut,
    summary="The figures of your institution's consultations",
)
def figures(request: HttpRequest, bounds: Query[FigureBounds]) -> Any:
    account = account_of(request)
    if not account.has_perm("hashiwatashi.note_consultation"):
        raise NotAllowed(_("This page is for the people of institutions that answer consultations."))
    institution = desk_of(account, "institution", bounds.institution)
    year = bounds.year or fiscal_year(timezone.localdate())
    counted = Bounds(institution, bounds.kind, fiscal_days(year, bounds.month))
    return present(counted, Line("", cases_of(counted, timezone.now())))


def present(counted: Bounds, whole: Line) -> FiguresOut:
    """Figures as the API gives them."""
    assert counted.span.until is not None  # a year or a month ends
    medians = {step: whole.median(step) for step in STEPS}
    replies = whole.replies
    return FiguresOut(
        institution=reference(counted.institution),
        kind=counted.kind,
        since=counted.span.since,
        until=counted.span.until,
        numbers={figure: whole.number(figure) for figure in sorted(LISTED)},
        medians=[MedianOut(step=step, median=found.value, n=found.n) for step, found in medians.items()],
        replies={one.value: number for one, number in replies.items()} if replies else None,
    )
