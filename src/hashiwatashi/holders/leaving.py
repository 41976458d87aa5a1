"""What somebody leaves behind at an institution, told before the role ends, and what comes back where it
is undone."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.common.visitors import Visitor
from hashiwatashi.consultations.passing import give_back_released, in_charge_of
from hashiwatashi.holders.models import Holding
from hashiwatashi.joining import members
from hashiwatashi.joining.models import MembershipChange
from hashiwatashi.opening.models import UseRules
from hashiwatashi.people.models import Account, Membership


@dataclass(frozen=True, slots=True)
class Burden:
    """How many open consultations and records somebody is in charge of, and whether applications to use equipment
    wait for nobody else at a step of their approval."""

    cases: int
    records: int
    decides_alone: bool

    def __bool__(self) -> bool:
        return bool(self.cases or self.records or self.decides_alone)


def burden_of(membership: Membership, visitor: Visitor) -> Burden:
    """What the member has at the institution, as far as the visitor may know of it."""
    account, place = membership.account, membership.organisation
    held = Holding.objects.visible_to(visitor).filter(organisation=place, account=account)
    return Burden(
        cases=in_charge_of(account, place).visible_to(visitor).count(),
        records=held.from_day(timezone.localdate()).count(),
        decides_alone=_decides_alone(membership),
    )


def undo_change(change: MembershipChange, *, by: Account) -> int:
    """As `members.undo`; the open consultations that went back to the colleagues with it, and that nobody has taken
    since, are in the member's charge again. Returns how many."""
    account, place = change.membership.account, change.membership.organisation
    with transaction.atomic():
        members.undo(change, by=by)
        # Who looks after the members need not handle the institution's consultations.
        actor = SystemActor(f"undo:{by.uid}")
        return give_back_released(account, holder=place, since=change.at, by=actor)


def _decides_alone(membership: Membership) -> bool:
    """Whether the role is a step of an approval there, by rules that hold today or later, and nobody else has it."""
    place, today = membership.organisation, timezone.localdate()
    routes = UseRules.objects.filter(owner=place).exclude(until__lte=today).values_list("route", flat=True)
    if not any(role == membership.role for route in routes for role, _needs_all in route):
        return False
    same = Membership.objects.able_to_act_on(today).filter(organisation=place, role=membership.role)
    return not same.exclude(account=membership.account).exists()
