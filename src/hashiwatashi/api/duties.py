"""Who answers (だれが担当か), over REST."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from hashiwatashi.api.routing import public_get
from hashiwatashi.api.shapes import OrganisationRef, Shape, reference
from hashiwatashi.areas.gazetteer import NO_PLACE, place_of
from hashiwatashi.common.errors import NotFound
from hashiwatashi.duties.enums import Function
from hashiwatashi.duties.models import Duty
from hashiwatashi.duties.who import Answer, Asked, who_answers

router = Router(tags=["catalogue"])


class Question(Schema):
    """One function in one place; ``place`` is a prefecture or municipality by its code or name."""

    function: Function
    place: Annotated[str, Field(min_length=1, max_length=60, examples=["宮城県仙台市"])]
    field: Annotated[str, Field(max_length=30, description="Code of a field; empty: any.")] = ""


class DutyOut(Shape):
    """Who answers, and the promise."""

    organisation: OrganisationRef
    responsible: str
    phone: str
    mail: str
    hours: str
    target_days: int
    fields: list[str]


class WhoOut(Shape):
    """Those who answer; ``is_gap`` where nobody does."""

    function: Function
    prefecture: str
    municipality: str
    is_gap: bool
    answers: list[DutyOut]


@public_get(router, "/who", response=WhoOut, summary="Who answers for a thing in a place")
def who(request: HttpRequest, question: Query[Question]) -> Any:
    return written(answered(question.function, question.place, question.field))


def answered(function: Function, place: str, field: str = "") -> Answer:
    """The answer for a place by its name or code. Raises `NotFound` for a place that is none."""
    found = place_of(place)
    if found is None:
        raise NotFound(NO_PLACE)
    area, town = found
    asked = Asked(function, area.code, town.code if town else "", field)
    return who_answers([asked], timezone.localdate())[0]


def written(answer: Answer) -> WhoOut:
    """An answer as it leaves the house, over REST and from `hashi who --json`."""
    return WhoOut(
        function=answer.asked.function,
        prefecture=answer.asked.prefecture,
        municipality=answer.asked.municipality,
        is_gap=answer.is_gap,
        answers=[_duty(duty) for duty in answer.duties],
    )


def _duty(duty: Duty) -> DutyOut:
    return DutyOut(
        organisation=reference(duty.owner),
        responsible=duty.responsible,
        phone=duty.phone,
        mail=duty.mail,
        hours=duty.hours,
        target_days=duty.target_days,
        fields=[field.code for field in duty.fields.all()],
    )
