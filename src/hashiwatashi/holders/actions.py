"""What can be done about who looks after records: name somebody, hand everything over, take that back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.common.actions import UNDO_WITHIN
from hashiwatashi.common.audit import trail
from hashiwatashi.common.errors import Conflict, InvalidInput, NotAllowed
from hashiwatashi.consultations.passing import in_charge_of
from hashiwatashi.holders.cases import give_back_cases, pass_cases
from hashiwatashi.holders.events import HolderEvent
from hashiwatashi.holders.held import records_of
from hashiwatashi.holders.models import Handover, Holding
from hashiwatashi.joining import members
from hashiwatashi.joining.models import MembershipChange
from hashiwatashi.matching.enums import Kind
from hashiwatashi.notices.actions import tell
from hashiwatashi.notices.kinds import HANDED_OVER, HANDOVER_UNDONE
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account, Membership


def name_holder(
    account: Account,
    *,
    organisation: Organisation,
    records: Mapping[Kind, Collection[UUID]],
    on: date,
    by: Account,
) -> int:
    """Put records of the organisation into somebody's charge from a day on; returns how many changed hands.

    Raises `InvalidInput` for somebody who does not act for the organisation on that day, `NotAllowed`. Records of
    others are left out. Audited as `HolderEvent.NAMED` of the organisation.
    """
    _check_may(by, organisation, account)
    with transaction.atomic():
        _lock(organisation)
        _check_member("account", account, organisation, on)
        changed = 0
        for kind, uids in records.items():
            own = records_of(kind, organisation, by).filter(uid__in=uids).values_list("uid", flat=True)
            for uid in own:
                changed += _pass_on(kind.value, uid, organisation, account, on)
        if changed:
            data = {"account": str(account.uid), "on": on, "records": changed}
            trail.record(HolderEvent.NAMED, organisation, by=by, data=data)
    return changed


def hand_over(
    *,
    organisation: Organisation,
    giver: Account,
    receiver: Account,
    on: date,
    by: Account,
    note: str = "",
    end_roles: bool = False,
) -> Handover:
    """Pass everything that ``giver`` looks after in the organisation to ``receiver`` from a day on, in one step.

    Her open consultations pass on that day, too: see `cases`. With ``end_roles`` the giver's roles there end on it.
    Both are told by one notice each. Raises `InvalidInput` for a receiver who does not act for the organisation on
    that day, `Conflict` where there is nothing to hand over. Audited as `HolderEvent.HANDED_OVER`.
    """
    _check_may(by, organisation, giver)
    if giver.pk == receiver.pk:
        raise InvalidInput.of("receiver", _("Choose somebody else: nobody hands over to herself."))
    with transaction.atomic():
        _lock(organisation)
        _check_member("receiver", receiver, organisation, on)
        held = Holding.objects.filter(organisation=organisation, account=giver).from_day(on)
        ended = {str(one.pk): one.until.isoformat() if one.until else None for one in held}
        begun = [_successor(one, receiver, on) for one in held]
        changes = _end_roles(giver, organisation, on, by) if end_roles else []
        if not begun and not changes and not in_charge_of(giver, organisation).exists():
            raise Conflict(_("This person is in charge of nothing from that day on."))
        handover = Handover(
            organisation=organisation,
            giver=giver,
            receiver=receiver,
            on=on,
            made_by=by,
            note=note.strip()[:4000],
            ended=ended,
            begun=begun,
            role_changes=changes,
            cases_due=on,
        )
        handover.full_clean()
        handover.save()
        is_told = on <= timezone.localdate() and pass_cases(handover)
        data = {"organisation": str(organisation.uid), "giver": str(giver.uid), "receiver": str(receiver.uid)}
        trail.record(HolderEvent.HANDED_OVER, handover, by=by, data={**data, "on": on, "records": len(begun)})
        values = {"giver": str(giver), "receiver": str(receiver), "organisation": organisation.name}
        people = [giver] if is_told else [giver, receiver]
        tell([one for one in people if one != by], HANDED_OVER, by=by, about=handover.uid, **values)
    return handover


def check_hand_over(**values: Any) -> None:
    """Raises what `hand_over` would raise, and stores nothing: it is done in full and taken back."""
    with transaction.atomic():
        hand_over(**values)
        transaction.set_rollback(True)


def undo_handover(handover: Handover, *, by: Account) -> None:
    """Take a hand-over back within a day. Raises `Conflict` when it is older or its records changed hands since;
    of its consultations come back those that the receiver has still.

    Audited as `HolderEvent.UNDONE`; both are told.
    """
    _check_may(by, handover.organisation, handover.giver)
    with transaction.atomic():
        _lock(handover.organisation)
        stored = Handover.objects.select_for_update().get(pk=handover.pk)
        if stored.undone_at is not None:
            raise Conflict(_("This has been undone already."))
        if stored.created_at < timezone.now() - UNDO_WITHIN:
            raise Conflict(_("This can be undone for a day only. Hand over once more instead."))
        begun = Holding.objects.filter(pk__in=stored.begun, account=stored.receiver_id)
        if begun.count() != len(stored.begun):
            raise Conflict(_("Some of these records changed hands again since. Name those in charge by hand."))
        ended = Holding.objects.in_bulk([int(pk) for pk in stored.ended])
        if any(_has_moved(ended.get(int(pk)), stored) for pk in stored.ended) or _is_in_the_way(ended, stored):
            raise Conflict(_("Some of these records changed hands again since. Name those in charge by hand."))
        _give_back(stored)
        for change in MembershipChange.objects.filter(pk__in=stored.role_changes):
            members.undo(change, by=by)
        give_back_cases(stored)
        stored.undone_at = timezone.now()
        stored.save(update_fields=["undone_at", "updated_at"])
        trail.record(HolderEvent.UNDONE, stored, by=by)
        values = {"organisation": stored.organisation.name}
        people = [one for one in (stored.giver, stored.receiver) if one != by]
        tell(people, HANDOVER_UNDONE, by=by, about=stored.uid, **values)


def _has_moved(holding: Holding | None, handover: Handover) -> bool:
    """Whether a charge that a hand-over ended is not any more as the hand-over left it."""
    if holding is None:
        return True
    has_passed = holding.pk in handover.begun
    return not has_passed and (holding.account_id != handover.giver_id or holding.until != handover.on)


def _is_in_the_way(ended: Mapping[int, Holding], handover: Handover) -> bool:
    """Whether somebody was put in charge since for days that would be given back."""
    going = {*handover.begun} - {*ended}
    others: defaultdict[tuple[str, UUID], list[Holding]] = defaultdict(list)
    records = {holding.record for holding in ended.values()}
    for other in Holding.objects.filter(record__in=records).exclude(pk__in=going):
        others[other.kind, other.record].append(other)
    for pk, until in handover.ended.items():
        back = ended[int(pk)]
        end = date.fromisoformat(until) if until else None
        for other in others[back.kind, back.record]:
            is_before = other.until is not None and other.until <= back.since
            is_after = end is not None and end <= other.since
            if other.pk != back.pk and not is_before and not is_after:
                return True
    return False


def _give_back(handover: Handover) -> None:
    """What ended holds as long as it did, and what had not begun is the giver's again."""
    Holding.objects.filter(pk__in={*handover.begun} - {*map(int, handover.ended)}).delete()
    for pk, until in handover.ended.items():
        former = date.fromisoformat(until) if until else None
        Holding.objects.filter(pk=pk).update(until=former, account=handover.giver_id)


def _pass_on(kind: str, uid: UUID, organisation: Organisation, account: Account, on: date) -> int:
    """Let ``account`` look after a record from a day on; 0 where she does already."""
    now = Holding.objects.filter(kind=kind, record=uid).from_day(on)
    if now.filter(account=account, since__lte=on, until__isnull=True, organisation=organisation).exists():
        return 0
    now.filter(since__gte=on).delete()
    now.update(until=on)
    Holding.objects.create(organisation=organisation, account=account, kind=kind, record=uid, since=on)
    return 1


def _successor(holding: Holding, receiver: Account, on: date) -> int:
    """The charge that follows on one, or takes its place where it had not begun; its key."""
    until = holding.until
    if holding.since >= on:
        # It had not begun: the same days, another person.
        holding.account = receiver
        holding.save(update_fields=["account"])
        return holding.pk
    holding.until = on
    holding.save(update_fields=["until"])
    made = Holding.objects.create(
        organisation=holding.organisation,
        account=receiver,
        kind=holding.kind,
        record=holding.record,
        since=on,
        until=until,
    )
    return made.pk


def _end_roles(giver: Account, organisation: Organisation, on: date, by: Account) -> list[int]:
    """End the giver's roles; the changes of them, newest first, as they are to be undone."""
    changes = []
    for membership in giver.memberships.filter(organisation=organisation).select_related("organisation", "account"):
        if membership.until is None or membership.until > on:
            members.end(membership, on=on, by=by)
            changes.append(MembershipChange.objects.filter(membership=membership).latest("pk").pk)
    return changes[::-1]


def _check_may(by: Account, organisation: Organisation, giver: Account) -> None:
    is_own = by.pk == giver.pk and by.has_perm("hashiwatashi.hand_over", organisation)
    if not is_own and not by.has_perm("hashiwatashi.name_holders", organisation):
        raise NotAllowed(_("Only who looks after the members may do this for others."))


def _check_member(field: str, account: Account, organisation: Organisation, on: date) -> None:
    held = Membership.objects.in_force_on(on).filter(account=account, organisation=organisation)
    if not held.exists():
        told = _("%(name)s does not act for this organisation on that day. Let the person in first.")
        raise InvalidInput.of(field, told % {"name": account})


def _lock(organisation: Organisation) -> None:
    # Not its key: whoever answers a question meanwhile names it, and would wait with the question locked.
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
