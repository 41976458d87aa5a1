"""Whose turn it is on the route of an approval: which role, who holds it, who represents whom (代理, 合議)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from hashiwatashi.opening.hours import opening_of
from hashiwatashi.opening.models import one_step
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Account
from hashiwatashi.people.roles import accounts_with
from hashiwatashi.reservations.enums import Decision
from hashiwatashi.reservations.models import Deputy, PermitDecision, Reservation


@dataclass(frozen=True, slots=True)
class Turn:
    """The step of a route that is to be decided: by everybody who holds the role, or by one of them."""

    position: int
    role: Role
    needs_all: bool
    is_last: bool
    open: tuple[Account, ...]
    """Those who hold the role and have not decided yet."""


def turn_of(reservation: Reservation, day: date | None = None) -> Turn:
    """The step whose turn it is in the present round of an application."""
    day = day or timezone.localdate()
    route = _route(reservation)
    agreed = list(
        PermitDecision.objects.filter(reservation=reservation, round=reservation.round, decision=Decision.AGREED)
    )
    for position, (role, needs_all) in enumerate(route):
        is_last = position == len(route) - 1
        of_step = {one.instead_of_id or one.by_id for one in agreed if one.position == position}
        waiting = tuple(one for one in accounts_with([role], reservation.owner_id, day) if one.pk not in of_step)
        is_settled = (not waiting) if needs_all and of_step else bool(of_step)
        if is_last or not is_settled:
            return Turn(position, role, needs_all, is_last, waiting)
    raise AssertionError("a route has a last step")


def may_decide(account: Account, reservation: Reservation) -> bool:
    """Whether an account holds the role whose turn it is, or represents somebody who does."""
    return capacity_of(account, reservation) is not None


def capacity_of(account: Account, reservation: Reservation) -> Account | None:
    """For whom an account decides: herself, or whom she represents; None where she may not decide now."""
    today = timezone.localdate()
    turn = turn_of(reservation, today)
    if account in turn.open:
        return account
    represented = set(
        Deputy.objects.in_force_on(today)
        .filter(owner=reservation.owner_id, deputy=account)
        .values_list("absent", flat=True)
    )
    return next((one for one in turn.open if one.pk in represented), None)


def deciders(reservation: Reservation) -> list[Account]:
    """Everybody who may decide now, deputies included: they are told."""
    today = timezone.localdate()
    turn = turn_of(reservation, today)
    deputies = Deputy.objects.in_force_on(today).filter(owner=reservation.owner_id, absent__in=turn.open)
    found = {one.pk: one for one in turn.open}
    found |= {one.deputy_id: one.deputy for one in deputies.select_related("deputy")}
    return list(found.values())


def _route(reservation: Reservation) -> list[tuple[Role, bool]]:
    day = timezone.localdate(reservation.starts)
    rules = opening_of(reservation.unit.equipment, day, day.fromordinal(day.toordinal() + 1)).rules_on(day)
    route: list[list[Any]] = rules.route if rules else one_step()
    return [(Role(role), needs_all) for role, needs_all in route]
