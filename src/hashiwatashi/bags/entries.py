"""What a bag holds, wherever it is kept: in the table of an account or in the session of a visitor without one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from hashiwatashi.matching.enums import Kind

#: So many records one bag holds; a visit needs a dozen.
MOST = 50


class Way(StrEnum):
    """Where an entry can be moved."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Entry:
    """One record in a bag: which one, what is noted about it, and the words that were asked."""

    kind: Kind
    record: UUID
    note: str = ""
    asked: str = ""

    @property
    def key(self) -> str:
        """What names it within a bag and on pages."""
        return f"{self.kind.value}:{self.record}"


def added(entries: Sequence[Entry], new: Iterable[Entry]) -> list[Entry]:
    """``entries`` and behind them those of ``new`` that are not among them yet, up to `MOST`."""
    known = {entry.key for entry in entries}
    fresh = {entry.key: entry for entry in new if entry.key not in known}
    return [*entries, *list(fresh.values())[: max(0, MOST - len(entries))]]


def without(entries: Sequence[Entry], key: str) -> list[Entry]:
    """``entries`` without the one of this key."""
    return [entry for entry in entries if entry.key != key]


def noted(entries: Sequence[Entry], key: str, note: str) -> list[Entry]:
    """``entries`` with another note at the one of this key."""
    return [replace(entry, note=note) if entry.key == key else entry for entry in entries]


def moved(entries: Sequence[Entry], key: str, way: Way) -> list[Entry]:
    """``entries`` with the one of this key one place further up or down; the first stays first, the last last."""
    order = list(entries)
    place = next((number for number, entry in enumerate(order) if entry.key == key), None)
    if place is None:
        return order
    other = place - 1 if way is Way.UP else place + 1
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    return order
