"""What else a merger moves: each domain above says what becomes of its records, and who stands at the end of a line
of successors."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import islice
from typing import Any

from django.db.models import Q

from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.organisations.models import Organisation

Carry = Callable[[Organisation, Actor], None]
_CARRIES: list[Carry] = []
#: So many mergers one after the other are followed where what a merged body had is read.
LINE = 3


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


def merged_into(organisations: Collection[int]) -> Any:
    """The bodies that have merged into some organisations, directly or over others, as a query of their keys."""
    last: Any = Q(successor__in=organisations)
    found, step = last, Organisation.objects.filter(last)
    for _again in range(LINE - 1):
        last = Q(successor__in=step.order_by().values("pk"))
        found, step = found | last, Organisation.objects.filter(last)
    return Organisation.objects.filter(found).order_by().values("pk")


def line_of(organisation: Organisation) -> Iterator[int]:
    """The keys of a body and of those that it has merged into: as far as `merged_into` goes, the other way round."""
    yield organisation.pk
    yield from islice(_successors(organisation), LINE)


def _successors(organisation: Organisation) -> Iterator[int]:
    while organisation.successor is not None:
        organisation = organisation.successor
        yield organisation.pk
