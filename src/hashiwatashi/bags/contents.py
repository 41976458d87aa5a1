"""Entries → records, through the door of whoever looks: one query for each kind, whatever the bag was filled with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hashiwatashi.bags.entries import Entry
from hashiwatashi.common.visitors import Visitor
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.registry import searchables
from hashiwatashi.matching.searchable import Found


@dataclass(frozen=True, slots=True)
class Content:
    """An entry, and its record as the visitor may see it; None where it is withdrawn, gone or not theirs to see."""

    entry: Entry
    found: Found | None


def contents(entries: Iterable[Entry], visitor: Visitor) -> list[Content]:
    """Every entry with its record as it is now."""
    listed = list(entries)
    wanted: dict[Kind, set[UUID]] = defaultdict(set)
    for entry in listed:
        wanted[entry.kind].add(entry.record)
    found = {kind: _records(kind, uids, visitor) for kind, uids in wanted.items()}
    return [Content(entry, found[entry.kind].get(entry.record)) for entry in listed]


def is_there(entry: Entry, visitor: Visitor) -> bool:
    """Whether the visitor may see the record of an entry."""
    return contents([entry], visitor)[0].found is not None


def _records(kind: Kind, uids: set[UUID], visitor: Visitor) -> dict[UUID, Found]:
    """Also what the search no longer offers, such as calls that are over: whoever kept one wants to know."""
    searchable = searchables()[kind]
    records: Any = searchable.model._default_manager
    rows = records.visible_to(visitor).for_lists().filter(uid__in=uids).order_by()
    return {row.uid: searchable.sheet(row, visitor) for row in rows}
