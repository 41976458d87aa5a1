"""What the administrators of an organisation do with its members.

Each step is told, audited, and can be undone for a day. An organisation that has an administrator keeps one: a step
that would leave it without, on any day to come, is refused to all but operators.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.common.actions import UNDO_WITHIN
from hashiwatashi.common.audit import trail
from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.errors import Conflict, InvalidInput
from hashiwatashi.common.written import day as written_day
from hashiwatashi.joining.coverage import first_lost, spans
from hashiwatashi.joining.enums import Verb
from hashiwatashi.joining.events import JoiningEvent
from hashiwatashi.joining.models import MembershipChange
from hashiwatashi.notices.actions import tell
from hashiwatashi.notices.kind import NoticeKind
from hashiwatashi.notices.kinds import MEMBERS_CHANGED, ROLE_CHANGED, ROLE_ENDED, ROLE_STARTED
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.actions import change_membership, end_membership, start_membership
from hashiwatashi.people.enums import Role
from hashiwatashi.people.models import Account, Membership
from hashiwatashi.people.roles import LETTING_IN, accounts_with, roles_of


class NobodyLeft(Conflict):
    """A step would leave an organisation without anybody who looks after its members."""


def let_in(
    account: Account, *, organisation: Organisation, role: Role, since: date, by: Actor, until: date | None = None
) -> Membership:
    """Give an account a role in an organisation from a day on.

    Raises `InvalidInput` for a role that the organisation cannot give or days in the wrong order, `Conflict` where
    the account has that role then already.
    """
    _check_days(since, until)
    _check_role(organisation, role)
    with _kept(organisation, by):
        _check_free(account, organisation, role, since, until)
        membership = start_membership(account, organisation=organisation, role=role, since=since, until=until, by=by)
        _note(membership, Verb.STARTED, {}, by)
        _tell(membership, ROLE_STARTED, by)
    return membership


def change_role(membership: Membership, *, role: Role, on: date, by: Actor) -> Membership:
    """Give a member another role from a day on, for as long as the old one would have held; returns the new one.

    Raises `InvalidInput` for a role that the organisation cannot give or a day on which the old one does not hold,
    `Conflict` where the account has the new role then already.
    """
    organisation = membership.organisation
    _check_role(organisation, role)
    with _kept(organisation, by):
        stored = _stored(membership)
        if stored.until is not None and on >= stored.until:
            raise InvalidInput.of("on", _("This role has ended before that day."))
        _check_free(stored.account, organisation, role, max(on, stored.since), stored.until)
        changed = _with_role(stored, role, on, by)
        _tell(changed, ROLE_CHANGED, by)
    return changed


def end(membership: Membership, *, on: date, by: Actor, reason: str = "") -> Membership:
    """End a role; ``on`` is the first day without it. Returns it as it is then.

    Raises `InvalidInput` for a day before its second or after its end.
    """
    with _kept(membership.organisation, by):
        stored = _stored(membership)
        if on <= stored.since:
            told = _("A role holds for at least a day. Choose a later day, or undo that it was given.")
            raise InvalidInput.of("on", told)
        if stored.until is not None and on > stored.until:
            raise InvalidInput.of("on", _("This role has ended before that day."))
        before = _state(stored)
        end_membership(stored, on=on, by=by, reason=reason)
        _note(stored, Verb.ENDED, before, by)
        _tell(stored, ROLE_ENDED, by)
    return stored


def undo(change: MembershipChange, *, by: Actor) -> None:
    """Take back what was done to a membership within the last day.

    Raises `Conflict` when it is older, or the membership was changed again since. Audited as `JoiningEvent.UNDONE` of
    the account.
    """
    with _kept(change.membership.organisation, by):
        membership = _stored(change.membership)
        stored = MembershipChange.objects.select_for_update().filter(pk=change.pk).first()
        if stored is None:
            raise Conflict(_("This has been undone already."))
        if stored.at < timezone.now() - UNDO_WITHIN:
            raise Conflict(_("This can be undone for a day only. Change the membership instead."))
        if _changed_since(stored, membership):
            raise Conflict(_("This membership was changed again since. Undo the later change first."))
        data = {"organisation": str(membership.organisation.uid), "verb": stored.verb, "back_to": stored.before}
        trail.record(JoiningEvent.UNDONE, membership.account, by=by, data=data)
        _take_back(stored, membership)
        _tell(membership, ROLE_CHANGED if stored.before else ROLE_ENDED, by)


def who_let_in(organisation: Organisation, day: date) -> list[Account]:
    """The accounts that look after an organisation's members on a day."""
    return accounts_with(LETTING_IN, organisation.pk, day)


def _stored(membership: Membership) -> Membership:
    """As it is now: whoever asks holds what it was when the page was made, and keeps it if the step is refused."""
    found = Membership.objects.select_related("organisation", "account").filter(pk=membership.pk).first()
    if found is None:
        raise Conflict(_("This has been undone already."))
    return found


def _with_role(membership: Membership, role: Role, on: date, by: Actor) -> Membership:
    """The membership with another role, or a new one that follows on it."""
    before, until = _state(membership), membership.until
    if on <= membership.since:
        change_membership(membership, role=role, by=by)
        _note(membership, Verb.CHANGED, before, by)
        return membership
    end_membership(membership, on=on, by=by)
    account, organisation = membership.account, membership.organisation
    follower = start_membership(account, organisation=organisation, role=role, since=on, until=until, by=by)
    _note(membership, Verb.CHANGED, before, by, followed_by=follower.pk)
    return follower


def _take_back(change: MembershipChange, membership: Membership) -> None:
    if not change.before:
        membership.delete()
        return
    if follower := change.after.get("followed_by"):
        Membership.objects.filter(pk=follower).delete()
    until = change.before["until"]
    membership.role, membership.until = change.before["role"], date.fromisoformat(until) if until else None
    membership.full_clean()
    membership.save()
    change.delete()


@contextmanager
def _kept(organisation: Organisation, by: Actor) -> Iterator[None]:
    """One step at a time for each organisation, in one transaction, after which it has administrators as before."""
    with transaction.atomic():
        Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
        members = Membership.objects.filter(organisation=organisation).select_related("account")
        before = spans(members.all())
        yield
        today = timezone.localdate()
        lost = first_lost(before, spans(members.all()), today=today)
        if lost is not None and not getattr(by, "is_superuser", True):
            told = _("From %(day)s on nobody would look after the members. Name another administrator first.")
            raise NobodyLeft(told % {"day": written_day(lost)})


def _check_role(organisation: Organisation, role: Role) -> None:
    if role not in roles_of(organisation.kind):
        told = _("An organisation of this kind (%(kind)s) cannot give this role.")
        raise InvalidInput.of("role", told % {"kind": organisation.get_kind_display()})


def _check_days(since: date, until: date | None) -> None:
    if until is not None and until <= since:
        raise InvalidInput.of("until", _("A role holds for at least a day: the end must be after the beginning."))


def _check_free(account: Account, organisation: Organisation, role: Role, since: date, until: date | None) -> None:
    same = account.memberships.filter(organisation=organisation, role=role).exclude(until__lte=since)
    if until is not None:
        same = same.filter(since__lt=until)
    if same.exists():
        raise Conflict(_("This person has this role in the organisation then already."))


def _state(membership: Membership, **more: Any) -> dict[str, Any]:
    until = membership.until.isoformat() if membership.until else None
    return {"role": str(membership.role), "since": membership.since.isoformat(), "until": until, **more}


def _changed_since(change: MembershipChange, membership: Membership) -> bool:
    follower = change.after.get("followed_by")
    more = {"followed_by": follower} if follower else {}
    if change.after != _state(membership, **more) or membership.changes.first() != change:
        return True
    return bool(follower) and MembershipChange.objects.filter(membership=follower).exists()


def _note(membership: Membership, verb: Verb, before: dict[str, Any], by: Actor, **more: Any) -> None:
    who = by if isinstance(by, Account) else None
    after = _state(membership, **more)
    MembershipChange.objects.create(membership=membership, verb=verb, before=before, after=after, by=who)


def _tell(membership: Membership, what: NoticeKind, by: Actor) -> None:
    """The member, and the others who look after the members; not whoever did it."""
    organisation, account = membership.organisation, membership.account
    occasion = f"{timezone.now():%Y-%m-%dT%H:%M:%S.%f}"
    if account != by:
        tell([account], what, by=by, about=organisation.uid, once=occasion, organisation=organisation.name)
    others = [one for one in who_let_in(organisation, timezone.localdate()) if one not in (account, by)]
    values = {"name": str(account), "organisation": organisation.name}
    tell(others, MEMBERS_CHANGED, by=by, about=organisation.uid, once=occasion, **values)
