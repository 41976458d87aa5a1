"""Whose turn it is on the route of an approval: which role, who holds it, who represents whom (代理, 合議).

Asked of many applications at once, in five queries for any number of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from hashiwatashi.opening.hours import openings
from hashiwatashi.opening.models import UseRules, one_step
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Account, Membership
from hashiwatashi.reservations.enums import Decision, ReservationStage
from hashiwatashi.reservations.models import Deputy, PermitDecision, Reservation
from hashiwatashi.reservations.querysets import DeputyQuerySet, ReservationQuerySet


@dataclass(frozen=True, slots=True)
class Turn:
    """The step of a route that is to be decided: by everybody who holds the role, or by one of them."""

    position: int
    role: Role
    needs_all: bool
    is_last: bool
    open: tuple[Account, ...]
    """Those who hold the role and have not decided yet."""


def turns(reservations: Collection[Reservation]) -> dict[int, Turn]:
    """The step whose turn it is in the present round of each application, by its key."""
    routes = _routes(reservations)
    agreed = _agreed(reservations)
    holders = _holders(reservations)
    return {one.pk: _turn(routes[one.pk], agreed[one.pk, one.round], holders, one.owner_id) for one in reservations}


def turn_of(reservation: Reservation) -> Turn:
    """The turn of one."""
    return turns([reservation])[reservation.pk]


def capacity_of(account: Account, reservation: Reservation) -> Account | None:
    """For whom an account decides: herself, or whom she represents; None where she may not decide now."""
    return _capacity(account, turn_of(reservation), _represented(account)[reservation.owner_id])


def may_decide(account: Account, reservation: Reservation) -> bool:
    """Whether an account holds the role whose turn it is, or represents somebody who does."""
    return capacity_of(account, reservation) is not None


def may_decide_among(account: Account, reservations: ReservationQuerySet) -> list[int]:
    """The keys of the applications that wait for an account's decision."""
    applied = list(reservations.filter(stage=ReservationStage.APPLIED).for_lists())
    found, represented = turns(applied), _represented(account)
    return [one.pk for one in applied if _capacity(account, found[one.pk], represented[one.owner_id]) is not None]


def deputies_on(day: date) -> DeputyQuerySet:
    """The appointments that hold on a day: whoever has left the institution represents nobody there any more."""
    there = Membership.objects.able_to_act_on(day).filter(account=OuterRef("deputy"), organisation=OuterRef("owner"))
    return Deputy.objects.in_force_on(day).filter(Exists(there))


def deciders(reservation: Reservation) -> list[Account]:
    """Everybody who may decide now, deputies included: they are told."""
    turn = turn_of(reservation)
    deputies = deputies_on(timezone.localdate()).filter(owner=reservation.owner_id, absent__in=turn.open)
    found = {one.pk: one for one in turn.open}
    found |= {one.deputy_id: one.deputy for one in deputies.select_related("deputy")}
    return list(found.values())


def _turn(
    route: list[tuple[Role, bool]],
    agreed: Iterable[PermitDecision],
    holders: Mapping[tuple[int, Role], list[Account]],
    owner: int,
) -> Turn:
    """The first step of a route that is not settled; the last one where all are."""
    agreed = list(agreed)
    for position, (role, needs_all) in enumerate(route):
        is_last = position == len(route) - 1
        of_step = {one.instead_of_id or one.by_id for one in agreed if one.position == position}
        waiting = tuple(one for one in holders[owner, role] if one.pk not in of_step)
        is_settled = bool(of_step) and not (needs_all and waiting)
        if is_last or not is_settled:
            return Turn(position, role, needs_all, is_last, waiting)
    raise AssertionError("a route has a last step")


def _capacity(account: Account, turn: Turn, represented: set[int]) -> Account | None:
    if account in turn.open:
        return account
    return next((one for one in turn.open if one.pk in represented), None)


def _routes(reservations: Collection[Reservation]) -> dict[int, list[tuple[Role, bool]]]:
    """The route of each by the rules of the day of its use."""
    if not reservations:
        return {}
    days = {one.pk: timezone.localdate(one.starts) for one in reservations}
    equipment = {one.unit.equipment_id: one.unit.equipment for one in reservations}
    found = openings(list(equipment.values()), min(days.values()), max(days.values()) + timedelta(days=1))
    return {one.pk: _steps(found[one.unit.equipment_id].rules_on(days[one.pk])) for one in reservations}


def _steps(rules: UseRules | None) -> list[tuple[Role, bool]]:
    route: list[list[Any]] = rules.route if rules else one_step()
    return [(Role(role), needs_all) for role, needs_all in route]


def _agreed(reservations: Collection[Reservation]) -> Mapping[tuple[int, int], list[PermitDecision]]:
    """The agreements of each application, by its key and round."""
    found: dict[tuple[int, int], list[PermitDecision]] = defaultdict(list)
    keys = [one.pk for one in reservations]
    for one in PermitDecision.objects.filter(reservation__in=keys, decision=Decision.AGREED):
        found[one.reservation_id, one.round].append(one)
    return found


def _holders(reservations: Collection[Reservation]) -> Mapping[tuple[int, Role], list[Account]]:
    """Who holds which role today, by institution and role."""
    found: dict[tuple[int, Role], list[Account]] = defaultdict(list)
    owners = {one.owner_id for one in reservations}
    held = Membership.objects.able_to_act_on(timezone.localdate()).filter(organisation__in=owners)
    for membership in held.select_related("account").order_by("account"):
        place = found[membership.organisation_id, Role(membership.role)]
        if membership.account not in place:
            place.append(membership.account)
    return found


def _represented(account: Account) -> Mapping[int, set[int]]:
    """Whom an account represents today, by institution."""
    found: dict[int, set[int]] = defaultdict(set)
    deputies = deputies_on(timezone.localdate()).filter(deputy=account)
    for owner, absent in deputies.values_list("owner", "absent"):
        found[owner].add(absent)
    return found
