"""Who joins whom in the planted world: somebody asks the lab to be let in, the stranger claims a firm."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone
from tests.factories import AccountFactory, MembershipFactory, OrganisationFactory

from hashiwatashi.areas.models import Municipality, Prefecture
from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.common.codes import digest
from hashiwatashi.duties.actions import draft_duty, register_field
from hashiwatashi.duties.enums import Function
from hashiwatashi.firms.actions import tell_figures, tell_holding, tell_officer
from hashiwatashi.firms.enums import Group
from hashiwatashi.holders.actions import hand_over, name_holder
from hashiwatashi.joining.actions import apply_as_first, apply_to_join
from hashiwatashi.joining.enums import Way
from hashiwatashi.joining.members import let_in
from hashiwatashi.joining.models import Invitation, MembershipChange
from hashiwatashi.matching.enums import Kind
from hashiwatashi.organisations.actions import change_organisation
from hashiwatashi.people.enums import Role

CODE = "a-code-of-a-mail"


@dataclass(frozen=True)
class Joining:
    """``asked`` waits for the lab's editor, ``claim`` (the stranger's) for the operator.

    Nobody acts for ``unclaimed``. ``member`` is one of the lab's members, ``change`` how she came in.
    """

    asked: Any
    claim: Any
    unclaimed: Any
    invitation: Any
    member: Any
    change: Any
    handover: Any
    draft: Any
    field: Any
    holding: Any


def plant(world: Any) -> Joining:
    lab, stranger, editor = world.lab, world.accounts["stranger"], world.accounts["editor"]
    newcomer = AccountFactory(email="zqapplicationzq@example.jp")
    asked = apply_to_join(by=newcomer, organisation=lab, role=Role.CLERK, full_name="架空 zqapplicationzq")
    claimed = OrganisationFactory(kind="firm", name="架空の申請先", address="宮城県架空市1")
    claim = apply_as_first(by=stranger, organisation=claimed, way=Way.LETTER, full_name="架空 zqclaimzq")
    EmailAddress.objects.create(user=stranger, email=stranger.email, verified=True, primary=True)
    today = timezone.localdate()
    invitation = Invitation.objects.create(
        organisation=lab,
        email=stranger.email,
        role=Role.CLERK,
        since=today,
        last_day=today + datetime.timedelta(days=9),
        code_digest=digest(CODE),
        invited_by=editor,
    )
    member = let_in(AccountFactory(), organisation=lab, role=Role.CLERK, since=today, by=editor)
    MembershipFactory(organisation=lab, account=member.account, role=Role.RESEARCHER)
    unclaimed = OrganisationFactory(kind="firm", name="架空の無人会社")
    handover = _handed_over(world, member)
    change = MembershipChange.objects.get(membership=member)
    field = register_field(by=SystemActor("test"), code="zq", name="架空分野", owner=lab, since=today)
    town = Municipality.objects.create(code="041009", name="仙台市", prefecture_id="04")
    change_organisation(lab, by=SystemActor("test"), municipality=town)
    holding = _held(world.firm)
    return Joining(asked, claim, unclaimed, invitation, member, change, handover, _draft(lab), field, holding)


def _draft(lab: Any) -> Any:
    """A declaration that is not published; the lab's people alone read it."""
    return draft_duty(
        by=SystemActor("test"),
        owner=lab,
        function=Function.CONSULTATION,
        prefectures=Prefecture.objects.filter(code="04"),
        responsible="zqdutyzq",
        phone="000-0000-0001",
        since=timezone.localdate(),
    )


def _held(firm: Any) -> Any:
    """What the firm told of itself, with words that only its own people may read."""
    by, since = SystemActor("test"), datetime.date(2026, 4, 1)
    figures = {"group": Group.RETAIL, "capital": 987_654_321, "employees": 30, "since": since}
    tell_figures(firm, by=by, **figures)
    tell_officer(firm, by=by, name="zqofficerzq", serves_name="zqservedzq", since=since)
    return tell_holding(firm, by=by, holder_name="zqholderzq", part=1, whole=3, since=since)


def _handed_over(world: Any, member: Any) -> Any:
    """What the editor looked after passes to the member, with a word that only the lab's people may read."""
    editor, today = world.accounts["editor"], timezone.localdate()
    uids = [planted.record.uid for planted in world.of("equipment")]
    name_holder(editor, organisation=world.lab, records={Kind.EQUIPMENT: uids}, on=today, by=editor)
    people = {"giver": editor, "receiver": member.account, "by": editor}
    return hand_over(organisation=world.lab, on=today, note="zqhandoverzq", **people)
