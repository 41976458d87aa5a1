"""Who was in charge of a consultation after whom, as its history tells."""

from __future__ import annotations

from hashiwatashi.consultations.models import Consultation, HolderPeriod, OfficerChange
from hashiwatashi.people.models import Account


def note_change(consultation: Consultation, after: Account | None) -> bool:
    """Note that ``after`` (None: nobody) is in charge from now on; to be called before it is so.

    The first one at a holder is told by its period, and noted there alone. Returns whether somebody else was in
    charge there until now, whom whoever asked knows by name.
    """
    before = consultation.officer
    if before == after or not (after is None or _was_taken(consultation)):
        return False
    OfficerChange.objects.create(
        consultation=consultation, organisation=consultation.holder, before=before, after=after
    )
    return before is not None


def _was_taken(consultation: Consultation) -> bool:
    """Whether somebody at the present holder was in charge before."""
    return HolderPeriod.objects.filter(consultation=consultation, until=None, taken_at__isnull=False).exists()
