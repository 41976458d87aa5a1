"""Which records of each kind are indexed, and how many of them are read at once with a fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q

from hashiwatashi.equipment.models import Equipment
from hashiwatashi.funding.models import Call
from hashiwatashi.matching.documents import document_id, document_of
from hashiwatashi.matching.enums import Kind
from hashiwatashi.needs.models import Need
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Expert
from hashiwatashi.technology.models import Seed
from mekiki import Document

CHUNK = 500
# Hears the id of a document that cannot be made or indexed, and why.
SetAside = Callable[[str, Exception], None]


@dataclass(frozen=True, slots=True)
class Source:
    """The indexed records of one kind; ``owner`` is the path to the organisation whose names their documents hold."""

    kind: Kind
    records: Callable[[], models.QuerySet[Any]]
    owner: str

    def documents(self, ids: Collection[int] | None = None, set_aside: SetAside | None = None) -> Iterator[Document]:
        """The documents of the records with these ids (all when None) that are to be found, in order of id.

        A record of which none can be made is told to ``set_aside`` and left out; without it, its error is raised.
        Reads `CHUNK` records at a time, each chunk with the same number of queries, and forgets them again.
        """
        if ids is not None:
            for start in range(0, len(ids), CHUNK):
                chosen = sorted(ids)[start : start + CHUNK]
                yield from self._made(self._loaded().filter(pk__in=chosen), set_aside)
            return
        last = 0
        while chunk := list(self._loaded().filter(pk__gt=last)[:CHUNK]):
            yield from self._made(chunk, set_aside)
            last = chunk[-1].pk

    def _made(self, records: Iterable[Any], set_aside: SetAside | None) -> Iterator[Document]:
        for record in records:
            try:
                document = document_of(record)
            except Exception as error:
                if set_aside is None:
                    raise
                set_aside(document_id(self.kind, record.pk), error)
            else:
                yield document

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


def all_documents(set_aside: SetAside | None = None) -> Iterator[Document]:
    """Every document that the index ought to hold, in constant memory; ``set_aside`` as in `Source.documents`."""
    for source in SOURCES.values():
        yield from source.documents(set_aside=set_aside)


def count() -> int:
    """How many documents that is."""
    return sum(source.records().count() for source in SOURCES.values())
