"""Closures of units over REST, for the institution's own people: made once, never displacing anybody unseen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID, uuid5

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from hashiwatashi.api.changing import Changes, IfMatch, changed
from hashiwatashi.api.once import once
from hashiwatashi.api.paging import Bounds, Line, Page, page
from hashiwatashi.api.reservations import Key, TimeIn, account_of, span_in
from hashiwatashi.api.routing import account_post, patch_on_record, public_get, tell_version
from hashiwatashi.api.shapes import Shape
from hashiwatashi.common.errors import Conflict, InvalidInput, NotAllowed
from hashiwatashi.opening.models import Unit
from hashiwatashi.people.models import Account
from hashiwatashi.reservations.closing import Outcome, carried_out, change_closure, close_units, end_closure
from hashiwatashi.reservations.enums import OccupancyKind
from hashiwatashi.reservations.models import Closure

router = Router(tags=["opening"])
Reason = Annotated[Line, Field(min_length=1, max_length=300)]
_MOST_UNITS = 100


class WouldDisplace(Conflict):
    """It displaces reservations that the caller has not named."""

    code = "would_displace"


class ClosureOut(Shape):
    """A closure for the people of the institution."""

    uid: UUID
    version: int
    unit: UUID
    equipment: UUID
    equipment_name: str
    kind: str
    start: datetime
    end: datetime
    reason: str
    ended_at: datetime | None


class ClosureIn(TimeIn):
    """Which units are closed when, why. ``displaces`` are the numbers of the reservations that it may displace: the
    answer 409 names those there are; send them to say that you have seen them."""

    units: Annotated[list[UUID], Field(min_length=1, max_length=_MOST_UNITS)]
    kind: Literal["maintenance", "closure", "test"] = "maintenance"
    reason: Reason
    displaces: Annotated[list[Line], Field(max_length=10_000)] = []  # noqa: RUF012 pydantic copies it


class ClosureChanges(Changes):
    """The reason alone: another time is another closure."""

    reason: Reason = ""


class NothingIn(Schema):
    """Nothing has to be said."""

    model_config = ConfigDict(extra="forbid")


def present(record: Closure) -> ClosureOut:
    """A record as the API gives it."""
    return ClosureOut(
        uid=record.uid,
        version=record.version,
        unit=record.unit.uid,
        equipment=record.unit.equipment.uid,
        equipment_name=record.unit.equipment.name,
        kind=record.kind,
        start=timezone.localtime(record.starts),
        end=timezone.localtime(record.ends),
        reason=record.reason,
        ended_at=timezone.localtime(record.ended_at) if record.ended_at else None,
    )


@public_get(router, "/closures", response=Page[ClosureOut], summary="The closures of your institution's units")
def list_closures(request: HttpRequest, bounds: Query[Bounds]) -> Any:
    return page(request, Closure.objects.visible_to(request.user).for_lists(), bounds, present)


@public_get(router, "/closures/{uuid:uid}", response=ClosureOut, summary="One closure")
def one_closure(request: HttpRequest, uid: UUID) -> Any:
    return present(tell_version(request, _visible(request, uid)))


@account_post(
    router, "/closures", "close_unit on the units", response=list[ClosureOut], summary="Close units for some time"
)
def close(request: HttpRequest, closure: ClosureIn, idempotency_key: Key = None) -> Any:
    account, span = account_of(request), span_in(closure)
    if span.end <= timezone.now():
        raise InvalidInput.of("end", _("That time has passed."))
    units = _units(account, closure.units)
    uids = {unit.pk: uuid5(idempotency_key, f"{account.pk} {unit.uid}") for unit in units if idempotency_key}
    kind = OccupancyKind(closure.kind)

    def act() -> list[ClosureOut]:
        if known := _made(account, uids.values()):
            return known
        outcome = carried_out(
            lambda: close_units(units, span, kind=kind, reason=closure.reason, by=account, uids=uids),
            closure.displaces,
        )
        refuse_unseen(outcome)
        return _made(account, outcome.causes)

    return once(idempotency_key, act)


@account_post(
    router, "/closures/{uuid:uid}/end", "close_unit on the record", response=ClosureOut, summary="End a closure"
)
def end(request: HttpRequest, uid: UUID, nothing: NothingIn) -> Any:
    account, record = account_of(request), _visible(request, uid)
    _may(account, record)
    end_closure(record, by=account)
    return present(_visible(request, uid))


@patch_on_record(
    router, "/closures/{uuid:uid}", "close_unit", response=ClosureOut, summary="Change the reason of a closure"
)
def change(request: HttpRequest, uid: UUID, changes: ClosureChanges, if_match: IfMatch = "") -> Any:
    found = Closure.objects.visible_to(request.user).for_lists()
    return present(changed(request, found, uid, "close_unit", changes, if_match, change_closure))


def _visible(request: HttpRequest, uid: UUID) -> Closure:
    record: Closure = get_object_or_404(Closure.objects.visible_to(request.user).for_lists(), uid=uid)
    return record


def _units(account: Account, uids: Sequence[UUID]) -> list[Unit]:
    """The units in use, in the order asked for. Raises `InvalidInput` for one that is none, `NotAllowed`."""
    seen = Unit.objects.visible_to(account).in_force_on(timezone.localdate()).filter(uid__in=uids)
    found = {unit.uid: unit for unit in seen.for_lists()}
    if set(uids) - set(found):
        raise InvalidInput.of("units", _("There is no such unit in use."))
    for unit in found.values():
        _may(account, unit)
    return [found[uid] for uid in dict.fromkeys(uids)]


def _may(account: Account, record: Unit | Closure) -> None:
    if not account.has_perm("hashiwatashi.close_unit", record):
        raise NotAllowed(_("Your account may not do this. Ask the administrator of the organisation it belongs to."))


def refuse_unseen(outcome: Outcome) -> None:
    """Raises `WouldDisplace` for what displaces reservations that whoever acts has not seen."""
    if not outcome.is_done:
        numbers = [one.number for one in outcome.reservations]
        told = _("This displaces reservations: %(numbers)s. Send their numbers as displaces to say that you know.")
        raise WouldDisplace(told % {"numbers": "、".join(numbers)}, displaced=numbers)


def _made(account: Account, uids: Any) -> list[ClosureOut]:
    """The closures with some uids, which an earlier request with the same key may have made."""
    found = Closure.objects.visible_to(account).filter(uid__in=list(uids)).for_lists().order_by("pk") if uids else ()
    return [present(one) for one in found]
