"""What a person says of a proposed duplicate, and taking it back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.enums import Disclosure
from hashiwatashi.common.stages import Stages, Step
from hashiwatashi.equipment.actions import change_equipment
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.exchange.events import ExchangeEvent
from hashiwatashi.exchange.models import DuplicateDecision, DuplicateProposal
from hashiwatashi.organisations.actions import change_organisation, merge_organisation
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account

_REASON = "duplicate"


def decide_duplicate(proposal: DuplicateProposal, verb: str, *, by: Account) -> None:
    """Say of a pair that it is ``same`` or ``different``, or ``reopen`` it; nothing is ever deleted.

    Of two equal pieces of equipment the second is from now on shown to its owner's people only; of two equal
    organisations the one without corporate number (else the second) refers to the other. Reopening takes that back.
    Raises `Conflict` where the pair was decided otherwise meanwhile. Audited as `ExchangeEvent.DUPLICATE_DECIDED`,
    and the changed record by its own event.
    """
    DUPLICATE_STAGES.move(proposal, verb, by=by)


def _put_aside(proposal: DuplicateProposal, by: Actor) -> dict[str, Any]:
    """Put the second record aside; what the proposal notes of how it was."""
    if proposal.table == "equipment":
        second = Equipment.objects.get(uid=proposal.second_uid)
        shown_to = second.disclosure
        change_equipment(second, by=by, reason=_REASON, disclosure=Disclosure.RELATED)
        return {"before": {"disclosure": shown_to}, "decided_by": by}
    kept, other = _kept_and_other(proposal)
    closed_on = other.closed_on.isoformat() if other.closed_on else None
    before: dict[str, Any] = {
        "uid": str(other.uid),
        "status": other.status,
        "successor_id": other.successor_id,
        "closed_on": closed_on,
    }
    merge_organisation(other, into=kept, on=timezone.localdate(), by=by, reason=_REASON)
    return {"before": before, "decided_by": by}


def _bring_back(proposal: DuplicateProposal, by: Actor) -> dict[str, Any]:
    """Give the record that was put aside what it had before."""
    if proposal.decision == DuplicateDecision.DIFFERENT:
        return {"decided_by": None}
    before = dict(proposal.before)
    if proposal.table == "equipment":
        second = Equipment.objects.get(uid=proposal.second_uid)
        change_equipment(second, by=by, reason=_REASON, **before)
        return {"before": {}, "decided_by": None}
    other = Organisation.objects.get(uid=before.pop("uid"))
    closed_on = date.fromisoformat(before["closed_on"]) if before["closed_on"] else None
    change_organisation(other, by=by, reason=_REASON, **{**before, "closed_on": closed_on})
    return {"before": {}, "decided_by": None}


def _not_noted(proposal: DuplicateProposal) -> str:
    if proposal.decision == DuplicateDecision.SAME and not proposal.before:
        return _("How the record was before this decision is not on record. Change it on its own page.")
    return ""


def _kept_and_other(proposal: DuplicateProposal) -> tuple[Organisation, Organisation]:
    first = Organisation.objects.get(uid=proposal.first_uid)
    second = Organisation.objects.get(uid=proposal.second_uid)
    if second.corporate_number and not first.corporate_number:
        return second, first
    return first, second


_OPEN, _SAME, _DIFFERENT = DuplicateDecision.OPEN, DuplicateDecision.SAME, DuplicateDecision.DIFFERENT
_DECIDED, _MAY = ExchangeEvent.DUPLICATE_DECIDED, "import_files"
DUPLICATE_STAGES: Stages[DuplicateProposal] = Stages(
    "duplicate",
    DuplicateDecision,
    (
        Step("same", gettext_lazy("The same"), (_OPEN,), _SAME, _MAY, _DECIDED, effect=_put_aside),
        Step(
            "different",
            gettext_lazy("Different"),
            (_OPEN,),
            _DIFFERENT,
            _MAY,
            _DECIDED,
            effect=lambda proposal, by: {"decided_by": by},
        ),
        Step(
            "reopen",
            gettext_lazy("Undo"),
            (_SAME, _DIFFERENT),
            _OPEN,
            _MAY,
            _DECIDED,
            refusal=_not_noted,
            effect=_bring_back,
        ),
    ),
    field="decision",
    initial=_OPEN,
)
