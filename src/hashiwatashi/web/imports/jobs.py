"""An uploaded file on its way into the database: kept in a folder of its own, so that preview, import and result
survive a restart. Nothing of it is in the database until the import is done.
"""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from threading import Event, Thread
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from hashiwatashi.common.texts import clean

_KEPT = timedelta(days=30)
# Whoever works on a job says so every few seconds; silence this long means that it was stopped.
_BEAT, _SILENCE = 5.0, 60.0
# Bytes of a file's name that may stand in a name of ours; file systems take 255.
_LONGEST = 150
_ENDING = re.compile(r"\.[a-z0-9]{1,8}", re.IGNORECASE)
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


class State(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    WORKING = "working"
    PREVIEWED = "previewed"
    IMPORTED = "imported"
    FAILED = "failed"


@dataclass(slots=True)
class Job:
    """One uploaded file. ``report`` is what the last preview or import told; ``run`` the finished import's uid."""

    uid: str
    account: str
    table: str
    file_name: str
    encoding: str = ""
    sheet: str = ""
    mapping: dict[str, str] = field(default_factory=dict)
    state: State = State.WAITING
    is_import: bool = False
    done: int = 0
    total: int = 0
    message: str = ""
    report: dict[str, Any] = field(default_factory=dict)
    run: str = ""

    @property
    def folder(self) -> Path:
        return _home() / self.uid

    @property
    def input(self) -> Path:
        ending = Path(self.file_name).suffix.lower()
        return self.folder / (f"input{ending}" if _ENDING.fullmatch(ending) else "input")

    @property
    def rejects(self) -> Path:
        stem = re.sub(r"\.rejects(-\d+)?$", "", Path(self.file_name).stem)
        return self.folder / f"{_shortened(stem)}.rejects.csv"

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0

    @property
    def is_busy(self) -> bool:
        """Whether somebody works on it or will; a worker that fell silent was stopped."""
        if self.state == State.WAITING:
            return True
        return self.state == State.WORKING and time.time() - self._heard < _SILENCE

    @property
    def was_stopped(self) -> bool:
        return self.state == State.WORKING and not self.is_busy

    @property
    def _heard(self) -> float:
        """When whoever works on it was heard last, in seconds of the epoch; 0 for never."""
        pulse = self.folder / "pulse"
        return pulse.stat().st_mtime if pulse.is_file() else 0.0

    @contextmanager
    def beating(self) -> Iterator[None]:
        """Be heard every few seconds, however long a step takes."""
        done = Event()
        (self.folder / "pulse").touch()
        heart = Thread(target=self._beat, args=(done,), daemon=True)
        heart.start()
        try:
            yield
        finally:
            done.set()
            heart.join()

    def _beat(self, done: Event) -> None:
        while not done.wait(_BEAT):
            (self.folder / "pulse").touch()

    def save(self) -> None:
        """Write the job's file so that a reader sees the old or the new one, never half of it."""
        partial = self.folder / ".job.json.partial"
        partial.write_text(json.dumps(asdict(self), ensure_ascii=False), encoding="utf-8")
        partial.replace(self.folder / "job.json")

    def forget(self) -> None:
        """Remove the uploaded file and all that was worked out from it."""
        _remove(self.folder)


def keep(
    file: UploadedFile[bytes],
    *,
    table: str,
    account: UUID,
    encoding: str,
    mapping: dict[str, str],
    sheet: str = "",
) -> Job:
    """Store an uploaded file as a new job; jobs older than a month go."""
    for old in _outdated():
        _remove(old)
    name = _UNSAFE.sub("_", clean(Path(file.name or "file").name))[:200]
    job = Job(str(uuid4()), str(account), table, name, encoding, sheet, mapping)
    job.folder.mkdir(parents=True, mode=0o700)
    with job.input.open("wb") as stream:
        for chunk in file.chunks():
            stream.write(chunk)
    job.save()
    return job


def load(uid: UUID | str) -> Job | None:
    """The job of an identifier; None where there is none (any more)."""
    try:
        values = json.loads((_home() / str(uid) / "job.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    known = {name: value for name, value in values.items() if name in Job.__dataclass_fields__}
    return Job(**{**known, "state": State(values["state"])})


def _shortened(name: str) -> str:
    return name.encode()[:_LONGEST].decode(errors="ignore")


def _home() -> Path:
    return Path(settings.HASHI_HOME) / "imports"


def _remove(folder: Path) -> None:
    """Take a folder away, unless somebody else just did: it is gone as a whole before its files go one by one."""
    with suppress(FileNotFoundError):
        shutil.rmtree(folder.rename(folder.with_name(f"{uuid4()}.gone")))


def _outdated() -> Iterator[Path]:
    """Folders that nobody touched for a month. Others are taken away by their owners meanwhile."""
    oldest = time.time() - _KEPT.total_seconds()
    for folder in _home().iterdir() if _home().is_dir() else ():
        with suppress(FileNotFoundError):
            if folder.is_dir() and folder.stat().st_mtime < oldest:
                yield folder
