"""The folder of an embedded index: one sub-folder a generation, and a file that names the one in force.

A rebuild writes a new generation beside the old one and then replaces the file ``current`` in one step. So readers
see the old index or the new one, whole, and a killed process leaves at most a folder that the next rebuild clears.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mekiki.errors import IndexBusy, IndexDamaged
from mekiki.index.layout import VERSION

_PREFIX = f"v{VERSION}-"
_WAIT_SECONDS = 30.0
_LOOK_AGAIN = 0.05


def current(folder: Path) -> Path | None:
    """The generation in force; None before the first is built.

    Raises `IndexDamaged` when it was made by another version or its folder is gone.
    """
    name = _name_in_force(folder)
    if not name:
        return None
    generation = folder / name
    if not name.startswith(_PREFIX) or not generation.is_dir():
        raise IndexDamaged(f"The index in {folder} is of another version or incomplete: build it anew.")
    return generation


def _name_in_force(folder: Path) -> str:
    """The name in the file ``current``; empty before the first generation."""
    try:
        return (folder / "current").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""


def has_deletions(generation: Path) -> bool:
    """Whether its segments still hold documents that were deleted or replaced (they go when segments are merged)."""
    meta = json.loads((generation / "meta.json").read_text(encoding="utf-8"))
    return any(segment.get("deletes") for segment in meta["segments"])


def begin(folder: Path) -> Path:
    """An empty folder for a new generation; what earlier, unfinished ones left is cleared away."""
    keep = _name_in_force(folder)
    numbers = [0]
    for old in folder.iterdir():
        if old.is_dir():
            tail = old.name.rpartition("-")[2]
            numbers.append(int(tail) if tail.isdigit() else 0)
            if old.name != keep:
                shutil.rmtree(old)
    fresh = folder / f"{_PREFIX}{max(numbers) + 1}"
    fresh.mkdir()
    return fresh


def put_in_force(folder: Path, generation: Path) -> None:
    """Make readers use ``generation`` from their next search on, and drop the one before."""
    before = _name_in_force(folder)
    draft = folder / "current.new"
    with draft.open("w", encoding="ascii") as file:
        file.write(generation.name)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / "current")
    # Readers that still have the old files open keep them until they let go.
    if before and before != generation.name:
        shutil.rmtree(folder / before, ignore_errors=True)


@contextmanager
def writing(folder: Path, *, wait_seconds: float = _WAIT_SECONDS) -> Iterator[None]:
    """Be the only writer, across processes; the lock falls with the process that holds it.

    Raises `IndexBusy` when another one still writes after ``wait_seconds``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + wait_seconds
    with (folder / "writer.lock").open("w") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() > until:
                    raise IndexBusy(
                        f"Another process has been writing to {folder} for {wait_seconds:g} s."
                    ) from error
                time.sleep(_LOOK_AGAIN)
        yield
