"""What a person says of a proposed duplicate, and taking it back."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.common.audit import trail
from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.enums import Disclosure
from hashiwatashi.common.errors import Conflict
from hashiwatashi.equipment.actions import change_equipment
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.exchange.events import ExchangeEvent
from hashiwatashi.exchange.models import DuplicateDecision, DuplicateProposal
from hashiwatashi.organisations.actions import change_organisation, merge_organisation
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account

_REASON = "duplicate"


def decide_duplicate(proposal: DuplicateProposal, decision: DuplicateDecision, *, by: Account) -> None:
    """Record a decision; nothing is ever deleted.

    Of two equal pieces of equipment the second is from now on shown to its owner's people only; of two equal
    organisations the one without corporate number (else the second) refers to the other. `DuplicateDecision.OPEN`
    takes the decision back. Raises `Conflict` where the pair was decided otherwise meanwhile. Audited as
    `ExchangeEvent.DUPLICATE_DECIDED`, and the changed record by its own event.
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
        trail.record(ExchangeEvent.DUPLICATE_DECIDED, current, by=by, data=data)
    proposal.refresh_from_db()


def _put_aside(proposal: DuplicateProposal, by: Actor) -> None:
    """Put the second record aside, and note on the proposal how it was."""
    if proposal.table == "equipment":
        second = Equipment.objects.get(uid=proposal.second_uid)
        proposal.before = {"disclosure": second.disclosure}
        change_equipment(second, by=by, reason=_REASON, disclosure=Disclosure.RELATED)
        return
    kept, other = _kept_and_other(proposal)
    closed_on = other.closed_on.isoformat() if other.closed_on else None
    proposal.before = {
        "uid": str(other.uid),
        "status": other.status,
        "successor_id": other.successor_id,
        "closed_on": closed_on,
    }
    merge_organisation(other, into=kept, on=timezone.localdate(), by=by, reason=_REASON)


def _bring_back(proposal: DuplicateProposal, by: Actor) -> None:
    """Give the record that was put aside what it had before. Raises `Conflict` where that was not noted."""
    before, proposal.before = dict(proposal.before), {}
    if not before:
        message = _("How the record was before this decision is not on record. Change it on its own page.")
        raise Conflict(message)
    if proposal.table == "equipment":
        second = Equipment.objects.get(uid=proposal.second_uid)
        change_equipment(second, by=by, reason=_REASON, **before)
        return
    other = Organisation.objects.get(uid=before.pop("uid"))
    closed_on = date.fromisoformat(before["closed_on"]) if before["closed_on"] else None
    change_organisation(other, by=by, reason=_REASON, **{**before, "closed_on": closed_on})


def _kept_and_other(proposal: DuplicateProposal) -> tuple[Organisation, Organisation]:
    first = Organisation.objects.get(uid=proposal.first_uid)
    second = Organisation.objects.get(uid=proposal.second_uid)
    if second.corporate_number and not first.corporate_number:
        return second, first
    return first, second
