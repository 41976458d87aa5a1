"""What every index must do, whatever stores it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from mekiki.documents import Document, Query, Results
from mekiki.index.analysts import SetAside


class Index(Protocol):
    """A searchable store of documents. Many readers in many processes, one writer at a time."""

    def update(
        self, *, add: Iterable[Document] = (), remove: Iterable[str] = (), set_aside: SetAside | None = None
    ) -> None:
        """Add or replace ``add`` and drop the ids of ``remove`` in one atomic, durable step.

        After the call returns every reader in every process finds the change at its next search, and a killed
        process leaves either all of it or nothing. A document that cannot be analysed is left out and told to
        ``set_aside``; without it, its error is raised and nothing is changed. Raises `IndexBusy` when another process
        is writing.
        """

    def replace_all(
        self,
        documents: Iterable[Document],
        *,
        progress: Callable[[int], None] | None = None,
        set_aside: SetAside | None = None,
    ) -> int:
        """Build a new index from ``documents`` and put it in the place of the old one, which answers until then.

        Returns how many documents were written; ``progress`` is told the number so far, ``set_aside`` as in `update`.
        """

    def is_being_written(self) -> bool:
        """Whether some process writes to the index at this moment, so that one's own writing would have to wait."""

    def search(self, query: Query) -> Results:
        """Answer one query."""

    def search_many(self, queries: Iterable[Query]) -> Iterator[Results]:
        """Answer many queries in order, analysing and reading for all of them together."""

    def containing(
        self, words: Sequence[Sequence[str]], *, only: Mapping[str, tuple[str, ...]], keyword: str
    ) -> list[str] | None:
        """The values of ``keyword`` over all documents within ``only`` whose text contains every word, in one of its
        spellings, folded.

        A few may be among them that hold all parts of a word, but apart. None where the documents are more than
        `layout.MOST_LISTED`.
        """

    def versions(self) -> Iterator[tuple[str, int]]:
        """Every document's (id, version), to compare with the source."""

    def __len__(self) -> int:
        """How many documents are in it."""
