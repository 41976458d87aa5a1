"""Being the only writer: a lease on the state, kept alive while its holder lives."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from mekiki.errors import IndexBusy, MekikiError
from mekiki.index.cluster.state import Control, Overtaken, Place, State

LEASE_SECONDS = 10.0
WAIT_SECONDS = 30.0
_BEATS_IN_A_LEASE = 4
_LOOK_AGAIN = 0.1


class Lease:
    """The right to write; ``ticket`` marks all rows written under it. Used by one thread, besides its heartbeat."""

    def __init__(self, control: Control, state: State, place: Place, *, after_loss: bool) -> None:
        self._control = control
        #: Whether the writer before did not end in order.
        self.after_loss = after_loss
        self._place = place
        self._lock = threading.Lock()
        self._trouble: Exception | None = None
        self.state = state

    @property
    def ticket(self) -> int:
        return self.state.ticket

    @property
    def abandoned(self) -> tuple[int, ...]:
        """Tickets since the last change in force whose writers were lost."""
        return tuple(range(self.state.committed + 1, self.ticket))

    def check(self) -> None:
        """Raise `IndexBusy` when the lease was lost, so that a slow writer stops."""
        if self._trouble is not None:
            raise IndexBusy("Another process took over writing to the index, as this one was silent too long.") from (
                self._trouble
            )

    def put(self, **changes: object) -> None:
        """Change the state. Raises `IndexBusy` when the lease was lost; then nothing changed."""
        with self._lock:
            self.check()
            state = replace(self.state, **changes)  # type: ignore[arg-type]
            try:
                self._place = self._control.write(state, self._place)
            except Overtaken as error:
                self._trouble = error
                self.check()
            self.state = state

    def unused(self) -> None:
        """Give the ticket back: no row was written under it."""
        self.put(holder="", ticket=self.ticket - 1)

    def beat(self, stop: threading.Event, every: float) -> None:
        """Show the others that this writer lives, until told to stop."""
        while not stop.wait(every):
            try:
                self.put()
            except IndexBusy:
                return
            except MekikiError:
                # The cluster does not answer: the writer meets the same and tells it.
                continue


@contextmanager
def writing(
    control: Control, *, lease_seconds: float = LEASE_SECONDS, wait_seconds: float = WAIT_SECONDS
) -> Iterator[Lease]:
    """Hold the lease. A holder that was killed loses it after ``lease_seconds`` in which the state did not change.

    Raises `IndexBusy` when another one still writes after ``wait_seconds``.
    """
    lease = _taken(control, lease_seconds, wait_seconds)
    stop = threading.Event()
    heart = threading.Thread(target=lease.beat, args=(stop, lease_seconds / _BEATS_IN_A_LEASE), daemon=True)
    heart.start()
    try:
        yield lease
    finally:
        stop.set()
        heart.join()
        _give_back(lease)


def _taken(control: Control, lease_seconds: float, wait_seconds: float) -> Lease:
    until = time.monotonic() + wait_seconds
    seen, since = control.read()[1], time.monotonic()
    if seen is None:
        control.prepare()
    while True:
        state, place = control.read()
        if place != seen:
            seen, since = place, time.monotonic()
        if not state.holder or time.monotonic() - since > lease_seconds:
            mine = replace(state, holder=secrets.token_hex(8), ticket=max(state.ticket, state.committed) + 1)
            try:
                return Lease(control, mine, control.write(mine, place), after_loss=bool(state.holder))
            except Overtaken:
                continue
        if time.monotonic() > until:
            raise IndexBusy(f"Another process has been writing to the index for {wait_seconds:g} s.")
        time.sleep(_LOOK_AGAIN)


def _give_back(lease: Lease) -> None:
    """Let the next one write at once; without an answer the lease ends by itself."""
    try:
        if lease.state.holder:
            lease.put(holder="")
    except MekikiError:
        # Whoever overtook us holds it; the trouble itself was told where it mattered.
        return
