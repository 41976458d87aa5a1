"""Inviting somebody by mail into an organisation, and taking an invitation up."""

from __future__ import annotations

from datetime import date, timedelta

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.common import actions, codes
from hashiwatashi.common.errors import Conflict, InvalidInput, NotAllowed, TooMany
from hashiwatashi.joining import mails
from hashiwatashi.joining.enums import InvitationStage
from hashiwatashi.joining.events import JoiningEvent
from hashiwatashi.joining.members import let_in
from hashiwatashi.joining.models import INVITATION_DAYS, MOST_MAILS, Invitation
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Account, Membership
from hashiwatashi.people.roles import roles_of

#: An organisation cannot make us write to the world.
MOST_OPEN = 50


def invite(
    organisation: Organisation,
    *,
    email: str,
    role: Role,
    by: Account,
    since: date | None = None,
    until: date | None = None,
) -> Invitation:
    """Invite an address; the mail and the answer are the same whether it has an account or not.

    Raises `InvalidInput`, `Conflict` where it is invited to this role already, `TooMany`. Audited as
    `JoiningEvent.INVITED`.
    """
    since = since or timezone.localdate()
    if role not in roles_of(organisation.kind):
        raise InvalidInput.of("role", _("An organisation of this kind cannot give this role."))
    if until is not None and until <= max(since, timezone.localdate()):
        raise InvalidInput.of("until", _("A role holds for at least a day: the end must be after the beginning."))
    code = codes.for_link()
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        open_now = Invitation.objects.filter(organisation=organisation).usable_on(timezone.localdate())
        if open_now.count() >= MOST_OPEN:
            raise TooMany(_("Fifty invitations wait already. Withdraw some, or wait until they are used."))
        since_yesterday = timezone.now() - timedelta(days=1)
        if (
            Invitation.objects.filter(email__iexact=email.strip(), created_at__gt=since_yesterday).count()
            >= MOST_MAILS
        ):
            raise TooMany(_("This address has been invited five times today. Ask the person by another way."))
        _end_old(organisation, email, by)
        invitation = Invitation(
            organisation=organisation,
            email=email.strip().lower(),
            role=role,
            since=since,
            until=until,
            last_day=timezone.localdate() + timedelta(days=INVITATION_DAYS),
            code_digest=codes.digest(code),
            invited_by=by,
        )
        _store(invitation, by)
        mails.send_invitation(invitation, code)
    return invitation


def invitation_behind(code: str) -> Invitation | None:
    """The invitation of a code, whatever its stage; None for a code of none."""
    return Invitation.objects.for_lists().filter(code_digest=codes.digest(code)).first()


def refusal(invitation: Invitation, account: Account, day: date) -> str:
    """Why an account cannot take up an invitation; empty where it can."""
    if invitation.stage == InvitationStage.ACCEPTED:
        return _("This invitation was used already. Ask for another.")
    if invitation.last_day < day:
        return _("This invitation has expired. Ask for another.")
    if invitation.stage == InvitationStage.WITHDRAWN:
        return _("This invitation was withdrawn. Ask who sent it.")
    if invitation.until is not None and invitation.until <= day:
        return _("The time for which it was meant is over. Ask for another.")
    if not EmailAddress.objects.filter(user=account, verified=True, email__iexact=invitation.email).exists():
        return _("This invitation is meant for another mail address. Add that address to your account first.")
    return ""


def accept(invitation: Invitation, *, by: Account) -> Membership:
    """Take up an invitation, once. Raises `Conflict` where it cannot be used.

    Audited as `JoiningEvent.INVITATION_ACCEPTED` besides the membership.
    """
    with transaction.atomic():
        stored = Invitation.objects.select_for_update().select_related("organisation").get(pk=invitation.pk)
        if told := refusal(stored, by, timezone.localdate()):
            raise Conflict(told)
        since = max(stored.since, timezone.localdate())
        actions.change(
            stored,
            by=by,
            changes={"stage": InvitationStage.ACCEPTED},
            event=JoiningEvent.INVITATION_ACCEPTED,
        )
        return let_in(
            by, organisation=stored.organisation, role=Role(stored.role), since=since, until=stored.until, by=by
        )


def withdraw_invitation(invitation: Invitation, *, by: Account) -> None:
    """End an invitation that was not used. Raises `Conflict`. Audited as `JoiningEvent.INVITATION_WITHDRAWN`."""
    if not by.has_perm("hashiwatashi.manage_members", invitation.organisation):
        raise NotAllowed(_("Only who looks after the members may withdraw invitations."))
    with transaction.atomic():
        stored = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if stored.stage != InvitationStage.OPEN:
            raise Conflict(_("This invitation was used or withdrawn already."))
        changes = {"stage": InvitationStage.WITHDRAWN}
        actions.change(stored, by=by, changes=changes, event=JoiningEvent.INVITATION_WITHDRAWN)


def _end_old(organisation: Organisation, email: str, by: Account) -> None:
    """One that has expired stands in nobody's way."""
    old = Invitation.objects.filter(
        organisation=organisation, email__iexact=email, stage=InvitationStage.OPEN, last_day__lt=timezone.localdate()
    )
    for expired in old:
        changes = {"stage": InvitationStage.WITHDRAWN}
        actions.change(expired, by=by, changes=changes, event=JoiningEvent.INVITATION_WITHDRAWN, reason="expired")


def _store(invitation: Invitation, by: Account) -> None:
    try:
        with transaction.atomic():
            actions.register(invitation, by=by)
    except (IntegrityError, InvalidInput) as error:
        if isinstance(error, InvalidInput) and "__all__" not in error.data.get("fields", {}):  # type: ignore[operator]
            raise
        raise Conflict(_("This address is invited to this role already. Withdraw that invitation first.")) from error
