"""Keeping the index equal to the database.

Marks are deleted only after the index has durably taken what they stand for. So a process killed anywhere leaves
marks behind at worst, and doing their work again changes nothing. Documents are read while the index's one writer
holds its lock: of two processes at work, the later one writes the later state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from hashiwatashi.matching.documents import document_id
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.index import open_index, refusals
from hashiwatashi.matching.models import IndexMark
from hashiwatashi.matching.sources import SOURCES, all_documents
from mekiki import Document

# So many marks become one commit of the index.
MARKS_AT_ONCE = 2000
_DELETED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Differences:
    """Ids of documents that the index lacks, has in an older state, or ought not to have."""

    missing: tuple[str, ...] = ()
    outdated: tuple[str, ...] = ()
    surplus: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.missing) + len(self.outdated) + len(self.surplus)

    @property
    def ids(self) -> tuple[str, ...]:
        return (*self.missing, *self.outdated, *self.surplus)


def update_index(*, progress: Callable[[int], None] | None = None) -> int:
    """Bring the index up to date with all marks there are, and return how many marks were worked off.

    ``progress`` is told the number so far. Raises `IndexInUse` while a rebuild holds the index; marks stay.
    """
    done = 0
    while marks := list(IndexMark.objects.order_by("pk")[:MARKS_AT_ONCE]):
        refresh({document_id(mark.kind, mark.record_id) for mark in marks})
        _forget([mark.pk for mark in marks])
        done += len(marks)
        if progress:
            progress(done)
    return done


def build_index(*, progress: Callable[[int], None] | None = None) -> int:
    """Build the index anew from the database while the old one goes on answering; returns how many documents.

    Changes made meanwhile leave their marks for the next `update_index`.
    """
    marks = list(IndexMark.objects.values_list("pk", flat=True))
    with refusals():
        written = open_index().replace_all(all_documents(), progress=progress)
    _forget(marks)
    return written


def refresh(ids: set[str]) -> None:
    """Make the index hold the present state of these documents, in one atomic step; those that vanished go."""
    with refusals():
        open_index().update(add=_present(ids), remove=sorted(ids))


def differences(*, progress: Callable[[int], None] | None = None) -> Differences:
    """Compare every document in the index with what the database says it ought to be.

    What differs is looked at a second time, so that records changed during the comparison are no differences.
    """
    found = _compared(_versions(), _told(all_documents(), progress))
    if not found:
        return found
    update_index()
    ids = set(found.ids)
    again = {name: version for name, version in _versions().items() if name in ids}
    return _compared(again, _present(ids))


def _versions() -> dict[str, int]:
    with refusals():
        return dict(open_index().versions())


def _told(documents: Iterable[Document], progress: Callable[[int], None] | None) -> Iterator[Document]:
    for number, document in enumerate(documents, start=1):
        if progress and number % 100 == 0:
            progress(number)
        yield document


def _compared(indexed: dict[str, int], documents: Iterable[Document]) -> Differences:
    rest = dict(indexed)
    missing, outdated = [], []
    for document in documents:
        version = rest.pop(document.id, None)
        if version is None:
            missing.append(document.id)
        elif version != document.version:
            outdated.append(document.id)
    return Differences(tuple(missing), tuple(outdated), tuple(sorted(rest)))


def _present(ids: set[str]) -> Iterator[Document]:
    """Those of the documents that ought to be in the index; read only when the writer asks for them."""
    chosen: dict[str, list[int]] = {}
    for document in ids:
        kind, _, pk = document.partition(":")
        chosen.setdefault(kind, []).append(int(pk))
    for kind in Kind:
        yield from SOURCES[kind].documents(chosen.get(kind, []))


def _forget(marks: Sequence[int]) -> None:
    for start in range(0, len(marks), _DELETED_AT_ONCE):
        IndexMark.objects.filter(pk__in=marks[start : start + _DELETED_AT_ONCE]).delete()
