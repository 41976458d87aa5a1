"""What a person says of a proposed duplicate, and taking it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.common.audit import trail
from hashiwatashi.common.audit.events import Event
from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.enums import Disclosure
from hashiwatashi.common.errors import Conflict
from hashiwatashi.equipment.actions import change_equipment
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.exchange.models import DuplicateDecision, DuplicateProposal
from hashiwatashi.organisations.actions import change_organisation, merge_organisation
from hashiwatashi.organisations.enums import OrganisationStatus
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account

_REASON = "duplicate"


def decide_duplicate(proposal: DuplicateProposal, decision: DuplicateDecision, *, by: Account) -> None:
    """Record a decision; nothing is ever deleted.

    Of two equal pieces of equipment the second is from now on shown to its owner's people only; of two equal
    organisations the one without corporate number (else the second) refers to the other. `DuplicateDecision.OPEN`
    takes the decision back. Raises `Conflict` where the pair was decided otherwise meanwhile. Audited as
    `Event.DUPLICATE_DECIDED`, and the changed record by its own event.
    """
    with transaction.atomic():
        current = DuplicateProposal.objects.select_for_update().get(pk=proposal.pk)
        if DuplicateDecision.OPEN not in (current.decision, decision):
            raise Conflict(_("Somebody has decided this pair already. Take that decision back first."))
        if decision == DuplicateDecision.SAME:
            _put_aside(current, by)
        elif current.decision == DuplicateDecision.SAME:
            _bring_back(current, by)
        data = {"changed": {"decision": (current.decision, decision)}}
        current.decision, current.decided_by = decision, None if decision == DuplicateDecision.OPEN else by
        current.save()
        trail.record(Event.DUPLICATE_DECIDED, current, by=by, data=data)
    proposal.refresh_from_db()


def _put_aside(proposal: DuplicateProposal, by: Actor) -> None:
    if proposal.table == "equipment":
        second = Equipment.objects.get(uid=proposal.second_uid)
        change_equipment(second, by=by, reason=_REASON, disclosure=Disclosure.RELATED)
        return
    kept, other = _kept_and_other(proposal)
    merge_organisation(other, into=kept, on=timezone.localdate(), by=by, reason=_REASON)


def _bring_back(proposal: DuplicateProposal, by: Actor) -> None:
    if proposal.table == "equipment":
        second = Equipment.objects.get(uid=proposal.second_uid)
        change_equipment(second, by=by, reason=_REASON, disclosure=_disclosure_before(second.uid))
        return
    other = Organisation.objects.get(uid=_kept_and_other(proposal)[1].uid)
    changes: dict[str, Any] = {"status": OrganisationStatus.ACTIVE, "successor": None, "closed_on": None}
    change_organisation(other, by=by, reason=_REASON, **changes)


def _kept_and_other(proposal: DuplicateProposal) -> tuple[Organisation, Organisation]:
    first = Organisation.objects.get(uid=proposal.first_uid)
    second = Organisation.objects.get(uid=proposal.second_uid)
    if second.corporate_number and not first.corporate_number:
        return second, first
    return first, second


def _disclosure_before(uid: UUID) -> str:
    """What the entry's disclosure was before it was put aside, as the trail tells."""
    lines = AuditEvent.objects.filter(subject_uid=uid, event=Event.EQUIPMENT_CHANGED, reason=_REASON).order_by("-pk")
    for line in lines:
        before, after = line.data["changed"].get("disclosure", ("", ""))
        if after == Disclosure.RELATED:
            return str(before)
    return Disclosure.PUBLIC
