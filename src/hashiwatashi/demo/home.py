"""The folder a demo lives in: marked as such, so that starting anew can never delete anything else."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

from hashiwatashi.common.errors import Conflict

MARKER = "this-is-a-demo"
_NOTE = "Everything in this folder was made by `hashi demo` and is deleted by `hashi demo --reset`.\n"
# Reading the settings makes the key before any command can run; it stays, because the running process holds it.
_KEPT = frozenset({MARKER, "secret_key"})


def claim(home: Path) -> None:
    """Mark ``home`` as a demo's folder. Raises `Conflict` where it already holds something else."""
    if (home / MARKER).is_file():
        return
    if home.is_dir() and any(item.name not in _KEPT for item in home.iterdir()):
        raise Conflict(
            _(
                "%(home)s is in use and was not made by the demo. "
                "Choose another folder: HASHI_HOME=/path/to/a/new/folder hashi demo"
            )
            % {"home": home}
        )
    home.mkdir(parents=True, exist_ok=True)
    (home / MARKER).write_text(_NOTE, encoding="utf-8")


def forget(home: Path) -> None:
    """Empty a claimed folder but for its mark and its key. Raises `Conflict` where the mark is missing."""
    claim(home)
    for item in home.iterdir():
        if item.name in _KEPT:
            continue
        if item.is_dir() and not item.is_symlink():
            shutil.rmtree(item)
        else:
            item.unlink()


@contextmanager
def held(home: Path) -> Iterator[None]:
    """Hold a claimed folder, so that no second demo starts in it or empties it meanwhile.

    Raises `Conflict` when another process holds it.
    """
    with (home / MARKER).open("r+", encoding="utf-8") as marker:
        try:
            fcntl.flock(marker, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict(
                _(
                    "A demo is already running in %(home)s. "
                    "Stop it with Ctrl-C where it runs, or choose another folder with HASHI_HOME."
                )
                % {"home": home}
            ) from error
        yield
