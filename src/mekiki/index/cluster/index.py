"""The cluster index: the same answers as the embedded one, from as many machines as wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager

from mekiki.documents import Document, Query, Results
from mekiki.index.analysts import SetAside
from mekiki.index.cluster.answering import Answerer
from mekiki.index.cluster.changes import Changes
from mekiki.index.cluster.client import PATIENCE_SECONDS, Address, Cluster
from mekiki.index.cluster.lease import LEASE_SECONDS, WAIT_SECONDS, Lease, writing
from mekiki.index.cluster.reading import Reader, Session
from mekiki.index.cluster.snapshot import Snapshot
from mekiki.index.cluster.state import Control
from mekiki.index.page import nothing


class OpenSearchIndex:
    """An `Index` in an OpenSearch cluster. Safe for many threads and processes, and for the loss of a node.

    ``url`` is read by `Address.of`. An index that does not exist yet is empty. Every method raises
    `ClusterUnreachable` when no node answers for ``patience_seconds``, and `IndexDamaged` for an index of another
    version. A writer that was killed keeps others waiting for ``lease_seconds`` at most.
    """

    def __init__(
        self,
        url: str,
        *,
        lease_seconds: float = LEASE_SECONDS,
        wait_seconds: float = WAIT_SECONDS,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self._address = Address.of(url)
        self._cluster = Cluster(self._address, patience_seconds=patience_seconds)
        self._control = Control(self._cluster, self._address.name, replicas=self._address.replicas)
        self._reader = Reader(self._cluster, self._control)
        self._lease_seconds, self._wait_seconds = lease_seconds, wait_seconds

    def __len__(self) -> int:
        return self._session().ask(lambda snapshot: snapshot.documents if snapshot else 0)

    def update(
        self, *, add: Iterable[Document] = (), remove: Iterable[str] = (), set_aside: SetAside | None = None
    ) -> None:
        """See `Index.update`; of several documents with one id the last stays."""
        with self._writing() as lease:
            Changes(self._cluster, self._control, self._address, lease).update(add, remove, set_aside)

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
        with self._writing() as lease:
            return Changes(self._cluster, self._control, self._address, lease).replace_all(
                documents, progress, set_aside
            )

    def search(self, query: Query) -> Results:
        """See `Index.search`."""
        return next(self.search_many([query]))

    def search_many(self, queries: Iterable[Query]) -> Iterator[Results]:
        """See `Index.search_many`; all queries are answered from the same state of the index.

        Neighbours with the same text (one for each kind, say) share its analysis. When a node is lost meanwhile, the
        rest is answered from the latest state.
        """
        asking = _Asking(self._session())
        yield from map(asking.answer, queries)

    def containing(
        self, words: Sequence[Sequence[str]], *, only: Mapping[str, tuple[str, ...]], keyword: str
    ) -> list[str] | None:
        """See `Index.containing`."""

        def found(snapshot: Snapshot | None) -> list[str] | None:
            return snapshot.containing(words, only=only, keyword=keyword) if snapshot else []

        return self._session().ask(found)

    def is_being_written(self) -> bool:
        """See `Index.is_being_written`; a writer that was killed counts until the next one takes its place."""
        return bool(self._control.in_force().holder)

    def versions(self) -> Iterator[tuple[str, int]]:
        """See `Index.versions`; when a node is lost meanwhile, the rest comes from the latest state."""
        session = self._session()
        last = ""

        def page(snapshot: Snapshot | None) -> list[tuple[str, tuple[str, int]]]:
            return snapshot.versions(last) if snapshot else []

        while found := session.ask(page):
            yield from (version for _, version in found)
            last = found[-1][0]

    def close(self) -> None:
        """Give the connections back."""
        self._cluster.close()

    def _session(self) -> Session:
        return Session(self._cluster, self._reader)

    def _writing(self) -> AbstractContextManager[Lease]:
        return writing(self._control, lease_seconds=self._lease_seconds, wait_seconds=self._wait_seconds)


class _Asking:
    """Queries put to one session."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._answerer: Answerer | None = None

    def answer(self, query: Query) -> Results:
        return self._session.ask(lambda snapshot: self._of(snapshot, query))

    def _of(self, snapshot: Snapshot | None, query: Query) -> Results:
        if snapshot is None or not snapshot.documents:
            return nothing(query)
        if self._answerer is None or self._answerer.snapshot is not snapshot:
            self._answerer = Answerer(snapshot)
        return self._answerer.answer(query)
