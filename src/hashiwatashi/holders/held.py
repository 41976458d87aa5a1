"""Which records people of an organisation look after, and which nobody does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from hashiwatashi.common.visitors import Visitor
from hashiwatashi.holders.models import Holding
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.registry import searchables
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account

Key = tuple[str, UUID]


@dataclass(frozen=True, slots=True)
class Charge:
    """One record as lists name it, and since when somebody looks after it."""

    kind: Kind
    uid: UUID
    title: str
    record: Any
    since: date | None = None


def kinds_held() -> tuple[Kind, ...]:
    """The kinds whose records belong to an organisation; not the organisations themselves."""
    return tuple(kind for kind, searchable in searchables().items() if searchable.owner and searchable.is_held)


def records_of(kind: Kind, organisation: Organisation, visitor: Visitor) -> QuerySet[Any]:
    """The organisation's own records of a kind, as far as the visitor may see them."""
    searchable = searchables()[kind]
    records: Any = searchable.model._default_manager
    found: QuerySet[Any] = records.visible_to(visitor).filter(**{searchable.owner: organisation})
    return found


def holder_of(kind: Kind, uid: UUID, visitor: Visitor, day: date) -> Account | None:
    """Who looks after a record on a day, for those who may know."""
    found = Holding.objects.visible_to(visitor).in_force_on(day).filter(kind=kind.value, record=uid)
    holding = found.for_lists().first()
    return holding.account if holding else None


def charges(holdings: Iterable[Holding], organisation: Organisation, visitor: Visitor) -> list[Charge]:
    """The records of some holdings, kind by kind, by title; those that are gone are left out."""
    since = {(holding.kind, holding.record): holding.since for holding in holdings}
    found = []
    for kind in kinds_held():
        uids = [uid for (name, uid) in since if name == kind.value]
        if uids:
            title = searchables()[kind].title
            rows = records_of(kind, organisation, visitor).filter(uid__in=uids)
            named = [Charge(kind, row.uid, title(row), row, since[kind.value, row.uid]) for row in _loaded(rows)]
            found += sorted(named, key=lambda one: (one.title, str(one.uid)))
    return found


def without_holder(kind: Kind, organisation: Organisation, visitor: Visitor, day: date) -> QuerySet[Any]:
    """The organisation's records of a kind that nobody looks after on a day."""
    held = Holding.objects.in_force_on(day).filter(organisation=organisation, kind=kind.value)
    return records_of(kind, organisation, visitor).exclude(uid__in=held.values("record"))


def counts(organisation: Organisation, day: date) -> Mapping[Account, Counter[str]]:
    """How many records of each kind each person looks after on a day, by mail address."""
    found: dict[Account, Counter[str]] = {}
    rows = Holding.objects.in_force_on(day).filter(organisation=organisation).for_lists()
    for holding in rows.order_by("account__email", "pk"):
        found.setdefault(holding.account, Counter())[holding.kind] += 1
    return found


def _loaded(rows: Any) -> Any:
    """As lists load them, so that a title needs no query of its own."""
    return rows.for_lists()
