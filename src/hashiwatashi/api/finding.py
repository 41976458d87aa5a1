"""Free time over all institutions over REST: the same search, with the same answer, as on the page."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from hashiwatashi.api.bounds import PrefectureCode
from hashiwatashi.api.paging import Text
from hashiwatashi.api.reservations import A_DAY, FIRST, LAST
from hashiwatashi.api.routing import public_get
from hashiwatashi.api.shapes import OrganisationRef, Shape, reference
from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.common.timespans import DAY_MINUTES, TimeSpan, at_minute, days_of
from hashiwatashi.equipment.vocabulary import vocabulary
from hashiwatashi.matching.understanding import kinds_meant
from hashiwatashi.opening.enums import UserKind
from hashiwatashi.reservations.finding import Found, Slot, find
from hashiwatashi.reservations.quest import Quest, Reach
from hashiwatashi.reservations.said import DAYS, MOST_DAYS, Said, read

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


Weekdays = Annotated[list[Annotated[int, Field(ge=0, le=6)]], Field(max_length=7, description="Monday is 0.")]


class QuestBounds(Schema):
    """What is looked for: words or a kind of instrument, how long, within which days, by whom, from where.

    What the words say of the time (木曜の午後, for two hours) counts before the other fields, unless ``as_written``.
    """

    q: Text = ""
    as_written: bool = False
    kind: KindKey = ""
    minutes: Annotated[int, Field(ge=5, le=1440)] = 120
    since: Annotated[date, Field(ge=FIRST, lt=LAST), A_DAY] | None = None
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)] = DAYS
    weekdays: Annotated[list[Annotated[int, Field(ge=0, le=6)]], Field(max_length=7, description="Monday is 0.")] = (
        Field(default=[])
    )
    from_minute: Annotated[int, Field(ge=0, lt=DAY_MINUTES, description="From midnight.")] = 0
    until_minute: Annotated[int, Field(gt=0, le=DAY_MINUTES, description="From midnight.")] = DAY_MINUTES
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
    """``fitting`` units fit, the nearest ``looked_at`` were looked at; ``outside`` is the best one beyond reach.

    The other fields say what was looked for, with what was read out of the words: ``words`` are those that were left,
    ``since`` and ``until`` the first and the last day, ``weekdays`` (Monday is 0) empty where all count.
    """

    words: str
    minutes: int
    since: date
    until: date
    weekdays: list[int]
    from_minute: int
    until_minute: int
    free: list[FoundOut]
    busy: list[FoundOut]
    outside: FoundOut | None
    looked_at: int
    fitting: int


@public_get(router, "/free-times", response=FindingsOut, summary="Free time over all institutions")
def free_times(request: HttpRequest, bounds: Query[QuestBounds]) -> Any:
    quest = _quest(bounds)
    found = find(quest, request.user, timezone.now())
    days = days_of(quest.within, timezone.get_default_timezone())
    return FindingsOut(
        words=" ".join(quest.words),
        minutes=quest.minutes,
        since=days[0],
        until=days[-1],
        weekdays=sorted(quest.weekdays),
        from_minute=quest.hours[0],
        until_minute=quest.hours[1],
        free=[_out(one) for one in found.free],
        busy=[_out(one) for one in found.busy],
        outside=_out(found.outside) if found.outside else None,
        looked_at=found.looked_at,
        fitting=found.fitting,
    )


def _quest(bounds: QuestBounds) -> Quest:
    zone, today = timezone.get_default_timezone(), timezone.localdate()
    since = bounds.since or today
    if bounds.until_minute <= bounds.from_minute:
        raise InvalidInput(_("The hours must end after they begin."))
    said = Said(bounds.q.strip()) if bounds.as_written else read(bounds.q, today)
    asked = Quest(
        within=TimeSpan(at_minute(since, 0, zone), at_minute(since + timedelta(days=bounds.days), 0, zone)),
        minutes=bounds.minutes,
        weekdays=frozenset(bounds.weekdays),
        hours=(bounds.from_minute, bounds.until_minute),
        user_kind=bounds.user_kind,
        kind=bounds.kind,
        home=bounds.prefecture or "",
        reach=bounds.reach,
    )
    return asked.as_said(said, kinds_meant(said.rest))


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
