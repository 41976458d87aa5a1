"""The one small document that says what is in force: which index, up to which change, and who is writing.

Rows are written and made visible beforehand; a change is in force when this document says so, in one compare-and-set.
So a reader sees all of a change or nothing, and a writer that was killed or overtaken cannot put anything in force.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from mekiki.errors import IndexDamaged
from mekiki.index.cluster.client import Cluster, ClusterRefused
from mekiki.index.cluster.mapping import PLACING_TRIES
from mekiki.index.layout import VERSION

_EXISTS = "resource_already_exists_exception"
Place = tuple[int, int] | None


class Overtaken(Exception):
    """Somebody else wrote the state since it was read; told to callers as `IndexBusy`."""


@dataclass(frozen=True, slots=True)
class State:
    """What is in force. Tickets are numbers given to writers in turn; every row carries its writer's."""

    #: The index of rows in force; empty before the first.
    index: str = ""
    #: The last ticket whose rows are in force.
    committed: int = 0
    #: Tickets up to ``committed`` whose writers were lost half-way; rows of theirs that remain do not count.
    abandoned: tuple[int, ...] = ()
    #: The ticket whose replaced and removed rows, listed in the journal, are not cleared away yet; else 0.
    pending: int = 0
    #: The last ticket given.
    ticket: int = 0
    #: Who writes now; empty for nobody.
    holder: str = ""
    #: New with every write, so that a writer knows its own again.
    token: str = ""
    version: int = VERSION

    @property
    def content(self) -> tuple[object, ...]:
        """What changes whenever readers must look anew."""
        return (self.index, self.committed, self.abandoned, self.pending)


class Control:
    """Reads and writes the state, and the journal of rows that a change replaces."""

    def __init__(self, cluster: Cluster, name: str, *, replicas: int) -> None:
        self._cluster = cluster
        self._index = f"{name}-control"
        self._replicas = replicas

    def read(self) -> tuple[State, Place]:
        """The state and its place in the history of writes; nothing yet gives an empty state without a place."""
        found = self._get("state")
        if found is None:
            return State(), None
        source = found["_source"]
        known = {field.name for field in fields(State)}
        state = State(**{name: value for name, value in source.items() if name in known})
        return replace(state, abandoned=tuple(state.abandoned)), (found["_seq_no"], found["_primary_term"])

    def in_force(self) -> State:
        """The state for a reader. Raises `IndexDamaged` for an index of another version."""
        state, _ = self.read()
        if state.index and state.version != VERSION:
            raise IndexDamaged(f"The index {self._index!r} is of another version: build it anew.")
        return state

    def write(self, state: State, seen: Place) -> Place:
        """Put ``state`` in the place of the one ``seen``; durable when it returns. Raises `Overtaken`."""
        mine = replace(state, token=secrets.token_hex(8))
        path, params = f"/{self._index}/_create/state", dict[str, Any]()
        if seen is not None:
            path, params = f"/{self._index}/_doc/state", {"if_seq_no": seen[0], "if_primary_term": seen[1]}
        try:
            answer = self._cluster.send("PUT", path, asdict(mine), **params)
        except ClusterRefused as error:
            if error.status != 409:
                raise
            # A node lost while it answered makes us send again what had arrived.
            now, place = self.read()
            if now.token == mine.token:
                return place
            raise Overtaken from error
        return answer["_seq_no"], answer["_primary_term"]

    def prepare(self) -> None:
        """Make the index that holds the state, where there is none."""
        body: dict[str, Any] = {
            "settings": {
                "number_of_shards": 1,
                "number_of_replicas": self._replicas,
                "allocation.max_retries": PLACING_TRIES,
            },
            "mappings": {"enabled": False},
        }
        try:
            self._cluster.send("PUT", f"/{self._index}", body)
        except ClusterRefused as error:
            if error.kind != _EXISTS:
                raise

    def write_journal(self, ticket: int, gone: list[str]) -> None:
        """Note the rows that change ``ticket`` replaces or removes, before it is in force."""
        self._cluster.send("PUT", f"/{self._index}/_doc/gone-{ticket}", {"rows": gone})

    def read_journal(self, ticket: int) -> list[str]:
        """What `write_journal` noted; empty when it is cleared away."""
        found = self._get(f"gone-{ticket}")
        return list(found["_source"]["rows"]) if found else []

    def clear_journal(self, ticket: int) -> None:
        """Forget what `write_journal` noted."""
        try:
            self._cluster.send("DELETE", f"/{self._index}/_doc/gone-{ticket}")
        except ClusterRefused as error:
            if error.status != 404:
                raise

    def _get(self, name: str) -> Any:
        try:
            return self._cluster.send("GET", f"/{self._index}/_doc/{name}")
        except ClusterRefused as error:
            if error.status != 404:
                raise
            return None
