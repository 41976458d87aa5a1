"""What else a merger moves: each domain above says what becomes of its records, and who stands at the end of a line
of successors."""

from __future__ import annotations

from collections.abc import Callable

from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.organisations.models import Organisation

Carry = Callable[[Organisation, Actor], None]
_CARRIES: list[Carry] = []


def when_merged(carry: Carry) -> Carry:
    """Declare what is done once an organisation is marked as merged, in the same transaction.

    It gets the merged organisation, whose successor is set, and who merged it. Declared when the site starts.
    """
    _CARRIES.append(carry)
    return carry


def carry_records(merged: Organisation, by: Actor) -> None:
    """Do all that was declared."""
    for carry in _CARRIES:
        carry(merged, by)


def heir_of(organisation: Organisation) -> Organisation:
    """Who stands in its place now: the last of its successors, or itself; mergers never run in a circle."""
    heir = organisation
    while heir.successor_id is not None:
        # Read anew: a successor that was loaded earlier may have merged since.
        heir = Organisation.objects.get(pk=heir.successor_id)
    return heir
