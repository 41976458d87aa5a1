"""The files of the installation that belong to its content, and their hashes."""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePosixPath
from typing import IO

from django.conf import settings
from django.db import connection

# Made anew from the rest, or secret, or of this machine alone.
_LEFT_OUT = frozenset({"index", "cache", "static", "examples", "mail", "waiting", "secret_key"})
_BLOCK = 1 << 20


def kept_files() -> dict[str, Path]:
    """What below HASHI_HOME is neither derived nor secret nor the database, by its name from there."""
    home: Path = settings.HASHI_HOME
    found = {path.relative_to(home).as_posix(): path for path in sorted(home.rglob("*"))}
    return {name: path for name, path in found.items() if path.is_file() and not path.is_symlink() and is_kept(name)}


def is_kept(name: str) -> bool:
    """Whether a file of this name below HASHI_HOME belongs to the content."""
    path, first = settings.HASHI_HOME / name, PurePosixPath(name).parts[0]
    is_database = str(path).startswith(str(connection.settings_dict["NAME"]))
    # A file of settings holds passwords.
    named = settings.CONFIGURATION.text("HASHI_SETTINGS")
    is_settings = bool(named) and path.resolve() == Path(named).resolve()
    return not (first in _LEFT_OUT or first.startswith(".") or is_database or is_settings or path.suffix == ".tar")


def put_files_back(folder: Path) -> None:
    """Move every file of a folder, which lies on the same disk, to its place below HASHI_HOME."""
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.is_file():
            to = settings.HASHI_HOME / path.relative_to(folder)
            to.parent.mkdir(parents=True, exist_ok=True)
            path.replace(to)


def hash_of(path: Path) -> str:
    """SHA-256 of a file as 64 hexadecimal digits."""
    with path.open("rb") as stream:
        return digest(stream)


def digest(stream: IO[bytes]) -> str:
    """SHA-256 of what a stream still holds as 64 hexadecimal digits."""
    found = hashlib.sha256()
    while block := stream.read(_BLOCK):
        found.update(block)
    return found.hexdigest()
