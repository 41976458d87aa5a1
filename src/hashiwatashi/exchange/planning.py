"""What an import will do, worked out without writing anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.records import Sourced
from hashiwatashi.common.values import problem_of, tidied
from hashiwatashi.exchange.errors import Rejected
from hashiwatashi.exchange.reading.sheet import Row

T = TypeVar("T")
# Both databases take this many parameters in one query.
_AT_ONCE = 500


class Verdict(Enum):
    """What becomes of one row."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one row asks for: the record with this key shall have these values (field → value or related record)."""

    row: Row
    key: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """The verdict on one row and the record it stands for; ``changed`` is field → (before, after)."""

    row: Row
    verdict: Verdict
    record: models.Model | None
    changed: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Extra:
    """A record that no row stands for but rows need, such as an owner; changed if ``changed``, else new."""

    record: models.Model
    changed: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass(slots=True)
class Plan:
    """All that an import will do. ``extras`` are stored first, ``afterwards`` runs last, in the same transaction.

    ``mergers`` are the bodies, old and new, that it will link by what `exchange.bodies.mergers` knows.
    """

    changes: list[Change] = field(default_factory=list)
    rejected: list[tuple[Row, Rejected]] = field(default_factory=list)
    extras: list[Extra] = field(default_factory=list)
    afterwards: list[Callable[[Actor], None]] = field(default_factory=list)
    mergers: list[tuple[str, str]] = field(default_factory=list)


def owners_of(plan: Plan) -> frozenset[UUID]:
    """The organisations that own a record some accepted row stands for."""
    records = (change.record for change in plan.changes if change.record is not None)
    return frozenset(record.owner.uid for record in records)  # type: ignore[attr-defined]


def chunks(items: Iterable[T], size: int = _AT_ONCE) -> Iterator[list[T]]:
    """The distinct items, sorted by their text, in lists short enough for one query."""
    found = sorted(set(items), key=str)
    for start in range(0, len(found), size):
        yield found[start : start + size]


def one_for_each_key(wanted: Iterable[Wanted], plan: Plan) -> list[Wanted]:
    """The first row of each key. A repeat that says the same is unchanged; one that contradicts it is rejected."""
    first: dict[str, Wanted] = {}
    for item in wanted:
        earlier = first.setdefault(item.key, item)
        if earlier is item:
            continue
        if earlier.values == item.values:
            plan.changes.append(Change(item.row, Verdict.UNCHANGED, None))
        else:
            text = _("Line %(line)d has the same identifier and says otherwise.") % {"line": earlier.row.line}
            plan.rejected.append((item.row, Rejected("", item.key, text)))
    return list(first.values())


def decide(item: Wanted, record: models.Model | None, made: models.Model) -> Change:
    """What becomes of a row whose stored record is ``record``; without one it is ``made``. Sets the values on it.

    Raises `Rejected` for a value that cannot be stored, with the verdict of either database.
    """
    storable = _storable(item, made)
    if record is None:
        _assign(made, storable)
        return Change(item.row, Verdict.CREATED, made)
    changed = changes_to(record, storable)
    _assign(record, {name: storable[name] for name in changed})
    return Change(item.row, Verdict.UPDATED if changed else Verdict.UNCHANGED, record, changed)


def changes_to(record: models.Model, values: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The values that differ from a stored record's: field → (before, after), related records by their key."""
    changed = {}
    for name, value in values.items():
        stored = record._meta.get_field(name)
        before = getattr(record, stored.attname)  # type: ignore[union-attr]
        after = value.pk if isinstance(value, models.Model) else value
        if before != after or (isinstance(value, models.Model) and after is None):
            changed[name] = (before, after)
    return changed


def settle(
    wanted: Sequence[Wanted],
    existing: Mapping[str, models.Model],
    plan: Plan,
    fresh: Callable[[Wanted], models.Model],
) -> None:
    """Add the verdict on each row to the plan; ``existing`` is key → stored record."""
    for item in wanted:
        try:
            change = decide(item, existing.get(item.key), fresh(item))
        except Rejected as error:
            plan.rejected.append((item.row, error))
        else:
            plan.changes.append(change)


def by_source(model: type[models.Model], source: str, keys: Iterable[str]) -> dict[str, models.Model]:
    """Stored records of a source, key → record."""
    found: dict[str, models.Model] = {}
    for some in chunks(keys):
        records = model._default_manager.filter(source=source, source_key__in=some)
        found.update({record.source_key: record for record in records})  # type: ignore[attr-defined]
    return found


def _assign(record: models.Model, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(record, name, value)


def _storable(item: Wanted, made: models.Model) -> dict[str, Any]:
    """The values as they are stored. Raises `Rejected` for the first that cannot be, the row's own key included."""
    storable = {}
    for name, value in {**_key_of(made), **item.values}.items():
        field: Any = made._meta.get_field(name)
        storable[name] = tidied(field, value)
        if problem := problem_of(field, storable[name]):
            raise Rejected(name, str(value)[:100], problem)
    return {name: storable[name] for name in item.values}


def _key_of(made: models.Model) -> dict[str, Any]:
    return {"source_key": made.source_key} if isinstance(made, Sourced) else {}
