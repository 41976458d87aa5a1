"""Which records contain some words, asked of the index: lists are narrowed by it before the database looks.

The index only makes it quick: what a list shows is still decided by the database, from the records as they are.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.errors import IndexUnreadable
from hashiwatashi.matching.index import open_index, refusals
from hashiwatashi.matching.models import IndexMark
from hashiwatashi.matching.spelling import written_variants

# The keys as one parameter: databases take only so many.
_KEYS = {
    "sqlite": "SELECT value FROM json_each(%s)",
    "postgresql": "SELECT value::bigint FROM json_array_elements_text(%s::json)",
}


def narrowed(kind: Kind, words: Sequence[str]) -> Q:
    """A condition that every record which contains all words fulfils, and few others; empty where the index cannot
    tell: it is behind, it is being made, or most records contain them."""
    keys = _keys(kind, words)
    if keys is None:
        return Q()
    return among(keys)


def among(keys: Sequence[int]) -> Q:
    """The condition to be one of many records, however many they are."""
    return Q(pk__in=RawSQL(_KEYS[connection.vendor], [json.dumps(keys)]))  # noqa: S611 our own text, keys as parameter


def _keys(kind: Kind, words: Sequence[str]) -> list[int] | None:
    if not words or IndexMark.objects.filter(kind=kind.value).exists():
        return None
    try:
        with refusals():
            index = open_index()
            spellings = [written_variants(word) for word in words]
            found = index.containing(spellings, only={"kind": (kind.value,)}, keyword="pk") if len(index) else None
    except IndexUnreadable:
        return None
    return None if found is None else [int(key) for key in found]
