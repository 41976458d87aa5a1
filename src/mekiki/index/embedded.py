"""The embedded index: a folder on this machine, written by one process at a time and read by any number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from threading import Lock

import tantivy

from mekiki.documents import Document, Hit, Query, Results
from mekiki.errors import IndexDamaged
from mekiki.index import candidates, generations
from mekiki.index.layout import Stored, candidate, facet_counts, schema, stored, to_tantivy
from mekiki.index.reader import Snapshot
from mekiki.ranking.analysis import analyse
from mekiki.ranking.ranker import Scored, Weights, query_weights, rank
from mekiki.reasons import Explainer, beginning

Found = tuple[Scored, tantivy.Document]
# So many candidates are scored anew; a page beyond them keeps the index's own order.
POOL = 100
_FACET_VALUES = 10_000
_WRITER_BYTES = 64_000_000
_COMMIT_EVERY = 50_000


class TantivyIndex:
    """An `Index` in a folder, or in memory when ``folder`` is None. Safe for many threads and processes.

    A folder that does not exist yet is an empty index. Raises `IndexDamaged` when the folder holds an index of
    another version.
    """

    def __init__(self, folder: Path | str | None = None) -> None:
        self._folder = Path(folder) if folder is not None else None
        self._lock = Lock()
        self._state: tuple[object, ...] = ()
        self._index: tantivy.Index | None = None
        self._snapshot: Snapshot | None = None

    def __len__(self) -> int:
        snapshot = self._current()
        return snapshot.documents if snapshot else 0

    def update(self, *, add: Iterable[Document] = (), remove: Iterable[str] = ()) -> None:
        """See `Index.update`."""
        if self._folder is None:
            self._update(self._in_memory(), add, remove)
            self._snapshot = None
            return
        with generations.writing(self._folder):
            generation = generations.current(self._folder)
            if generation is None:
                generation = generations.begin(self._folder)
                self._update(tantivy.Index(schema(), path=str(generation)), add, remove)
                generations.put_in_force(self._folder, generation)
            else:
                self._update(_opened(generation), add, remove)

    def replace_all(self, documents: Iterable[Document], *, progress: Callable[[int], None] | None = None) -> int:
        """See `Index.replace_all`; ``progress`` is told the number of documents written so far."""
        if self._folder is None:
            self._index = tantivy.Index(schema())
            self._snapshot = None
            return _write_all(self._index, documents, progress)
        with generations.writing(self._folder):
            generation = generations.begin(self._folder)
            count = _write_all(tantivy.Index(schema(), path=str(generation)), documents, progress)
            generations.put_in_force(self._folder, generation)
            return count

    def search(self, query: Query) -> Results:
        """See `Index.search`."""
        snapshot = self._current()
        if snapshot is None or snapshot.documents == 0:
            return Results((), 0, {name: {} for name in query.facets})
        return _answer(snapshot, query)

    def search_many(self, queries: Iterable[Query]) -> Iterator[Results]:
        """See `Index.search_many`."""
        for query in queries:
            yield self.search(query)

    def versions(self) -> Iterator[tuple[str, int]]:
        """See `Index.versions`."""
        snapshot = self._current()
        if snapshot is not None:
            yield from snapshot.versions()

    def _in_memory(self) -> tantivy.Index:
        if self._index is None:
            self._index = tantivy.Index(schema())
        return self._index

    def _update(self, index: tantivy.Index, add: Iterable[Document], remove: Iterable[str]) -> None:
        writer = index.writer(_WRITER_BYTES, 1)
        for gone in remove:
            writer.delete_documents_by_term("id", gone)
        latest = {document.id: document for document in add}
        for document in latest.values():
            writer.delete_documents_by_term("id", document.id)
            writer.add_document(to_tantivy(document))
        writer.commit()
        writer.wait_merging_threads()

    def _current(self) -> Snapshot | None:
        """The latest committed state; two file stats when nothing changed."""
        if self._folder is None:
            return self._current_in_memory()
        state = _state_of(self._folder)
        if state == self._state:
            return self._snapshot
        with self._lock:
            self._snapshot = self._open_latest(self._folder)
            self._state = state
        return self._snapshot

    def _current_in_memory(self) -> Snapshot | None:
        if self._index is None:
            return None
        with self._lock:
            if self._snapshot is None:
                self._index.reload()
                self._snapshot = Snapshot(self._index)
        return self._snapshot

    @staticmethod
    def _open_latest(folder: Path) -> Snapshot | None:
        # Between reading the name and opening the folder a rebuild may replace it, so look again once.
        for attempt in (1, 2):
            generation = generations.current(folder)
            if generation is None:
                return None
            try:
                return Snapshot(_opened(generation))
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


def _write_all(index: tantivy.Index, documents: Iterable[Document], progress: Callable[[int], None] | None) -> int:
    writer = index.writer(4 * _WRITER_BYTES, 1)
    seen: set[str] = set()
    for document in documents:
        if document.id in seen:
            writer.delete_documents_by_term("id", document.id)
        seen.add(document.id)
        writer.add_document(to_tantivy(document))
        if progress and len(seen) % 100 == 0:
            progress(len(seen))
        if len(seen) % _COMMIT_EVERY == 0:
            writer.commit()
    writer.commit()
    writer.wait_merging_threads()
    if progress:
        progress(len(seen))
    return len(seen)


def _answer(snapshot: Snapshot, query: Query) -> Results:
    analysis = analyse(query.text)
    weights = query_weights(analysis, snapshot)
    if not (query.text.strip()):
        return _browse(snapshot, query)
    if not any(weights.values()):
        return Results((), 0, {name: {} for name in query.facets})
    found = candidates.matching(snapshot.schema, weights, only=query.only, never=query.never)
    wanted = max(POOL, query.offset + query.limit)
    result = snapshot.searcher.search(found, wanted, count=True)
    laid = [snapshot.read(address) for _, address in result.hits]
    pool = _ranked(weights, laid[:POOL], snapshot)
    tail = [(one, float(score)) for (score, _), one in zip(result.hits, laid, strict=True)][POOL:]
    page = [*pool, *_behind(weights, pool, tail, snapshot)][query.offset : query.offset + query.limit]
    explainer = Explainer(query.text, analysis)
    hits = tuple(_hit(explainer, scored, stored(laid)) for scored, laid in page)
    return Results(hits, _total(result), _facets(snapshot, found, query.facets))


def _ranked(weights: Weights, laid: list[tantivy.Document], snapshot: Snapshot) -> list[Found]:
    by_id = {str(one["id"][0]): one for one in laid}
    ranked = rank(weights, [candidate(one) for one in laid], snapshot)
    return [(scored, by_id[scored.candidate.id]) for scored in ranked]


def _behind(
    weights: Weights, pool: list[Found], tail: list[tuple[tantivy.Document, float]], snapshot: Snapshot
) -> Iterator[Found]:
    """Documents behind the pool in the index's own order, their scores scaled to stay below the pool's last."""
    if not tail or not pool:
        return
    ceiling, first = pool[-1][0].score, tail[0][1]
    for laid, score in tail:
        for scored, _ in _ranked(weights, [laid], snapshot):
            factor = ceiling * score / first / scored.score if first > 0 else 0.0
            scored.parts = {key: share * factor for key, share in scored.parts.items()}
            yield scored, laid


def _hit(explainer: Explainer, scored: Scored, document: Stored) -> Hit:
    return Hit(
        id=document.id,
        score=scored.score,
        keywords=document.keywords,
        reasons=explainer.reasons(scored, document),
        passage=explainer.passage(scored, document),
    )


def _browse(snapshot: Snapshot, query: Query) -> Results:
    """All documents within the bounds, by title."""
    found = candidates.within(snapshot.schema, only=query.only, never=query.never)
    result = snapshot.searcher.search(
        found,
        query.limit,
        count=True,
        order_by_field="order",
        offset=query.offset,
        order=tantivy.Order.Asc,
    )
    documents = [stored(snapshot.read(address)) for _, address in result.hits]
    hits = tuple(Hit(d.id, 0.0, d.keywords, (), beginning(d)) for d in documents)
    return Results(hits, _total(result), _facets(snapshot, found, query.facets))


def _facets(snapshot: Snapshot, found: tantivy.Query, names: tuple[str, ...]) -> dict[str, dict[str, int]]:
    if not names:
        return {}
    request = {"keywords": {"terms": {"field": "keyword", "size": _FACET_VALUES}}}
    buckets = snapshot.searcher.aggregate(found, request)["keywords"]["buckets"]
    return facet_counts(buckets, names)


def _total(result: tantivy.SearchResult) -> int:
    """How many documents match; the library's type stubs do not know the attribute."""
    return int(result.count or 0)  # type: ignore[attr-defined]
