"""The class of a firm, over REST. Nothing of what is sent is stored."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from hashiwatashi.api.bounds import WHOLE_NUMBER
from hashiwatashi.api.routing import public_post
from hashiwatashi.api.shapes import Shape
from hashiwatashi.firms.assessing import Firm, assess
from hashiwatashi.firms.enums import FirmClass, Group
from hashiwatashi.firms.rules_data import rules_on

router = Router(tags=["catalogue"])
Yen = Annotated[int | None, Field(ge=0, le=10**15), WHOLE_NUMBER]
Count = Annotated[int | None, Field(ge=0, le=10**7), WHOLE_NUMBER]
Share = Annotated[int | None, Field(ge=0, le=1_000_000, description="Millionths of all shares."), WHOLE_NUMBER]


class FirmIn(Schema):
    """What is known of a firm; null: not told."""

    group: Group
    rules: Annotated[str, Field(max_length=30, examples=["grant"])] = "basic_act"
    capital: Yen = None
    employees: Count = None
    largest_share: Share = None
    large_share: Share = None
    deemed_share: Share = None
    officers: Count = None
    large_officers: Count = None
    deemed_officers: Count = None
    average_income: Yen = None


class ReasonOut(Shape):
    """One line; ``holds`` null: it cannot be told."""

    text: str
    holds: bool | None
    source: str


class ClassOut(Shape):
    """The class with its reasons, and what is missing to tell it."""

    verdict: FirmClass
    reasons: list[ReasonOut]
    missing: list[str]


@public_post(router, "/class", response=ClassOut, summary="The class of a firm, with the reasons")
def classify(request: HttpRequest, firm: FirmIn) -> Any:
    day = timezone.localdate()
    told = Firm(
        group=firm.group,
        capital=firm.capital,
        employees=firm.employees,
        largest_share=_part(firm.largest_share),
        large_share=_part(firm.large_share),
        deemed_share=_part(firm.deemed_share),
        officers=firm.officers,
        large_officers=firm.large_officers,
        deemed_officers=firm.deemed_officers,
        average_income=firm.average_income,
    )
    found = assess(told, rules_on(firm.rules, day), day)
    reasons = [ReasonOut(text=one.text, holds=one.holds, source=one.source) for one in found.reasons]
    return ClassOut(verdict=found.verdict, reasons=reasons, missing=list(found.missing))


def _part(millionths: int | None) -> Fraction | None:
    return None if millionths is None else Fraction(millionths, 1_000_000)
