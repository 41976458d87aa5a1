"""The waiting list over REST: wait for a time that others have, look, withdraw."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router

from hashiwatashi.api.once import once
from hashiwatashi.api.paging import Bounds, Page, page
from hashiwatashi.api.reservations import Key, WishIn, account_of, asked_by
from hashiwatashi.api.routing import account_post, public_get, tell_version
from hashiwatashi.api.shapes import OrganisationRef, Shape, reference_or_none
from hashiwatashi.opening.models import Unit
from hashiwatashi.reservations import waiting
from hashiwatashi.reservations.line import with_place
from hashiwatashi.reservations.models import Waiting
from hashiwatashi.reservations.querysets import WaitingQuerySet

router = Router(tags=["reservations"])


class WaitIn(WishIn):
    """What is waited for; with ``takes_any`` any unit of the instrument will do."""

    takes_any: bool = False


class WaitingOut(Shape):
    """An entry of a waiting list for those who may see it; ``place`` counts from 1 and is null where it waits no
    longer, ``reservation`` is what was offered."""

    uid: UUID
    version: int
    state: str
    unit: UUID
    takes_any: bool
    equipment: UUID
    equipment_name: str
    start: datetime
    end: datetime
    purpose: str
    organisation: OrganisationRef | None
    place: int | None
    skipped: str
    reservation: UUID | None


def present(entry: Any) -> WaitingOut:
    """An entry as the API gives it; loaded with its place."""
    state = entry.state()
    return WaitingOut(
        uid=entry.uid,
        version=entry.version,
        state=state,
        unit=entry.unit.uid,
        takes_any=entry.takes_any,
        equipment=entry.unit.equipment.uid,
        equipment_name=entry.unit.equipment.name,
        start=timezone.localtime(entry.starts),
        end=timezone.localtime(entry.ends),
        purpose=entry.purpose,
        organisation=reference_or_none(entry.organisation),
        place=entry.ahead + 1 if state == "waiting" else None,
        skipped=entry.skipped,
        reservation=entry.reservation.uid if entry.reservation else None,
    )


@public_get(router, "/waiting", response=Page[WaitingOut], summary="What you wait for, and who waits for your units")
def list_waiting(request: HttpRequest, bounds: Query[Bounds]) -> Any:
    return page(request, _seen(request), bounds, present)


@public_get(router, "/waiting/{uuid:uid}", response=WaitingOut, summary="One entry of a waiting list")
def one_waiting(request: HttpRequest, uid: UUID) -> Any:
    return present(tell_version(request, _one(request, uid)))


@account_post(router, "/waiting", "signed in", response=WaitingOut, summary="Wait for a time that others have")
def wait(request: HttpRequest, wish: WaitIn, idempotency_key: Key = None) -> Any:
    account = account_of(request)
    unit = get_object_or_404(Unit.objects.visible_to(account).for_lists(), uid=wish.unit)
    asked, organisation = asked_by(account, unit, wish)
    told: dict[str, Any] = {name: getattr(wish, name) for name in ("purpose", "sample", "people")}
    told["organisation"] = organisation

    def act() -> Waiting:
        return waiting.wait(asked, by=account, takes_any=wish.takes_any, key=idempotency_key, **told)

    return present(_one(request, once(idempotency_key, act).uid))


@account_post(
    router,
    "/waiting/{uuid:uid}/withdraw",
    "withdraw_waiting on the record",
    response=WaitingOut,
    summary="Withdraw from a waiting list",
)
def withdraw(request: HttpRequest, uid: UUID) -> Any:
    waiting.withdraw(_one(request, uid), by=account_of(request))
    return present(_one(request, uid))


def _seen(request: HttpRequest) -> WaitingQuerySet:
    return with_place(Waiting.objects.visible_to(request.user), timezone.now()).for_lists()


def _one(request: HttpRequest, uid: UUID) -> Any:
    return get_object_or_404(_seen(request), uid=uid)
