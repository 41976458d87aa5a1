"""Free time over all institutions over REST: the same search, with the same answer, as on the page."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from hashiwatashi.api.bounds import PrefectureCode
from hashiwatashi.api.paging import Text
from hashiwatashi.api.reservations import A_DAY, FIRST, LAST
from hashiwatashi.api.routing import public_get
from hashiwatashi.api.shapes import OrganisationRef, Shape, reference
from hashiwatashi.common.timespans import TimeSpan, at_minute
from hashiwatashi.equipment.vocabulary import vocabulary
from hashiwatashi.matching.understanding import kinds_meant
from hashiwatashi.opening.enums import UserKind
from hashiwatashi.reservations.finding import Found, Quest, Reach, Slot, find

router = Router(tags=["reservations"])


def _known(key: str) -> str:
    if key and key not in vocabulary().kinds:
        raise PydanticCustomError("value_error", "There is no such kind of instrument.")
    return key


KindKey = Annotated[
    str,
    AfterValidator(_known),
    WithJsonSchema({"type": "string", "enum": ["", *vocabulary().kinds], "description": "A kind of instrument."}),
]


class QuestBounds(Schema):
    """What is looked for: words or a kind of instrument, how long, within which days, by whom, from where."""

    q: Text = ""
    kind: KindKey = ""
    minutes: Annotated[int, Field(ge=5, le=1440)] = 120
    since: Annotated[date, Field(ge=FIRST, lt=LAST), A_DAY] | None = None
    days: Annotated[int, Field(ge=1, le=31)] = 14
    user_kind: UserKind = UserKind.FIRM
    prefecture: PrefectureCode | None = None
    reach: Reach = Reach.COUNTRY


class SlotOut(Shape):
    """A time at which a unit can be reserved, half-open."""

    unit: UUID
    start: datetime
    end: datetime


class FoundOut(Shape):
    """An instrument that fits, with its first ``times``; without any, ``why`` and the nearest ``other`` time."""

    equipment: UUID
    name: str
    owner: OrganisationRef
    prefecture: str
    times: list[SlotOut]
    why: str
    other: SlotOut | None
    licence_level: int
    with_instructor: bool
    takes_tests: bool
    fee_note: str


class FindingsOut(Shape):
    """``fitting`` units fit, the nearest ``looked_at`` were looked at; ``outside`` is the best one beyond reach."""

    free: list[FoundOut]
    busy: list[FoundOut]
    outside: FoundOut | None
    looked_at: int
    fitting: int


@public_get(router, "/free-times", response=FindingsOut, summary="Free time over all institutions")
def free_times(request: HttpRequest, bounds: Query[QuestBounds]) -> Any:
    found = find(_quest(bounds), request.user, timezone.now())
    return FindingsOut(
        free=[_out(one) for one in found.free],
        busy=[_out(one) for one in found.busy],
        outside=_out(found.outside) if found.outside else None,
        looked_at=found.looked_at,
        fitting=found.fitting,
    )


def _quest(bounds: QuestBounds) -> Quest:
    zone, since = timezone.get_default_timezone(), bounds.since or timezone.localdate()
    return Quest(
        within=TimeSpan(at_minute(since, 0, zone), at_minute(since + timedelta(days=bounds.days), 0, zone)),
        minutes=bounds.minutes,
        user_kind=bounds.user_kind,
        words=tuple(bounds.q.split()),
        kinds=kinds_meant(bounds.q),
        kind=bounds.kind,
        home=bounds.prefecture or "",
        reach=bounds.reach,
    )


def _out(one: Found) -> FoundOut:
    return FoundOut(
        equipment=one.equipment.uid,
        name=one.equipment.name,
        owner=reference(one.equipment.owner),
        prefecture=one.prefecture,
        times=[_slot(slot) for slot in one.times],
        why=one.why,
        other=_slot(one.other) if one.other else None,
        licence_level=one.rules.licence_level if one.rules else 0,
        with_instructor=bool(one.rules and one.rules.with_instructor),
        takes_tests=bool(one.rules and one.rules.takes_tests),
        fee_note=one.equipment.fee_note,
    )


def _slot(slot: Slot) -> SlotOut:
    return SlotOut(
        unit=slot.unit.uid, start=timezone.localtime(slot.span.start), end=timezone.localtime(slot.span.end)
    )
