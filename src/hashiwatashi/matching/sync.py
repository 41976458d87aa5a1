"""Keeping the index equal to the database.

Marks are deleted only after the index has durably taken what they stand for. So a process killed anywhere leaves
marks behind at worst, and doing their work again changes nothing. Documents are read while the index's one writer
holds its lock: of two processes at work, the later one writes the later state.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import structlog
from django.db import transaction

from hashiwatashi.matching.documents import document_id
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.errors import IndexInUse, IndexUnreadable
from hashiwatashi.matching.index import is_being_written, open_index, refusals
from hashiwatashi.matching.models import IndexMark
from hashiwatashi.matching.sources import all_documents, documents_of
from mekiki import Document, prepared

log = structlog.get_logger(__name__)
# So many marks become one commit of the index.
MARKS_AT_ONCE = 2000
_DELETED_AT_ONCE = 500


class Aside(dict[str, str]):
    """Documents that could not be made or analysed, by id, each with the reason: one record never stops the index.

    They are not to be found until their record changes or the index is built anew.
    """

    def __call__(self, name: str, error: Exception) -> None:
        self[name] = f"{type(error).__name__}: {error}"
        log.error("record_set_aside", record=name, reason=self[name])


@dataclass(frozen=True, slots=True)
class Differences:
    """Ids of documents that the index lacks, has in an older state, or ought not to have; and those set aside."""

    missing: tuple[str, ...] = ()
    outdated: tuple[str, ...] = ()
    surplus: tuple[str, ...] = ()
    aside: Aside = field(default_factory=Aside)

    def __len__(self) -> int:
        return len(self.missing) + len(self.outdated) + len(self.surplus)

    @property
    def ids(self) -> tuple[str, ...]:
        return (*self.missing, *self.outdated, *self.surplus)


def update_index(*, progress: Callable[[int], None] | None = None, aside: Aside | None = None) -> int:
    """Bring the index up to date with all marks there are, and return how many marks were worked off.

    ``progress`` is told the number so far, ``aside`` takes in what cannot be indexed. Raises `IndexInUse` while a
    rebuild holds the index; marks stay.
    """
    done = 0
    while marks := list(IndexMark.objects.order_by("pk")[:MARKS_AT_ONCE]):
        refresh({document_id(mark.kind, mark.record_id) for mark in marks}, aside=aside)
        _forget([mark.pk for mark in marks])
        done += len(marks)
        if progress:
            progress(done)
    return done


def build_index(*, progress: Callable[[int], None] | None = None, aside: Aside | None = None) -> int:
    """Build the index anew from the database while the old one goes on answering; returns how many documents.

    ``aside`` takes in what cannot be indexed. Changes made meanwhile leave their marks for the next `update_index`.
    """
    marks = list(IndexMark.objects.values_list("pk", flat=True))
    aside = Aside() if aside is None else aside
    with refusals():
        written = open_index().replace_all(all_documents(aside), progress=progress, set_aside=aside)
    _forget(marks)
    return written


def refresh(ids: set[str], *, aside: Aside | None = None) -> None:
    """Make the index hold the present state of these documents, in one atomic step.

    Those that vanished go, and so do those that cannot be indexed, which ``aside`` takes in.
    """
    aside = Aside() if aside is None else aside
    with refusals():
        open_index().update(add=_present(ids, aside), remove=sorted(ids), set_aside=aside)


def refresh_after_commit(kind: Kind, pk: int) -> None:
    """Bring one document up to date as soon as the change of its record is stored, for changes that cannot wait.

    Where the index is being written, or cannot be, the record's mark stands and the search shows nothing old.
    """
    transaction.on_commit(partial(_refresh_now, document_id(kind, pk)))


def _refresh_now(document: str) -> None:
    try:
        if not is_being_written():
            refresh({document})
    except (IndexInUse, IndexUnreadable, OSError) as error:
        log.warning("index_is_behind", document=document, reason=str(error))


def differences(*, progress: Callable[[int], None] | None = None) -> Differences:
    """Compare every document in the index with what the database says it ought to be.

    What differs is looked at a second time, so that records changed during the comparison are no differences.
    """
    aside = Aside()
    found = _compared(_versions(), _told(all_documents(aside), progress), aside)
    if not found:
        return found
    update_index(aside=aside)
    ids = set(found.ids)
    again = {name: version for name, version in _versions().items() if name in ids}
    second = _compared(again, _present(ids, aside), aside)
    # Those that cannot be analysed are missing for a reason, which is told.
    deque(prepared(_present(set(second.missing), aside), aside), maxlen=0)
    return replace(second, missing=tuple(name for name in second.missing if name not in aside))


def _versions() -> dict[str, int]:
    with refusals():
        return dict(open_index().versions())


def _told(documents: Iterable[Document], progress: Callable[[int], None] | None) -> Iterator[Document]:
    for number, document in enumerate(documents, start=1):
        if progress and number % 100 == 0:
            progress(number)
        yield document


def _compared(indexed: dict[str, int], documents: Iterable[Document], aside: Aside) -> Differences:
    rest = dict(indexed)
    missing, outdated = [], []
    for document in documents:
        version = rest.pop(document.id, None)
        if version is None:
            missing.append(document.id)
        elif version != document.version:
            outdated.append(document.id)
    return Differences(tuple(missing), tuple(outdated), tuple(sorted(rest)), aside)


def _present(ids: set[str], aside: Aside) -> Iterator[Document]:
    """Those of the documents that ought to be in the index; read only when the writer asks for them."""
    chosen: dict[str, list[int]] = {}
    for document in ids:
        kind, _, pk = document.partition(":")
        chosen.setdefault(kind, []).append(int(pk))
    for kind in Kind:
        yield from documents_of(kind, chosen.get(kind, []), aside)


def _forget(marks: Sequence[int]) -> None:
    for start in range(0, len(marks), _DELETED_AT_ONCE):
        IndexMark.objects.filter(pk__in=marks[start : start + _DELETED_AT_ONCE]).delete()
