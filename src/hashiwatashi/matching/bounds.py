"""A visitor's bounds → keywords of the engine: what may be found at all, and what the visitor chose to see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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


def bounds_of(
    filters: Filters, kinds: tuple[Kind, ...], visitor: Visitor
) -> tuple[dict[Kind, Keywords], dict[Kind, Keywords]]:
    """For each kind what its documents must carry and what they must not.

    Experts are those in office today; calls are bounded by time only where the visitor asks for open ones.
    """
    audience = audience_of(visitor)
    only: dict[Kind, Keywords] = {
        kind: {"kind": (kind.value,), "audience": audience, **_chosen(kind, filters)} for kind in kinds
    }
    never: dict[Kind, Keywords] = {kind: {} for kind in kinds}
    for kind, (must, must_not) in _current(filters, kinds).items():
        only[kind] = {**only[kind], **must}
        never[kind] = must_not
    return only, never


def _current(filters: Filters, kinds: tuple[Kind, ...]) -> dict[Kind, tuple[Keywords, Keywords]]:
    """Kinds whose documents come and go with time alone, each with what is in force at the moment asked about."""
    current = {}
    if Kind.EXPERT in kinds:
        today = timezone.localdate()
        current[Kind.EXPERT] = _in_force_at(today, Expert.objects.all(), "since", "until", day_key)
    if Kind.CALL in kinds and filters.open_calls_at:
        moment = filters.open_calls_at
        current[Kind.CALL] = _in_force_at(moment, Call.objects.all(), "opens_at", "closes_at", moment_key)
    return current


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


def _in_force_at(
    moment: T, records: models.QuerySet[Any], opens: str, closes: str, key: Callable[[T | None], str]
) -> tuple[Keywords, Keywords]:
    """What ends later or never, without what begins later; two queries.

    Only times yet to come are named, so the bound is exact at any moment and stays short however long the history.
    """

    def yet_to_come(name: str) -> tuple[str, ...]:
        later = records.filter(**{f"{name}__gt": moment}).order_by().values_list(name, flat=True)
        return tuple(key(time) for time in later.distinct())

    return {"closes": (key(None), *yet_to_come(closes))}, {"opens": yet_to_come(opens)}
