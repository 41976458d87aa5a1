"""A visitor's bounds → keywords of the engine: what may be found at all, and what the visitor chose to see."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone

from hashiwatashi.common.visitors import Visitor, organisation_ids
from hashiwatashi.equipment.enums import ExternalUse
from hashiwatashi.funding.models import Call
from hashiwatashi.matching.answers import Filters
from hashiwatashi.matching.documents import MEMBERS, PUBLIC, day_key, moment_key, organisation_audience
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.places import NATIONWIDE
from hashiwatashi.people.models import Expert

Keywords = Mapping[str, tuple[str, ...]]
T = TypeVar("T", date, datetime)


def audience_of(visitor: Visitor) -> tuple[str, ...]:
    """The audiences a visitor belongs to: the same rule as `common.querysets.disclosed_to`."""
    own = sorted(organisation_ids(visitor)) if visitor.is_authenticated else []
    return (PUBLIC, MEMBERS, *(organisation_audience(pk) for pk in own)) if own else (PUBLIC,)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a document must carry to be found, and what it must not."""

    only: Keywords
    never: Keywords = field(default_factory=dict)

    def within(self, only: Keywords, never: Keywords) -> Bounds:
        return Bounds({**self.only, **only}, {**self.never, **never})


def bounds_of(filters: Filters, kinds: tuple[Kind, ...], visitor: Visitor) -> dict[Kind, tuple[Bounds, ...]]:
    """For each kind the bounds of its documents, in layers: whatever is found in one stands before the next.

    Experts are those in office today. Calls that are open stand before those to come, and these before those that are
    over; where the visitor asks for open ones there are no others.
    """
    audience = audience_of(visitor)
    found: dict[Kind, tuple[Bounds, ...]] = {
        kind: (Bounds({"kind": (kind.value,), "audience": audience, **_chosen(kind, filters)}),) for kind in kinds
    }
    if Kind.EXPERT in kinds:
        times = _Times.after(timezone.localdate(), Expert.objects.all(), "since", "until", day_key)
        found[Kind.EXPERT] = (times.current(found[Kind.EXPERT][0]),)
    if Kind.CALL in kinds:
        moment = filters.open_calls_at or timezone.now()
        times = _Times.after(moment, Call.objects.all(), "opens_at", "closes_at", moment_key)
        (bounds,) = found[Kind.CALL]
        others = () if filters.open_calls_at else (*times.to_come(bounds), times.over(bounds))
        found[Kind.CALL] = (times.current(bounds), *others)
    return found


@dataclass(frozen=True, slots=True)
class _Times:
    """The beginnings and ends yet to come of a kind whose documents come and go with time alone.

    Only these are named, so that a bound is exact at any moment and stays short however long the history.
    """

    opens: tuple[str, ...]
    closes: tuple[str, ...]
    never: str

    @classmethod
    def after(
        cls, moment: T, records: models.QuerySet[Any], opens: str, closes: str, key: Callable[[T | None], str]
    ) -> _Times:
        """Asked with two queries."""

        def yet_to_come(name: str) -> tuple[str, ...]:
            later = records.filter(**{f"{name}__gt": moment}).order_by().values_list(name, flat=True)
            return tuple(key(time) for time in later.distinct())

        return cls(yet_to_come(opens), yet_to_come(closes), key(None))

    def current(self, bounds: Bounds) -> Bounds:
        return bounds.within({"closes": (self.never, *self.closes)}, {"opens": self.opens})

    def to_come(self, bounds: Bounds) -> Iterator[Bounds]:
        """Nothing where nothing is to come."""
        if self.opens:
            yield bounds.within({"opens": self.opens}, {})

    def over(self, bounds: Bounds) -> Bounds:
        return bounds.within({}, {"opens": self.opens, "closes": (self.never, *self.closes)})


def _chosen(kind: Kind, filters: Filters) -> dict[str, tuple[str, ...]]:
    chosen: dict[str, tuple[str, ...]] = {}
    if filters.prefectures:
        nationwide = (NATIONWIDE,) if kind == Kind.CALL else ()
        chosen["prefecture"] = (*filters.prefectures, *nationwide)
    if filters.fields:
        chosen["field"] = filters.fields
    if filters.open_to_outsiders and kind == Kind.EQUIPMENT:
        chosen["external_use"] = (ExternalUse.OPEN.value, ExternalUse.CONDITIONAL.value)
    return chosen
