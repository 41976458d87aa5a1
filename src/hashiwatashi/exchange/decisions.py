"""What a person says of a proposed duplicate, and taking it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
from hashiwatashi.people.merging import kept_and_other, merge_person, part_person
from hashiwatashi.people.models import Account, Person

_REASON = "duplicate"


def decide_duplicate(proposal: DuplicateProposal, verb: str, *, by: Account) -> None:
    """Say of a pair that it is ``same`` or ``different``, or ``reopen`` it; nothing is ever deleted.

    Of two equal pieces of equipment the second is from now on shown to its owner's people only; of two equal
    organisations the one without corporate number (else the second) refers to the other; of two persons the one who
    is known less well passes into the other (`people.merging`). Reopening takes that back.
    Raises `Conflict` where the pair was decided otherwise meanwhile. Audited as `ExchangeEvent.DUPLICATE_DECIDED`,
    and the changed record by its own event.
    """
    DUPLICATE_STAGES.move(proposal, verb, by=by)


def _put_aside(proposal: DuplicateProposal, by: Actor) -> dict[str, Any]:
    """Put the second record aside; what the proposal notes of how it was."""
    return {"before": _HOW[proposal.table][0](proposal, by), "decided_by": by}


def _bring_back(proposal: DuplicateProposal, by: Actor) -> dict[str, Any]:
    """Give the record that was put aside what it had before."""
    if proposal.decision == DuplicateDecision.SAME:
        _HOW[proposal.table][1](dict(proposal.before), proposal, by)
    return {"before": {}, "decided_by": None}


def _hide(proposal: DuplicateProposal, by: Actor) -> dict[str, Any]:
    second = Equipment.objects.get(uid=proposal.second_uid)
    shown_to = second.disclosure
    change_equipment(second, by=by, reason=_REASON, disclosure=Disclosure.RELATED)
    return {"disclosure": shown_to}


def _show(before: dict[str, Any], proposal: DuplicateProposal, by: Actor) -> None:
    change_equipment(Equipment.objects.get(uid=proposal.second_uid), by=by, reason=_REASON, **before)


def _close(proposal: DuplicateProposal, by: Actor) -> dict[str, Any]:
    kept, other = _kept_and_other(proposal)
    closed_on = other.closed_on.isoformat() if other.closed_on else None
    before: dict[str, Any] = {
        "uid": str(other.uid),
        "status": other.status,
        "successor_id": other.successor_id,
        "closed_on": closed_on,
    }
    merge_organisation(other, into=kept, on=timezone.localdate(), by=by, reason=_REASON)
    return before


def _open_again(before: dict[str, Any], proposal: DuplicateProposal, by: Actor) -> None:
    other = Organisation.objects.get(uid=before.pop("uid"))
    closed_on = date.fromisoformat(before["closed_on"]) if before["closed_on"] else None
    change_organisation(other, by=by, reason=_REASON, **{**before, "closed_on": closed_on})


def _merge(proposal: DuplicateProposal, by: Actor) -> dict[str, Any]:
    first, second = (Person.objects.get(uid=uid) for uid in (proposal.first_uid, proposal.second_uid))
    kept, other = kept_and_other(first, second)
    return merge_person(other, into=kept, by=by, reason=_REASON)


def _part(before: dict[str, Any], proposal: DuplicateProposal, by: Actor) -> None:
    part_person(before, by=by, reason=_REASON)


# For each table: how a record is put aside, giving what it was before, and how it comes back.
_HOW: Mapping[str, tuple[Callable[[DuplicateProposal, Actor], dict[str, Any]], Callable[..., None]]] = {
    "equipment": (_hide, _show),
    "organisation": (_close, _open_again),
    "person": (_merge, _part),
}


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
