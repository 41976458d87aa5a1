"""Hits → records: one query for each kind with a fixed number of prefetches, through the visitor's own door."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from hashiwatashi.common.visitors import Visitor
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.registry import searchables
from hashiwatashi.matching.searchable import Found


def records_of(kind: Kind, ids: Collection[int], visitor: Visitor) -> Mapping[int, Found]:
    """The records with these ids that exist and that ``visitor`` may see, by id, loaded as lists show them."""
    searchable = searchables()[kind]
    # The hits stand in their own order; sorting here can even lead SQLite to walk a whole index for a few keys.
    records = searchable.records().visible_to(visitor).filter(pk__in=ids).order_by()
    return {record.pk: searchable.sheet(record, visitor) for record in records}
