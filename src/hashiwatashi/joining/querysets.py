"""Words for reading applications, invitations and changes of memberships: those concerned, nobody else."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from hashiwatashi.common.visitors import Visitor
from hashiwatashi.joining.enums import ApplicationKind, ApplicationStage, InvitationStage, Way
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Account
from hashiwatashi.people.roles import LETTING_IN, SUPERVISING

if TYPE_CHECKING:
    from hashiwatashi.joining.models import Application, Invitation, MembershipChange  # noqa: F401


def decided_by(account: Account) -> Q:
    """The condition of applications that an account may confirm or refuse.

    To join: the organisation's administrators. To be the first: whoever runs the site, the body that supervises the
    organisation, and, where the applicant says that one knows the firm, a coordinator of its prefecture.
    """
    held = account.current_memberships
    own = [m.organisation_id for m in held if m.role in LETTING_IN]
    above = [m.organisation_id for m in held if m.role in SUPERVISING]
    near = [m.organisation.prefecture_id for m in held if m.role == Role.COORDINATOR and m.organisation.prefecture_id]
    first = Q(kind=ApplicationKind.FIRST)
    known = Q(way=Way.KNOWN) & (Q(organisation__prefecture__in=near) | Q(written_prefecture__in=near))
    may = Q(kind=ApplicationKind.JOIN, organisation__in=own)
    may |= first & (Q(organisation__supervisor__in=above) | known)
    if account.is_superuser:
        may |= first
    return may & ~Q(account=account)


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, visitor: Visitor) -> Self:
        """One's own, and those one may decide."""
        if not isinstance(visitor, Account):
            return self.none()
        return self.filter(Q(account=visitor) | decided_by(visitor))

    def to_decide(self, account: Account) -> Self:
        """Open ones that wait for this account."""
        return self.open().filter(decided_by(account))

    def open(self) -> Self:
        return self.filter(stage=ApplicationStage.OPEN)

    def left_alone(self, *, made_before: datetime, code_ended_before: datetime) -> Self:
        """Those that nobody settled in time, and those whose mailed code has run out.

        While one waits, nobody else can claim the firm.
        """
        return self.filter(Q(created_at__lt=made_before) | Q(way=Way.MAIL, code_until__lt=code_ended_before))

    def for_lists(self) -> Self:
        return self.select_related("organisation__prefecture", "written_prefecture", "account", "settled_by")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, visitor: Visitor) -> Self:
        """Those of the organisations that one administers; the invited one is known by the code alone."""
        return self.filter(organisation__in=administered(visitor))

    def usable_on(self, day: date) -> Self:
        return self.filter(stage=InvitationStage.OPEN, last_day__gte=day)

    def for_lists(self) -> Self:
        return self.select_related("organisation", "invited_by")


class MembershipChangeQuerySet(models.QuerySet["MembershipChange"]):
    def visible_to(self, visitor: Visitor) -> Self:
        """Those of the organisations that one administers."""
        return self.filter(membership__organisation__in=administered(visitor))

    def since(self, moment: datetime) -> Self:
        return self.filter(at__gte=moment)

    def for_lists(self) -> Self:
        return self.select_related("membership__account", "membership__organisation", "by")


def administered(visitor: Visitor) -> Any:
    """Of which organisations a visitor may look after the members; operators of all."""
    if not isinstance(visitor, Account):
        return ()
    if visitor.is_superuser:
        return Organisation.objects.visible_to(visitor).values("pk")
    return visitor.memberships.in_force_on(timezone.localdate()).filter(role__in=LETTING_IN).values("organisation")
