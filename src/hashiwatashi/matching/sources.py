"""Which records of each kind are indexed, and how many of them are read at once with a fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

from django.db import models

from hashiwatashi.matching.documents import document_id, document_of
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.registry import searchables
from hashiwatashi.matching.searchable import Searchable
from mekiki import Document

CHUNK = 500
# Hears the id of a document that cannot be made or indexed, and why.
SetAside = Callable[[str, Exception], None]


def documents_of(
    kind: Kind, ids: Collection[int] | None = None, set_aside: SetAside | None = None
) -> Iterator[Document]:
    """The documents of the records with these ids (all when None) that are to be found, in order of id.

    A record of which none can be made is told to ``set_aside`` and left out; without it, its error is raised.
    Reads `CHUNK` records at a time, each chunk with the same number of queries, and forgets them again.
    """
    searchable = searchables()[kind]
    if ids is not None:
        for start in range(0, len(ids), CHUNK):
            chosen = sorted(ids)[start : start + CHUNK]
            yield from _made(searchable, _loaded(searchable).filter(pk__in=chosen), set_aside)
        return
    last = 0
    while chunk := list(_loaded(searchable).filter(pk__gt=last)[:CHUNK]):
        yield from _made(searchable, chunk, set_aside)
        last = chunk[-1].pk


def all_documents(set_aside: SetAside | None = None) -> Iterator[Document]:
    """Every document that the index ought to hold, in constant memory; ``set_aside`` as in `documents_of`."""
    for kind in Kind:
        yield from documents_of(kind, set_aside=set_aside)


def count() -> int:
    """How many documents that is."""
    return sum(searchable.records().count() for searchable in searchables().values())


def _made(searchable: Searchable, records: Iterable[Any], set_aside: SetAside | None) -> Iterator[Document]:
    for record in records:
        try:
            document = document_of(searchable, record)
        except Exception as error:
            if set_aside is None:
                raise
            set_aside(document_id(searchable.kind, record.pk), error)
        else:
            yield document


def _loaded(searchable: Searchable) -> models.QuerySet[Any]:
    path = f"{searchable.owner}__" if searchable.owner else ""
    return (
        searchable.records()
        .order_by("pk")
        .select_related(f"{path}successor")
        .prefetch_related(f"{path}names", f"{path}predecessors")
    )
