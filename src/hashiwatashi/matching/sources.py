"""Which records of each kind are indexed, and how many of them are read at once with a fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q

from hashiwatashi.equipment.models import Equipment
from hashiwatashi.funding.models import Call
from hashiwatashi.matching.documents import document_of
from hashiwatashi.matching.enums import Kind
from hashiwatashi.needs.models import Need
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Expert
from hashiwatashi.technology.models import Seed
from mekiki import Document

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Source:
    """The indexed records of one kind; ``owner`` is the path to the organisation whose names their documents hold."""

    kind: Kind
    records: Callable[[], models.QuerySet[Any]]
    owner: str

    def documents(self, ids: Collection[int] | None = None) -> Iterator[Document]:
        """The documents of the records with these ids (all when None) that are to be found, in order of id.

        Reads `CHUNK` records at a time, each chunk with the same number of queries, and forgets them again.
        """
        if ids is not None:
            for start in range(0, len(ids), CHUNK):
                chosen = sorted(ids)[start : start + CHUNK]
                yield from map(document_of, self._loaded().filter(pk__in=chosen))
            return
        last = 0
        while chunk := list(self._loaded().filter(pk__gt=last)[:CHUNK]):
            yield from map(document_of, chunk)
            last = chunk[-1].pk

    def _loaded(self) -> models.QuerySet[Any]:
        path = f"{self.owner}__" if self.owner else ""
        return (
            self.records()
            .order_by("pk")
            .select_related(f"{path}successor")
            .prefetch_related(f"{path}names", f"{path}predecessors")
        )


def _equipment() -> models.QuerySet[Equipment]:
    return Equipment.objects.not_retired().for_lists()


def _organisations() -> models.QuerySet[Organisation]:
    """Bodies that offer something, and firms that tell what they do; a bare name and address answers no need."""
    worth_finding = ~Q(kind=OrganisationKind.FIRM) | ~Q(about="")
    return Organisation.objects.filter(worth_finding).for_lists().select_related("industry")


SOURCES: dict[Kind, Source] = {
    source.kind: source
    for source in (
        Source(Kind.EQUIPMENT, _equipment, "owner"),
        Source(Kind.SEED, Seed.objects.for_lists, "owner"),
        Source(Kind.EXPERT, Expert.objects.for_lists, "organisation"),
        Source(Kind.CALL, Call.objects.for_lists, "funder"),
        Source(Kind.NEED, Need.objects.for_lists, "owner"),
        Source(Kind.ORGANISATION, _organisations, ""),
    )
}


def all_documents() -> Iterator[Document]:
    """Every document that the index ought to hold, in constant memory."""
    for source in SOURCES.values():
        yield from source.documents()


def count() -> int:
    """How many documents that is."""
    return sum(source.records().count() for source in SOURCES.values())
