"""What a table of the exchange is: its columns, how a row is understood, and what the file then changes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from hashiwatashi.exchange.errors import Rejected
from hashiwatashi.exchange.models import DuplicateProposal
from hashiwatashi.exchange.planning import Plan, Wanted, by_source, one_for_each_key, settle
from hashiwatashi.exchange.reading.sheet import Column, Row
from hashiwatashi.exchange.rules import IMPORTERS
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.enums import Role

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Scope:
    """For which organisations the import may write, by id; None = for all."""

    owners: frozenset[int] | None = None

    def check(self, owner: Organisation, field: str, value: str) -> None:
        """Raises `Rejected` for an organisation outside the scope."""
        if self.owners is not None and owner.pk not in self.owners:
            raise Rejected(field, value, _("You may import only for your own organisation."))


class Table(ABC):
    """One table that files can be imported into."""

    name: ClassVar[str]
    title: ClassVar[str | Promise]
    # An invented row by field, for the file that people start from; what is not named stays empty.
    sample: ClassVar[Mapping[str, str]]
    columns: ClassVar[tuple[Column, ...]]
    # Whether an account that acts for single organisations may import it.
    is_owned: ClassVar[bool] = False
    # Which roles of those organisations may; of them only those that may import at all.
    importers: ClassVar[Collection[Role]] = IMPORTERS

    def positional(self, first: Sequence[str]) -> tuple[str, ...] | None:
        """The columns of a file without a header, told from its first row; None when it has one."""
        return None

    def supplied(self, scope: Scope) -> frozenset[str]:
        """Required fields that need no column, because the scope tells them."""
        return frozenset()

    @abstractmethod
    def plan(self, rows: Sequence[Row], scope: Scope) -> Plan:
        """What the rows change, one verdict or rejection for each row. Reads the database, writes nothing."""

    def propose_duplicates(self, plan: Plan) -> Iterable[DuplicateProposal]:
        """Pairs of planned and stored records that look alike and are not proposed yet; none by default."""
        return ()


class SourcedTable(Table):
    """A table whose records carry ``source`` and ``source_key``; each row stands for one of them."""

    model: ClassVar[type[models.Model]]
    source: ClassVar[str]

    @abstractmethod
    def wanted(self, row: Row) -> Wanted:
        """What one row asks for. Raises `Rejected`."""

    def plan(self, rows: Sequence[Row], scope: Scope) -> Plan:
        plan = Plan()
        self.settle(understand(rows, self.wanted, plan), plan)
        return plan

    def settle(self, wanted: Iterable[Wanted], plan: Plan) -> None:
        """Compare what the rows want with what is stored."""
        single = one_for_each_key(wanted, plan)
        existing = by_source(self.model, self.source, [item.key for item in single])
        settle(single, existing, plan, lambda item: self.model(source=self.source, source_key=item.key))


def understand(rows: Sequence[Row], read: Callable[[Row], T], plan: Plan) -> list[T]:
    """Each row as ``read`` understands it; those it rejects go to the plan."""
    understood = []
    for row in rows:
        try:
            understood.append(read(row))
        except Rejected as error:
            plan.rejected.append((row, error))
    return understood
