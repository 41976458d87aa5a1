"""What the sheets of rules, units and special days share: a row is checked as the action would, which stores it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hashiwatashi.common import values as stored_values
from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.common.records import Record
from hashiwatashi.exchange.errors import Faults, Rejected
from hashiwatashi.exchange.planning import (
    Change,
    Plan,
    Verdict,
    Wanted,
    changes_to,
    one_for_each_key,
)
from hashiwatashi.exchange.reading import amounts
from hashiwatashi.exchange.reading.sheet import Row
from hashiwatashi.exchange.tables.base import Scope, Table, understand
from hashiwatashi.exchange.tables.opening.places import Place, Places
from hashiwatashi.opening.rules import KEEPERS
from hashiwatashi.opening.week import hours_in

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A row understood: for which place, by which key of that, and what it says."""

    place: Place
    key: Key
    values: Mapping[str, Any]


class OpeningTable(Table):
    """Rows are stored one by one by the actions that a page has, so that hours that shrink displace and tell."""

    is_owned: ClassVar[bool] = True
    importers = KEEPERS

    @abstractmethod
    def understood(self, row: Row, faults: Faults) -> tuple[Any, Mapping[str, Any]]:
        """The last part of its key, None where it cannot be read, and what else a row says; all that is wrong with
        it goes to ``faults``."""

    def key_of(self, place: Place, part: Any) -> Key:
        """The key of a row of some place. Raises `Rejected`."""
        return (*place.key, part)

    @abstractmethod
    def stored(self, owners: Iterable[int]) -> Mapping[Key, Record]:
        """The records of some institutions by their keys."""

    @abstractmethod
    def made(self, draft: Draft) -> Record:
        """A new record for a row, without what it says."""

    @abstractmethod
    def add(self, record: Any, by: Actor) -> None:
        """Store a new record by its action."""

    @abstractmethod
    def change(self, record: Any, values: Mapping[str, Any], by: Actor) -> None:
        """Change a stored record by its action."""

    def look(self, record: Any, known: Any) -> None:
        """Raises `Rejected` for what the action would not do with a new record (``known`` None) or a changed one."""

    def plan(self, rows: Sequence[Row], scope: Scope) -> Plan:
        plan, places = Plan(), Places(rows, scope)
        drafts: dict[int, Draft] = {}

        def wanted(row: Row) -> Wanted:
            draft = drafts[row.line] = self._draft(row, places)
            return Wanted(row, "/".join(map(str, draft.key)), {**draft.values})

        single = one_for_each_key(understand(rows, wanted, plan), plan)
        stored = self.stored({draft.place.owner.pk for draft in drafts.values()})
        for item in single:
            draft = drafts[item.row.line]
            try:
                self._decide(item.row, draft, stored.get(draft.key), plan)
            except Rejected as error:
                plan.rejected.append((item.row, error))
        return plan

    def _draft(self, row: Row, places: Places) -> Draft:
        """Raises `Rejected` with everything that is wrong with a row, not only the first."""
        faults, place, key = Faults(), None, None
        with faults:
            place = places.place(row)
        part, values = self.understood(row, faults)
        if place is not None:
            with faults:
                key = self.key_of(place, part)
        if place is None or key is None or part is None:
            faults.refuse()
        assert place is not None  # else there is a fault
        assert key is not None
        draft = Draft(place, key, values)
        if faults.found:
            self._look_at(_with(self.made(draft), values), None, faults)
            faults.refuse()
        return draft

    def _look_at(self, record: Record, known: Record | None, faults: Faults) -> None:
        with faults:
            self.look(record, known)
        with faults:
            check(record)

    def _decide(self, row: Row, draft: Draft, known: Record | None, plan: Plan) -> None:
        record = self.made(draft) if known is None else known
        changed = changes_to(record, draft.values)
        if known is not None and not changed:
            plan.changes.append(Change(row, Verdict.UNCHANGED, None))
            return
        shown, faults = _with(copy(record), draft.values), Faults()
        self._look_at(shown, known, faults)
        faults.refuse()
        if known is None:
            plan.changes.append(Change(row, Verdict.CREATED, None))
            plan.afterwards.append(lambda by: self.add(shown, by))
            return
        values = {name: draft.values[name] for name in changed}
        plan.changes.append(Change(row, Verdict.UPDATED, None))
        plan.afterwards.append(lambda by: self.change(known, values, by))


def check(record: Record) -> None:
    """What no action would store is told at its field. Raises `Rejected`."""
    try:
        stored_values.check(record)
        record.full_clean()
    except ValidationError as error:
        faults = Faults()
        for field, texts in error.message_dict.items():
            value = "" if field == "__all__" else str(getattr(record, field, ""))
            faults.found.append(Rejected("" if field == "__all__" else field, value[:100], " ".join(texts)))
        faults.refuse()


def _with(record: Record, values: Mapping[str, Any]) -> Record:
    for name, value in values.items():
        setattr(record, name, value)
    return record


def in_order(record: Any) -> None:
    """Raises `Rejected` for what ends before it begins."""
    if record.until is not None and record.until <= record.since:
        # The sheet names the last day.
        raise Rejected("until", str(record.until - timedelta(days=1)), _("It ends before it begins."))


def number(row: Row, field: str) -> int:
    """A whole number; what an empty cell is, the caller says. Raises `Rejected`."""
    found = amounts.whole(field, row.text(field).removesuffix("分").removesuffix("日").removesuffix("時間"))
    if found is None:
        raise Rejected(field, "", _("This is required and empty."))
    return found


def hours(row: Row, field: str) -> list[list[int]]:
    """The hours of a day. Raises `Rejected`."""
    try:
        return [list(one) for one in hours_in(row.text(field))]
    except InvalidInput as error:
        raise Rejected(field, row.text(field), str(error)) from error
