"""Keeping the latest state open for many questions, and asking again when a node takes it away."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock
from typing import TypeVar

from mekiki.index.cluster.client import Cluster, ClusterUnreachable
from mekiki.index.cluster.snapshot import Snapshot, SnapshotLost, opened
from mekiki.index.cluster.state import Control, State

_PATIENCE_SECONDS = 60.0
T = TypeVar("T")


class Reader:
    """The latest state in force, shared by the threads of a process."""

    def __init__(self, cluster: Cluster, control: Control) -> None:
        self._cluster, self._control = cluster, control
        self._lock = Lock()
        self._content: tuple[object, ...] = ()
        self._snapshot: Snapshot | None = None

    def current(self) -> Snapshot | None:
        """What is in force now, None for nothing; one small read when that did not change. Raises `SnapshotLost`."""
        state = self._control.in_force()
        if state.content == self._content:
            return self._snapshot
        with self._lock:
            if state.content != self._content:
                self._snapshot, state = self._open(state)
                self._content = state.content
            return self._snapshot

    def forget(self, snapshot: Snapshot | None) -> None:
        """Open anew what turned out to be lost."""
        with self._lock:
            if self._snapshot is snapshot:
                self._snapshot, self._content = None, ()

    def _open(self, state: State) -> tuple[Snapshot | None, State]:
        """A snapshot, and the state it shows: the one that is in force before and after it was opened."""
        while state.index:
            # In this order: rows are cleared away before their journal is, so an empty journal means none are left.
            gone = self._control.read_journal(state.pending) if state.pending else []
            point = opened(self._cluster, state.index)
            now = self._control.in_force()
            if now.content == state.content:
                return Snapshot(self._cluster, now, point, gone), now
            state = now
        return None, state


class Session:
    """Questions answered from one state; when that is lost with its node, from then on from the latest."""

    def __init__(self, cluster: Cluster, reader: Reader) -> None:
        self._cluster, self._reader = cluster, reader
        self._open = False
        self._snapshot: Snapshot | None = None

    def ask(self, question: Callable[[Snapshot | None], T]) -> T:
        """The answer to a question; put again while nodes are lost. Raises `ClusterUnreachable` after a minute."""
        until = time.monotonic() + _PATIENCE_SECONDS
        attempt = 0
        while True:
            try:
                if not self._open:
                    self._snapshot = self._reader.current()
                    self._open = True
                return question(self._snapshot)
            except SnapshotLost as error:
                self._reader.forget(self._snapshot)
                self._open = False
                if time.monotonic() > until:
                    raise ClusterUnreachable(
                        f"The search cluster cannot answer for {_PATIENCE_SECONDS:g} s: {error}"
                    ) from error
            self._cluster.pause(attempt)
            attempt += 1
