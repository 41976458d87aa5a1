"""A visitor's bounds → keywords of the engine: what may be found at all, and what the visitor chose to see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone

from hashiwatashi.common.doors import audiences_of
from hashiwatashi.common.visitors import Visitor
from hashiwatashi.equipment.enums import USABLE
from hashiwatashi.matching.answers import Filters
from hashiwatashi.matching.documents import day_key, moment_key
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.registry import searchables
from hashiwatashi.matching.searchable import NATIONWIDE, Keywords, Searchable, Term


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a document must carry to be found, and what it must not."""

    only: Keywords
    never: Keywords = field(default_factory=dict)

    def within(self, only: Keywords, never: Keywords) -> Bounds:
        return Bounds({**self.only, **only}, {**self.never, **never})


def bounds_of(filters: Filters, kinds: tuple[Kind, ...], visitor: Visitor) -> dict[Kind, tuple[Bounds, ...]]:
    """For each kind the bounds of its documents, in layers: whatever is found in one stands before the next.

    Of a kind with a term only what is in force is found; or it stands before what is to come, and this before what is
    over, unless the visitor asks for what is in force alone.
    """
    audience = audiences_of(visitor)
    found = {}
    for kind in kinds:
        searchable = searchables()[kind]
        bounds = Bounds({"kind": (kind.value,), "audience": audience, **_chosen(searchable, filters)})
        found[kind] = tuple(_layers(searchable, bounds, filters))
    return found


def _layers(searchable: Searchable, bounds: Bounds, filters: Filters) -> Iterator[Bounds]:
    term = searchable.term
    if term is None:
        yield bounds
        return
    now = (filters.open_calls_at or timezone.now()) if term.are_moments else timezone.localdate()
    times = _Times.after(now, searchable.model._base_manager.all(), term)
    yield times.current(bounds)
    if term.shows_others and not filters.open_calls_at:
        yield from times.to_come(bounds)
        yield times.over(bounds)


@dataclass(frozen=True, slots=True)
class _Times:
    """The beginnings and ends yet to come of a kind whose documents come and go with time alone.

    Only these are named, so that a bound is exact at any moment and stays short however long the history.
    """

    opens: tuple[str, ...]
    closes: tuple[str, ...]
    never: str

    @classmethod
    def after(cls, moment: date | datetime, records: models.QuerySet[Any], term: Term) -> _Times:
        """Asked with two queries."""
        key: Callable[[Any], str] = moment_key if term.are_moments else day_key

        def yet_to_come(name: str) -> tuple[str, ...]:
            later = records.filter(**{f"{name}__gt": moment}).order_by().values_list(name, flat=True)
            return tuple(key(time) for time in later.distinct())

        return cls(yet_to_come(term.opens), yet_to_come(term.closes), key(None))

    def current(self, bounds: Bounds) -> Bounds:
        return bounds.within({"closes": (self.never, *self.closes)}, {"opens": self.opens})

    def to_come(self, bounds: Bounds) -> Iterator[Bounds]:
        """Nothing where nothing is to come."""
        if self.opens:
            yield bounds.within({"opens": self.opens}, {})

    def over(self, bounds: Bounds) -> Bounds:
        return bounds.within({}, {"opens": self.opens, "closes": (self.never, *self.closes)})


def _chosen(searchable: Searchable, filters: Filters) -> dict[str, tuple[str, ...]]:
    chosen: dict[str, tuple[str, ...]] = {}
    if filters.prefectures:
        nationwide = (NATIONWIDE,) if searchable.serves_nationwide else ()
        chosen["prefecture"] = (*filters.prefectures, *nationwide)
    if filters.fields:
        chosen["field"] = filters.fields
    if filters.open_to_outsiders and searchable.has_use:
        chosen["external_use"] = tuple(use.value for use in USABLE)
    return chosen
