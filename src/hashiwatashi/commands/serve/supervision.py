"""Keeping several processes alive: whoever dies is started again, later and later if it dies again and again."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Event

import structlog
from django.utils.translation import gettext as _

from hashiwatashi.commands.serve.parents import PARENT
from hashiwatashi.common.errors import Unavailable

log = structlog.get_logger(__name__)
_LOOK_EVERY_SECONDS = 0.2
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.5, 60.0
# Who lived so long has recovered.
_HEALTHY_AFTER_SECONDS = 60.0
_TRIES = 6
_STOP_WITHIN_SECONDS = 10.0


@dataclass(slots=True)
class Part:
    """One process of the installation. Without a ``is_vital`` part the rest is of no use; others are only missed."""

    name: str
    command: Sequence[str]
    is_vital: bool = False
    descriptors: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    failures: int = 0
    started_at: float = 0.0
    due_at: float = field(default=0.0)

    def start(self) -> None:
        # A session of its own: Ctrl-C reaches the supervisor alone, which then ends the parts in order.
        self.process = subprocess.Popen(  # noqa: S603 our own command
            self.command,
            start_new_session=True,
            pass_fds=self.descriptors,
            env={**os.environ, PARENT: str(os.getpid())},
        )
        self.started_at = time.monotonic()

    def look(self) -> None:
        """Start the process where it is due, and note its end. Raises `Unavailable` when a vital one cannot live."""
        if self.process is None:
            if time.monotonic() >= self.due_at:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        now = time.monotonic()
        self.failures = 1 if now - self.started_at > _HEALTHY_AFTER_SECONDS else self.failures + 1
        pause = min(_LONGEST_PAUSE_SECONDS, _FIRST_PAUSE_SECONDS * 2 ** (self.failures - 1))
        log.error("process_ended", process=self.name, code=code, times=self.failures, again_in_seconds=pause)
        if self.is_vital and self.failures >= _TRIES:
            message = _("The process “%(name)s” ended %(times)d times in a row; see the lines above for the reason.")
            raise Unavailable(message % {"name": self.name, "times": self.failures})
        self.process, self.due_at = None, now + pause


def keep_alive(parts: Sequence[Part], stop: Event) -> None:
    """Run all parts until ``stop`` is set, then end them in order. Raises `Unavailable` as `Part.look` does."""
    try:
        while not stop.is_set():
            for part in parts:
                part.look()
            stop.wait(_LOOK_EVERY_SECONDS)
    finally:
        end([part.process for part in parts if part.process is not None])


def end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask each to stop; whoever does not within ten seconds is killed."""
    for process in processes:
        if process.poll() is None:
            os.kill(process.pid, signal.SIGTERM)
    deadline = time.monotonic() + _STOP_WITHIN_SECONDS
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
