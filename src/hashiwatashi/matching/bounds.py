"""A visitor's bounds → keywords of the engine: what may be found at all, and what the visitor chose to see."""

from __future__ import annotations

from collections.abc import Mapping

from hashiwatashi.common.visitors import Visitor, organisation_ids
from hashiwatashi.equipment.enums import ExternalUse
from hashiwatashi.funding.models import Call
from hashiwatashi.matching.answers import Filters
from hashiwatashi.matching.documents import MEMBERS, PUBLIC, moment_key, organisation_audience
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.places import NATIONWIDE

Keywords = Mapping[str, tuple[str, ...]]


def audience_of(visitor: Visitor) -> tuple[str, ...]:
    """The audiences a visitor belongs to: the same rule as `common.querysets.disclosed_to`."""
    own = sorted(organisation_ids(visitor)) if visitor.is_authenticated else []
    return (PUBLIC, MEMBERS, *(organisation_audience(pk) for pk in own)) if own else (PUBLIC,)


def bounds_of(
    filters: Filters, kinds: tuple[Kind, ...], visitor: Visitor
) -> tuple[dict[Kind, Keywords], dict[Kind, Keywords]]:
    """For each kind what its documents must carry and what they must not."""
    audience = audience_of(visitor)
    only = {kind: {"kind": (kind.value,), "audience": audience, **_chosen(kind, filters)} for kind in kinds}
    never: dict[Kind, Keywords] = {kind: {} for kind in kinds}
    if filters.open_calls_at and Kind.CALL in kinds:
        must, must_not = _open_at(filters)
        only[Kind.CALL] |= must
        never[Kind.CALL] = must_not
    return {**only}, never


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


def _open_at(filters: Filters) -> tuple[Keywords, Keywords]:
    """Calls that close later or never, without those that open later.

    Only moments yet to come are named, so the bound is exact at any moment and stays short however long the history.
    """
    closing = Call.objects.filter(closes_at__gt=filters.open_calls_at)
    opening = Call.objects.filter(opens_at__gt=filters.open_calls_at)
    closes = closing.order_by().values_list("closes_at", flat=True).distinct()
    opens = opening.order_by().values_list("opens_at", flat=True).distinct()
    return (
        {"closes": (moment_key(None), *(moment_key(moment) for moment in closes))},
        {"opens": tuple(moment_key(moment) for moment in opens)},
    )
