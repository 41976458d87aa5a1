"""Where the files of a piece of work are: what it reads, what it writes, and the signs of `work.pulse`."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings


def home() -> Path:
    """The folder of all work."""
    return Path(settings.HASHI_HOME) / "work"


def folder_of(uid: UUID) -> Path:
    """The folder of one piece of work; it need not be there."""
    return home() / str(uid)


def make(uid: UUID) -> Path:
    """The folder of one piece of work, for the product's own user alone."""
    folder = folder_of(uid)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def remove(uid: UUID) -> None:
    """Take a folder away, unless somebody else just did: it is gone as a whole before its files go one by one."""
    with suppress(FileNotFoundError):
        shutil.rmtree(folder_of(uid).rename(home() / f"{uuid4()}.gone"))
