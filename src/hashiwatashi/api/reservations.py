"""Free time and reservations over REST: the same actions as on pages, and for the loser the same alternatives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Header, Query, Router, Schema
from pydantic import AwareDatetime, ConfigDict, Field, WithJsonSchema

from hashiwatashi.api.once import once
from hashiwatashi.api.paging import Bounds, Line, Page, Prose, page
from hashiwatashi.api.problems import AlternativeOut
from hashiwatashi.api.routing import account_post, public_get, tell_version
from hashiwatashi.api.shapes import OrganisationRef, Shape, reference_or_none
from hashiwatashi.common.errors import InvalidInput, NotAllowed
from hashiwatashi.common.timespans import TimeSpan, at_minute
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.opening.models import Unit
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account
from hashiwatashi.reservations import actions, approvals
from hashiwatashi.reservations.alternatives import instead_of
from hashiwatashi.reservations.availability import availabilities
from hashiwatashi.reservations.enums import Ground
from hashiwatashi.reservations.models import Reservation
from hashiwatashi.reservations.obstacles import CannotReserve
from hashiwatashi.reservations.rules import is_keeper
from hashiwatashi.reservations.wishes import Wish, user_kind_of

router = Router(tags=["reservations"])
FIRST, LAST = date(2000, 1, 1), date(2100, 1, 1)
Moment = Annotated[AwareDatetime, Field(description="With its zone, at a whole minute, of the years 2000 to 2099.")]
# What the document says of the bounds of a day, in the words that JSON Schema has.
A_DAY = WithJsonSchema({"type": "string", "pattern": r"^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$"})
Verb = Literal[
    "apply",
    "pull-back",
    "cancel",
    "agree",
    "send-back",
    "refuse",
    "revoke",
    "begin",
    "undo-begin",
    "finish",
    "absent",
    "came",
]
Key = Annotated[
    UUID | None,
    Header(
        alias="Idempotency-Key",
        description="A UUID of your own: what is sent again with the same one is stored once, and answered the same.",
    ),
]


class SpanOut(Shape):
    """Half-open."""

    start: datetime
    end: datetime


class UnitOut(Shape):
    """One machine: when it is open and free within the days asked for."""

    uid: UUID
    number: int
    room: str
    open: list[SpanOut]
    free: list[SpanOut]


class FreeBounds(Schema):
    """From which day on, and how many."""

    since: Annotated[date, Field(ge=FIRST, lt=LAST), A_DAY] | None = None
    days: Annotated[int, Field(ge=1, le=31)] = 7


class ReservationOut(Shape):
    """A reservation for those who may see it."""

    uid: UUID
    version: int
    number: str
    stage: str
    unit: UUID
    equipment: UUID
    equipment_name: str
    start: datetime
    end: datetime
    purpose: str
    sample: str
    people: int
    user_kind: str
    organisation: OrganisationRef | None
    held_until: datetime | None
    permit_number: str
    conditions: str
    ground: str
    ground_text: str


class TimeIn(Schema):
    """A span of time, half-open."""

    model_config = ConfigDict(extra="forbid")
    start: Moment
    end: Moment


class WishIn(TimeIn):
    """What is wanted, and for whom: ``organisation`` is one of your own; null: for yourself."""

    unit: UUID
    purpose: Annotated[Line, Field(min_length=1)]
    sample: Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")] = ""
    people: Annotated[int, Field(ge=1, le=99)] = 1
    organisation: UUID | None = None
    is_loan: bool = False
    with_instructor: bool = False


class StepIn(Schema):
    """What a step needs to know: ``comment`` of an agreement or of sending back, ``ground`` and ``text`` of a
    refusal, ``conditions`` of the last agreement, ``reason`` of a cancellation."""

    model_config = ConfigDict(extra="forbid")
    comment: Line = ""
    conditions: Annotated[Prose, Field(max_length=2000)] = ""
    ground: Ground | None = None
    text: Line = ""
    reason: Annotated[Line, Field(max_length=200)] = ""


_STEPS: Mapping[str, Callable[[Reservation, Account, StepIn], None]] = {
    "apply": lambda one, by, _told: actions.apply(one, by=by),
    "cancel": lambda one, by, told: actions.cancel(one, by=by, reason=told.reason),
    "agree": lambda one, by, told: approvals.agree(one, by=by, comment=told.comment, conditions=told.conditions),
    "send-back": lambda one, by, told: approvals.send_back(one, by=by, comment=told.comment),
    "refuse": lambda one, by, told: approvals.refuse(one, by=by, ground=_ground(told), text=told.text),
    "revoke": lambda one, by, told: actions.revoke(one, by=by, ground=_ground(told), text=told.text),
    "finish": lambda one, by, _told: actions.finish(one, by=by),
}


def present(record: Reservation) -> ReservationOut:
    """A record as the API gives it."""
    return ReservationOut(
        uid=record.uid,
        version=record.version,
        number=record.number,
        stage=record.stage,
        unit=record.unit.uid,
        equipment=record.unit.equipment.uid,
        equipment_name=record.unit.equipment.name,
        start=timezone.localtime(record.starts),
        end=timezone.localtime(record.ends),
        purpose=record.purpose,
        sample=record.sample,
        people=record.people,
        user_kind=record.user_kind,
        organisation=reference_or_none(record.organisation),
        held_until=timezone.localtime(record.held_until) if record.held_until else None,
        permit_number=record.permit_number,
        conditions=record.conditions,
        ground=record.ground,
        ground_text=record.ground_text,
    )


@public_get(router, "/equipment/{uuid:uid}/free", response=list[UnitOut], summary="When an instrument is free")
def free(request: HttpRequest, uid: UUID, bounds: Query[FreeBounds]) -> Any:
    record = get_object_or_404(Equipment.objects.visible_to(request.user), uid=uid)
    zone, since = timezone.get_default_timezone(), bounds.since or timezone.localdate()
    until = since + timedelta(days=bounds.days)
    within = TimeSpan(at_minute(since, 0, zone), at_minute(until, 0, zone))
    units = list(Unit.objects.of([record.pk]).in_force_on(since).for_lists())
    found = availabilities(units, within)
    return [
        UnitOut(
            uid=unit.uid,
            number=unit.number,
            room=unit.room,
            open=[_span(span) for span in found[unit.pk].open],
            free=[_span(span) for span in found[unit.pk].free],
        )
        for unit in units
    ]


@public_get(
    router, "/reservations", response=Page[ReservationOut], summary="Your reservations, and your institution's"
)
def list_reservations(request: HttpRequest, bounds: Query[Bounds]) -> Any:
    return page(request, Reservation.objects.visible_to(request.user).for_lists(), bounds, present)


@public_get(router, "/reservations/{uuid:uid}", response=ReservationOut, summary="One reservation")
def one_reservation(request: HttpRequest, uid: UUID) -> Any:
    return present(tell_version(request, _visible(request, uid)))


@account_post(router, "/reservations", "signed in", response=ReservationOut, summary="Reserve a unit")
def reserve(request: HttpRequest, wish: WishIn, idempotency_key: Key = None) -> Any:
    account = account_of(request)
    unit = get_object_or_404(Unit.objects.visible_to(account).select_related("equipment"), uid=wish.unit)
    asked, organisation = asked_by(account, unit, wish)

    def act() -> Reservation:
        return actions.reserve(
            asked,
            by=account,
            key=idempotency_key,
            purpose=wish.purpose,
            sample=wish.sample,
            people=wish.people,
            organisation=organisation,
        )

    return present(_or_others(asked, account, lambda: once(idempotency_key, act)))


@account_post(
    router,
    "/reservations/{uuid:uid}/time",
    "use_reservation on the record",
    response=ReservationOut,
    summary="Put a reservation to another time",
)
def move(request: HttpRequest, uid: UUID, time: TimeIn) -> Any:
    account, record = account_of(request), _visible(request, uid)
    _may(account, record, "use_reservation")
    span = span_in(time)
    wish = actions.wish_of(record, span, record.unit, at_counter=is_keeper(account, record))
    _or_others(wish, account, lambda: actions.move(record, span, by=account))
    return present(_visible(request, uid))


@account_post(
    router,
    "/reservations/{uuid:uid}/{verb}",
    "of the step, on the record",
    response=ReservationOut,
    summary="Take a step with a reservation",
)
def step(request: HttpRequest, uid: UUID, verb: Verb, told: StepIn) -> Any:
    account, record = account_of(request), _visible(request, uid)
    if verb in _STEPS:
        _STEPS[verb](record, account, told)
    else:
        actions.step(record, verb, by=account)
    return present(_visible(request, uid))


def asked_by(account: Account, unit: Unit, told: WishIn) -> tuple[Wish, Organisation | None]:
    """What an account wishes for, and the organisation for which it does. Raises `InvalidInput`."""
    organisation = _organisation(account, told.organisation)
    wish = Wish(
        unit,
        span_in(told),
        user=account,
        user_kind=user_kind_of(organisation),
        is_loan=told.is_loan,
        with_instructor=told.with_instructor,
    )
    return wish, organisation


def _or_others(wish: Wish, account: Account, act: Callable[[], Any]) -> Any:
    """What the action gives; what stands in the way is told with other times that are free."""
    try:
        return act()
    except CannotReserve as obstacle:
        others = instead_of(obstacle, wish, account, timezone.now())
        offered = [
            AlternativeOut(
                offer=str(one.offer),
                unit=one.unit.uid,
                equipment=one.unit.equipment.uid,
                equipment_name=one.unit.equipment.name,
                start=timezone.localtime(one.span.start),
                end=timezone.localtime(one.span.end),
            )
            for one in others
        ]
        raise CannotReserve(obstacle.obstacle, str(obstacle), alternatives=offered) from obstacle


def _may(account: Account, record: Reservation, permission: str) -> None:
    """Raises `NotAllowed` for an account without the permission on the record."""
    if not account.has_perm(f"hashiwatashi.{permission}", record):
        raise NotAllowed(_("Your account may not do this. Ask the administrator of the organisation it belongs to."))


def _visible(request: HttpRequest, uid: UUID) -> Reservation:
    return get_object_or_404(Reservation.objects.visible_to(request.user).for_lists(), uid=uid)


def account_of(request: HttpRequest) -> Account:
    """Who asks; the route takes accounts alone."""
    assert isinstance(request.user, Account)
    return request.user


def _organisation(account: Account, uid: UUID | None) -> Organisation | None:
    """One of the account's own; None for herself. Raises `InvalidInput` for any other."""
    if uid is None:
        return None
    found = (m.organisation for m in account.current_memberships if m.organisation.uid == uid)
    organisation = next(found, None)
    if organisation is None:
        raise InvalidInput.of("organisation", _("You do not act for this organisation."))
    return organisation


def span_in(told: TimeIn) -> TimeSpan:
    """The span that somebody names. Raises `InvalidInput` outside the years that are stored, and for an empty one."""
    for name, moment in (("start", told.start), ("end", told.end)):
        if not FIRST <= moment.date() < LAST:
            raise InvalidInput.of(name, _("Name a time of the years 2000 to 2099."))
    try:
        return TimeSpan(told.start, told.end)
    except ValueError:
        raise InvalidInput.of("end", _("The end must be later than the beginning.")) from None


def _span(span: TimeSpan) -> SpanOut:
    return SpanOut(start=timezone.localtime(span.start), end=timezone.localtime(span.end))


def _ground(told: StepIn) -> Ground:
    if told.ground is None:
        raise InvalidInput.of("ground", _("Choose a reason."))
    return told.ground
