"""Writing to the cluster so that a change is in force whole or not at all, and a killed one is cleared away."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain

from mekiki.documents import Document
from mekiki.errors import IndexDamaged
from mekiki.index.analysts import SetAside, prepared
from mekiki.index.cluster.client import Address, Cluster, ClusterRefused
from mekiki.index.cluster.lease import Lease
from mekiki.index.cluster.mapping import key_of
from mekiki.index.cluster.rows import Rows
from mekiki.index.cluster.state import Control
from mekiki.index.layout import VERSION

# Rows of a writer lost longer ago cannot arrive any more.
_MOST_ABANDONED = 1_000


class Changes:
    """The steps of the one writer that holds the ``lease``."""

    def __init__(self, cluster: Cluster, control: Control, address: Address, lease: Lease) -> None:
        self._cluster, self._control, self._address, self._lease = cluster, control, address, lease

    def update(self, add: Iterable[Document], remove: Iterable[str], set_aside: SetAside | None = None) -> None:
        """Add or replace documents and remove others; in force in one step."""
        lease = self._lease
        if lease.state.index and lease.state.version != VERSION:
            raise IndexDamaged(f"The index {self._address.name!r} is of another version: build it anew.")
        latest = {document.id: document for document in add}
        self._tidy()
        fresh = not lease.state.index
        rows = self._rows(self._generation() if fresh else lease.state.index)
        if fresh:
            rows.create(shards=self._address.shards, replicas=self._address.replicas)
        keys = dict.fromkeys(map(key_of, chain(remove, latest)))
        gone = [] if fresh else list(rows.of_keys(keys, without=[*self._abandoned(), lease.ticket]))
        if not latest and not gone and not fresh:
            lease.unused()
            return
        for _ in rows.write(prepared(latest.values(), set_aside), ticket=lease.ticket):
            lease.check()
        if gone:
            self._control.write_journal(lease.ticket, gone)
        rows.show()
        # From here on it is in force.
        lease.put(
            index=self._generation() if fresh else lease.state.index,
            committed=lease.ticket,
            abandoned=self._abandoned(),
            pending=lease.ticket if gone else 0,
            version=VERSION,
            holder=lease.state.holder if gone or fresh else "",
        )
        self._clear_replaced()
        if fresh:
            self._point_alias()
            lease.put(holder="")

    def replace_all(
        self,
        documents: Iterable[Document],
        progress: Callable[[int], None] | None,
        set_aside: SetAside | None = None,
    ) -> int:
        """Build a new index beside the old one, then put it in force; how many documents it has."""
        lease = self._lease
        before = lease.state.index
        self._drop_all_but(before)
        rows = self._rows(self._generation())
        rows.create(shards=self._address.shards, replicas=self._address.replicas)
        seen: set[str] = set()
        noted = (seen.add(document.id) or document for document in documents)  # type: ignore[func-returns-value]
        written = 0
        # Told of by `prepared` as it goes, and counted only where somebody wants to hear of them.
        failed: list[str] = []

        def leave_out(name: str, error: Exception) -> None:
            assert set_aside
            failed.append(name)
            set_aside(name, error)

        for written in rows.write(prepared(noted, leave_out if set_aside else None), ticket=lease.ticket):
            if progress:
                progress(written)
        rows.show()
        rows.settle(has_repeats=written + len(failed) > len(seen))
        if lease.state.pending:
            self._control.clear_journal(lease.state.pending)
        # From here on it is in force.
        lease.put(index=self._generation(), committed=lease.ticket, abandoned=(), pending=0, version=VERSION)
        self._point_alias()
        self._drop_all_but(self._generation())
        lease.put(holder="")
        return len(seen)

    def _tidy(self) -> None:
        """Finish or undo what a writer before us left half-way."""
        state = self._lease.state
        if not state.index:
            return
        self._clear_replaced()
        rows = self._rows(state.index)
        if lost := self._lease.abandoned:
            rows.show()
            rows.delete(list(rows.of_tickets(lost)))
            for ticket in lost:
                self._control.clear_journal(ticket)
        if self._lease.after_loss:
            self._point_alias()
            self._drop_all_but(state.index)

    def _clear_replaced(self) -> None:
        """Delete the rows that the last change in force replaced or removed."""
        pending = self._lease.state.pending
        if not pending:
            return
        rows = self._rows(self._lease.state.index)
        rows.delete(self._control.read_journal(pending))
        rows.show()
        # Readers rely on this order: no journal, no such rows.
        self._control.clear_journal(pending)
        self._lease.put(pending=0)

    def _point_alias(self) -> None:
        """Let the plain name stand for the index in force, for those who look at the cluster by hand."""
        name, index = self._address.name, self._lease.state.index
        actions = [
            {"remove": {"index": f"{name}-g*", "alias": name, "must_exist": False}},
            {"add": {"index": index, "alias": name}},
        ]
        self._cluster.send("POST", "/_aliases", {"actions": actions})

    def _drop_all_but(self, kept: str) -> None:
        """Remove older generations and what a killed rebuild left."""
        for found in self._cluster.send("GET", f"/_cat/indices/{self._address.name}-g*", format="json", h="index"):
            if found["index"] != kept and self._is_generation(found["index"]):
                self._lease.check()
                try:
                    self._cluster.send("DELETE", f"/{found['index']}")
                except ClusterRefused as error:
                    if error.status != 404:
                        raise

    def _abandoned(self) -> tuple[int, ...]:
        return (*self._lease.state.abandoned, *self._lease.abandoned)[-_MOST_ABANDONED:]

    def _generation(self) -> str:
        return f"{self._address.name}-g{self._lease.ticket}"

    def _is_generation(self, index: str) -> bool:
        return index.removeprefix(f"{self._address.name}-g").isdecimal()

    def _rows(self, index: str) -> Rows:
        return Rows(self._cluster, index, self._lease.check)
