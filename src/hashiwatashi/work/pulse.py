"""How far work under way is, and the wish to stop it, told across an open transaction.

An import is one transaction: what it writes into its own row nobody sees before the end, and SQLite takes no other
writer meanwhile. So work under way tells its progress in a file of its folder, whose age says when it was last heard
of, and looks for a second file by which it is asked to stop. Where no transaction is open, the row learns the same.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.work import folders
from hashiwatashi.work.enums import WorkState
from hashiwatashi.work.errors import WorkCancelled
from hashiwatashi.work.models import Work

# Whoever works says so every few seconds; silence this long means that it was stopped.
BEAT, SILENCE = 5.0, 60.0
_SECONDS_BETWEEN = 1.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far work is: ``done`` of ``total`` (0: not known yet), and whether anybody still works on it."""

    done: int
    total: int
    is_busy: bool
    was_stopped: bool
    is_being_cancelled: bool

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0


def progress_of(work: Work) -> Progress:
    """How far ``work`` is now. Asks its folder, not the database."""
    if work.state != WorkState.WORKING:
        return Progress(work.done, work.total, work.state == WorkState.WAITING, False, False)
    done, total, heard = _heard(_beat_file(work)) or (work.done, work.total, None)
    latest = max((moment for moment in (heard, work.heard_at) if moment), default=None)
    is_busy = latest is not None and (timezone.now() - latest).total_seconds() < SILENCE
    return Progress(done, total, is_busy, not is_busy, is_busy and _cancel_file(work).exists())


def ask_to_stop(work: Work) -> None:
    """Leave the wish to stop where work under way looks for it."""
    with suppress(FileNotFoundError):  # it ended meanwhile, and its folder is gone
        _cancel_file(work).touch()


def fall_silent(work: Work) -> None:
    """Take the signs away: the row tells everything again."""
    for sign in (_beat_file(work), _cancel_file(work)):
        sign.unlink(missing_ok=True)


class Pulse:
    """Told ``(done, total)`` by whoever works, as often as they like; tells others about once a second."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._told_at = float("-inf")
        self.done = self.total = 0

    def __call__(self, done: int, total: int) -> None:
        """Raises `WorkCancelled` where somebody asked to stop, unless all is done."""
        self.done, self.total = min(done, total), total
        if time.monotonic() - self._told_at < _SECONDS_BETWEEN:
            return
        self._told_at = time.monotonic()
        self._tell()
        if done < total and _cancel_file(self._work).exists():
            raise WorkCancelled(_("Cancelled. Nothing was stored."))

    @contextmanager
    def beating(self) -> Iterator[None]:
        """Be heard every few seconds, however long a step takes."""
        self._tell()
        ended = Event()
        heart = Thread(target=self._beat, args=(ended,), daemon=True)
        heart.start()
        try:
            yield
        finally:
            ended.set()
            heart.join()

    def _beat(self, ended: Event) -> None:
        while not ended.wait(BEAT):
            with suppress(FileNotFoundError):
                os.utime(_beat_file(self._work))

    def _tell(self) -> None:
        path = _beat_file(self._work)
        partial = path.with_name(".pulse.partial")
        partial.write_text(f"{self.done} {self.total}", encoding="ascii")
        partial.replace(path)
        if not connection.in_atomic_block:
            row = Work.objects.filter(pk=self._work.pk, state=WorkState.WORKING)
            row.update(done=self.done, total=self.total, heard_at=timezone.now())


def _heard(path: Path) -> tuple[int, int, datetime] | None:
    """Done, total and when, as the file tells; None where there is none."""
    try:
        done, total = path.read_text(encoding="ascii").split()
        return int(done), int(total), datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:
        return None


def _beat_file(work: Work) -> Path:
    return folders.folder_of(work.uid) / "pulse"


def _cancel_file(work: Work) -> Path:
    return folders.folder_of(work.uid) / "cancel"
