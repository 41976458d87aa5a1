"""An institution has merged into another: its successor goes on with the open cases, under the same clock."""

from __future__ import annotations

from django.utils import timezone

from hashiwatashi.common.audit.trail import Actor, SystemActor
from hashiwatashi.common.errors import Conflict
from hashiwatashi.consultations import handing
from hashiwatashi.consultations.actions import (
    begin_period,
    check_can_hold,
    end_period,
    staff_of,
    tell_asker,
    tell_staff,
)
from hashiwatashi.consultations.models import Consultation, Handoff
from hashiwatashi.consultations.stages import CONSULTATION_STAGES
from hashiwatashi.notices.actions import tell
from hashiwatashi.notices.consultations import (
    CONSULTATION_CAME,
    CONSULTATION_HANDED_OFF,
    CONSULTATION_RETURNED,
    CONSULTATION_STAYS,
)
from hashiwatashi.organisations.mergers import heir_of, when_merged
from hashiwatashi.organisations.models import Organisation

# Whoever merges two bodies has no part in their cases: the product carries them.
_BY = SystemActor("merger")


@when_merged
def carry_cases(merged: Organisation, by: Actor) -> None:
    """Give the successor the open cases; where nobody acts for it here, they stay with those who have them.

    Hand-offs under way to and from the merged body end: consent was given to a body that is no more.
    """
    for handoff in Handoff.objects.open().for_lists().filter(receiver=merged):
        _end(handoff)
    heir = heir_of(merged)
    try:
        check_can_hold(heir)
    except Conflict:
        return
    for handoff in Handoff.objects.open().for_lists().filter(giver=merged):
        handing.cancel(handoff, by=_BY)
    for case in Consultation.objects.open().held_by(frozenset({merged.pk})).order_by("pk"):
        _carry(case, heir)


def _end(handoff: Handoff) -> None:
    """The offer to a body that is no more; whoever agreed to it and the holder are told that it stays."""
    handing.cancel(handoff, by=_BY)
    tell_staff(handoff.consultation, CONSULTATION_RETURNED, by=_BY)
    if handoff.consented_at:
        tell_asker(handoff.consultation, CONSULTATION_STAYS, by=_BY)


def _carry(case: Consultation, heir: Organisation) -> None:
    now = timezone.now()
    end_period(case, now)
    begin_period(case, heir, now)
    CONSULTATION_STAGES.move(case, "succeed", by=_BY)
    tell(staff_of(heir), CONSULTATION_CAME, by=_BY, about=case.uid, once=now.isoformat(), number=case.number)
    tell_asker(case, CONSULTATION_HANDED_OFF, by=_BY)
