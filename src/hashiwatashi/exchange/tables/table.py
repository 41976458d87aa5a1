"""What every table that can be imported declares, and what an import of it does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise

from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.exchange.columns import Layout
from hashiwatashi.exchange.rows import Row
from hashiwatashi.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Scope:
    """For whom a file is imported.

    ``owner`` stands in for rows that name none. ``owners`` are the organisations whose records may be written; None
    means any. ``source`` names the collection a file comes from, where the table does not know it itself.
    """

    by: Actor
    owner: Organisation | None = None
    owners: frozenset[int] | None = None
    source: str = ""

    def may_write_for(self, owner_id: int | None) -> bool:
        return self.owners is None or owner_id in self.owners


class Importer(Protocol):
    """One import of one table: sees every row once to learn, then takes the rows in batches."""

    def survey(self, row: Row) -> None:
        """Learn from a row of the first reading; nothing is written."""

    def take(self, rows: Sequence[Row]) -> None:
        """Store a batch; each row gets an outcome or faults. Runs in the import's transaction."""

    def finish(self) -> int:
        """What needs all rows; returns how many duplicates were newly proposed."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table that files can be imported into. ``supplied_by_owner``: fields that a given owner stands in for."""

    name: str
    title: str | Promise
    layout: Layout
    start: Callable[[Scope], Importer]
    supplied_by_owner: frozenset[str] = frozenset()
    for_operators_only: bool = True
