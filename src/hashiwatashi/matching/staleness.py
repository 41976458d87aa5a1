"""Which records changed since the index saw them: the index is never the authority on what may be shown.

A mark is written in the transaction of each change and taken away only after the index holds it, so a record
without one stands in the index as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.models import IndexMark
from hashiwatashi.matching.registry import searchables

Keys = frozenset[tuple[Kind, int]]


def changed_sheets(kinds: Collection[Kind]) -> Keys:
    """Records of these kinds that may tell less than they did and that the index has still to learn of.

    Read it before a search, since marks go when the index catches up; asks nothing without such a kind.
    """
    withheld = [kind for kind in kinds if searchables()[kind].is_withheld]
    if not withheld:
        return frozenset()
    marks = IndexMark.objects.filter(kind__in=withheld).order_by()
    return frozenset((Kind(kind), pk) for kind, pk in marks.values_list("kind", "record_id"))


def changed(wanted: Mapping[Kind, Collection[int]]) -> Keys:
    """Those of the records that changed since the index saw them; one query for all kinds."""
    keys = {(kind, pk) for kind, ids in wanted.items() for pk in ids}
    marks = IndexMark.objects.filter(record_id__in={pk for _, pk in keys}, kind__in=wanted).order_by()
    return frozenset(
        (Kind(kind), pk) for kind, pk in marks.values_list("kind", "record_id") if (Kind(kind), pk) in keys
    )
