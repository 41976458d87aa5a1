"""Hits → records: one query for each kind with a fixed number of prefetches, through the visitor's own door."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import models

from hashiwatashi.common.visitors import Visitor
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.funding.models import Call
from hashiwatashi.matching.answers import Found
from hashiwatashi.matching.enums import Kind
from hashiwatashi.needs.disclosure import sheet_for
from hashiwatashi.needs.models import Need
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Expert
from hashiwatashi.technology.models import Seed


def records_of(kind: Kind, ids: Collection[int], visitor: Visitor) -> Mapping[int, Found]:
    """The records with these ids that exist and that ``visitor`` may see, by id, loaded as lists show them."""
    # The hits stand in their own order; sorting here can even lead SQLite to walk a whole index for a few keys.
    records = _visible(kind, visitor).filter(pk__in=ids).order_by()
    if kind == Kind.NEED:
        return {need.pk: sheet_for(need, visitor) for need in records}
    return {record.pk: record for record in records}


def _visible(kind: Kind, visitor: Visitor) -> models.QuerySet[Any]:
    match kind:
        case Kind.EQUIPMENT:
            return Equipment.objects.visible_to(visitor).not_retired().for_lists()
        case Kind.SEED:
            return Seed.objects.visible_to(visitor).for_lists()
        case Kind.EXPERT:
            return Expert.objects.visible_to(visitor).for_lists()
        case Kind.CALL:
            return Call.objects.visible_to(visitor).for_lists()
        case Kind.NEED:
            return Need.objects.visible_to(visitor).for_lists()
        case Kind.ORGANISATION:
            return Organisation.objects.visible_to(visitor).for_lists()
