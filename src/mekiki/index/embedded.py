"""The embedded index: a folder on this machine, written by one process at a time and read by any number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from threading import Lock

import tantivy

from mekiki.documents import Document, Query, Results
from mekiki.errors import IndexBusy, IndexDamaged
from mekiki.index import generations
from mekiki.index.analysts import SetAside, prepared
from mekiki.index.answering import Answerer
from mekiki.index.layout import schema, to_tantivy
from mekiki.index.page import nothing
from mekiki.index.reader import Snapshot

_WRITER_BYTES = 64_000_000
_COMMIT_EVERY = 50_000
_PROGRESS_EVERY = 100


class TantivyIndex:
    """An `Index` in a folder, or in memory when ``folder`` is None. Safe for many threads and processes.

    A folder that does not exist yet is an empty index. Raises `IndexDamaged` when the folder holds an index of
    another version.
    """

    def __init__(self, folder: Path | str | None = None) -> None:
        self._folder = Path(folder) if folder is not None else None
        self._lock = Lock()
        self._state: tuple[object, ...] = ()
        self._snapshot: Snapshot | None = None
        # Only without a folder: the index itself, and whether something was deleted or replaced in it.
        self._index: tantivy.Index | None = None
        self._has_deletions = False

    def __len__(self) -> int:
        snapshot = self._current()
        return snapshot.documents if snapshot else 0

    def update(
        self, *, add: Iterable[Document] = (), remove: Iterable[str] = (), set_aside: SetAside | None = None
    ) -> None:
        """See `Index.update`; of several documents with one id the last stays."""
        if self._folder is None:
            self._index = self._index or tantivy.Index(schema())
            self._has_deletions = True
            _write_changes(self._index, add, remove, set_aside)
            self._snapshot = None
            return
        with generations.writing(self._folder):
            generation = generations.current(self._folder)
            if generation is None:
                generation = generations.begin(self._folder)
                _write_changes(tantivy.Index(schema(), path=str(generation)), add, remove, set_aside)
                generations.put_in_force(self._folder, generation)
            else:
                _write_changes(_opened(generation), add, remove, set_aside)

    def replace_all(
        self,
        documents: Iterable[Document],
        *,
        progress: Callable[[int], None] | None = None,
        set_aside: SetAside | None = None,
    ) -> int:
        """See `Index.replace_all`; ``progress`` is told the number of documents written so far.

        Of several documents with one id the last stays. Many documents are analysed on all cores, by child processes.
        """
        if self._folder is None:
            index = tantivy.Index(schema())
            count, self._has_deletions = _write_all(index, documents, progress, set_aside)
            self._index, self._snapshot = index, None
            return count
        with generations.writing(self._folder):
            generation = generations.begin(self._folder)
            count, _ = _write_all(tantivy.Index(schema(), path=str(generation)), documents, progress, set_aside)
            generations.put_in_force(self._folder, generation)
            return count

    def search(self, query: Query) -> Results:
        """See `Index.search`."""
        return next(self.search_many([query]))

    def search_many(self, queries: Iterable[Query]) -> Iterator[Results]:
        """See `Index.search_many`; all queries are answered from the same state of the index.

        Neighbours with the same text (one for each kind, say) share its analysis.
        """
        snapshot = self._current()
        answerer = Answerer(snapshot) if snapshot and snapshot.documents else None
        for query in queries:
            yield answerer.answer(query) if answerer else nothing(query)

    def containing(
        self, words: Sequence[Sequence[str]], *, only: Mapping[str, tuple[str, ...]], keyword: str
    ) -> list[str] | None:
        """See `Index.containing`."""
        snapshot = self._current()
        if snapshot is None or not snapshot.documents:
            return []
        return snapshot.containing(words, only=only, keyword=keyword)

    def is_being_written(self) -> bool:
        """See `Index.is_being_written`."""
        try:
            with generations.writing(self._folder, wait_seconds=0) if self._folder else nullcontext():
                return False
        except IndexBusy:
            return True

    def versions(self) -> Iterator[tuple[str, int]]:
        """See `Index.versions`."""
        snapshot = self._current()
        if snapshot is not None and snapshot.documents:
            yield from snapshot.versions()

    def _current(self) -> Snapshot | None:
        """The latest committed state; one small file read and one file status when nothing changed."""
        if self._folder is None:
            return self._current_in_memory()
        state = _state_of(self._folder)
        if state == self._state:
            return self._snapshot
        with self._lock:
            self._snapshot = _open_latest(self._folder)
            self._state = state
            return self._snapshot

    def _current_in_memory(self) -> Snapshot | None:
        if self._index is None:
            return None
        with self._lock:
            snapshot = self._snapshot
            if snapshot is None:
                self._index.reload()
                snapshot = self._snapshot = Snapshot(self._index, has_deletions=self._has_deletions)
            return snapshot


def _open_latest(folder: Path) -> Snapshot | None:
    # Between reading the name and opening the folder a rebuild may replace it, so look again once.
    for attempt in (1, 2):
        generation = generations.current(folder)
        if generation is None:
            return None
        try:
            return Snapshot(_opened(generation), has_deletions=generations.has_deletions(generation))
        except (ValueError, OSError) as error:
            if attempt == 2:
                raise IndexDamaged(f"The index in {folder} cannot be read ({error}): build it anew.") from error
    return None


def _opened(generation: Path) -> tantivy.Index:
    index = tantivy.Index.open(str(generation))
    index.reload()
    return index


def _state_of(folder: Path) -> tuple[object, ...]:
    """What changes with every commit and every rebuild."""
    try:
        name = (folder / "current").read_text(encoding="ascii").strip()
        meta = (folder / name / "meta.json").stat()
    except FileNotFoundError:
        return ("none",)
    return (name, meta.st_ino, meta.st_mtime_ns, meta.st_size)


def _write_changes(
    index: tantivy.Index, add: Iterable[Document], remove: Iterable[str], set_aside: SetAside | None
) -> None:
    latest = {document.id: document for document in add}
    writer = index.writer(_WRITER_BYTES, 1)
    try:
        for gone in remove:
            writer.delete_documents_by_term("id", gone)
        for document in prepared(latest.values(), set_aside):
            writer.delete_documents_by_term("id", document.id)
            writer.add_document(to_tantivy(document))
        writer.commit()
        writer.wait_merging_threads()
    finally:
        # A failed writer must not live on in the traceback: it holds the index's lock.
        del writer


def _write_all(
    index: tantivy.Index,
    documents: Iterable[Document],
    progress: Callable[[int], None] | None,
    set_aside: SetAside | None,
) -> tuple[int, bool]:
    """Write everything; how many documents there are, and whether one replaced another."""
    seen: set[str] = set()
    written = 0
    writer = index.writer(2 * _WRITER_BYTES, 1)
    try:
        for document in prepared(documents, set_aside):
            if document.id in seen:
                writer.delete_documents_by_term("id", document.id)
            seen.add(document.id)
            writer.add_document(to_tantivy(document))
            written += 1
            if progress and written % _PROGRESS_EVERY == 0:
                progress(len(seen))
            if written % _COMMIT_EVERY == 0:
                writer.commit()
        writer.commit()
        writer.wait_merging_threads()
    finally:
        # A failed writer must not live on in the traceback: it holds the index's lock.
        del writer
    if progress:
        progress(len(seen))
    return len(seen), written > len(seen)
