"""Which records changed since the index saw them: the index is never the authority on what may be shown.

A mark is written in the transaction of each change and taken away only after the index holds it, so a record
without one stands in the index as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.models import IndexMark

Keys = frozenset[tuple[Kind, int]]


def changed_needs() -> Keys:
    """Needs the index has still to learn of; read it before a search, since marks go when the index catches up."""
    marks = IndexMark.objects.filter(kind=Kind.NEED).order_by()
    return frozenset((Kind.NEED, pk) for pk in marks.values_list("record_id", flat=True))


def changed(wanted: Mapping[Kind, Collection[int]]) -> Keys:
    """Those of the records that changed since the index saw them; one query for all kinds."""
    keys = {(kind, pk) for kind, ids in wanted.items() for pk in ids}
    marks = IndexMark.objects.filter(record_id__in={pk for _, pk in keys}, kind__in=wanted).order_by()
    return frozenset(
        (Kind(kind), pk) for kind, pk in marks.values_list("kind", "record_id") if (Kind(kind), pk) in keys
    )
