"""Proposing pieces of equipment that look like one and the same; people decide.

Several identical instruments in one room are common, so a pair is proposed only where owner, name with model, and
place agree, or nearly. Bounded: n equal ones give n − 1 pairs, and spelling variants are looked for only among
neighbours in the order of names within one owner and place.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from hashiwatashi.common.folding import name_key
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.exchange.models import DuplicateProposal
from hashiwatashi.exchange.planning import Plan, Verdict, chunks

_ALIKE = 95
_CODES = re.compile(r"[a-z0-9]+")
_Pair = tuple[Equipment, Equipment, float, str]


def proposals(plan: Plan) -> Iterator[DuplicateProposal]:
    """Pairs that hold a new or changed record and were never proposed, in the order of owners and rows."""
    moved = [change.record for change in plan.changes if change.verdict is not Verdict.UNCHANGED]
    touched = [record for record in moved if isinstance(record, Equipment)]
    fresh = {record.uid for record in touched}
    known = _proposed(fresh)
    for group in _by_owner(touched):
        for first, other, likeness, reason in _pairs(group):
            pair = frozenset((first.uid, other.uid))
            if pair & fresh and pair not in known:
                known.add(pair)
                yield _proposal(first, other, likeness, reason)


def _proposal(first: Equipment, other: Equipment, likeness: float, reason: str) -> DuplicateProposal:
    return DuplicateProposal(
        table="equipment",
        first_uid=first.uid,
        second_uid=other.uid,
        likeness=Decimal(likeness).quantize(Decimal("0.001")),
        reason=reason,
    )


def _proposed(uids: Iterable[UUID]) -> set[frozenset[UUID]]:
    found: set[frozenset[UUID]] = set()
    if not DuplicateProposal.objects.filter(table="equipment").exists():
        return found
    for some in chunks(uids):
        for side in ("first_uid__in", "second_uid__in"):
            pairs = DuplicateProposal.objects.filter(table="equipment", **{side: some})
            found |= {frozenset(pair) for pair in pairs.values_list("first_uid", "second_uid")}
    return found


def _by_owner(touched: Sequence[Equipment]) -> Iterator[list[Equipment]]:
    """All equipment of each owner, stored records first, then new ones in the order of their rows."""
    groups: defaultdict[UUID, list[Equipment]] = defaultdict(list)
    planned = {record.uid for record in touched}
    for some in chunks(record.owner.pk for record in touched if record.owner.pk):
        fields = ("uid", "name", "model", "place", "department", "source_url", "owner__uid")
        stored = Equipment.objects.filter(owner_id__in=some).select_related("owner").only(*fields).order_by("pk")
        for record in stored:
            if record.uid not in planned:
                groups[record.owner.uid].append(record)
    for record in touched:
        groups[record.owner.uid].append(record)
    return iter(groups.values())


def _pairs(records: Sequence[Equipment]) -> Iterator[_Pair]:
    """Pairs among the equipment of one owner."""
    places: defaultdict[str, defaultdict[str, list[Equipment]]] = defaultdict(lambda: defaultdict(list))
    for record in records:
        place = name_key(record.place or record.department)
        places[place][name_key(f"{record.name} {record.model}")].append(record)
    for place, names in places.items():
        for first, *others in names.values():
            for other in others:
                yield (first, other, *_equal(first, other))
        if place:
            yield from _spelling_variants(names)


def _equal(first: Equipment, other: Equipment) -> tuple[float, str]:
    if first.source_url and first.source_url == other.source_url:
        return 1.0, _("Same owner, name, place and source page")
    return 0.97, _("Same owner, name and place")


def _spelling_variants(names: dict[str, list[Equipment]]) -> Iterator[_Pair]:
    """Names side by side in their order that differ a little; codes must agree: 2100A and 2100B are two things."""
    for one, next_one in pairwise(sorted(names)):
        if _CODES.findall(one) != _CODES.findall(next_one):
            continue
        score = fuzz.ratio(one, next_one, score_cutoff=_ALIKE)
        if score:
            yield names[one][0], names[next_one][0], score / 100, _("Same owner and place, nearly the same name")
