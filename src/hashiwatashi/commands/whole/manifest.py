"""What an export says of itself, and whether it is so."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from hashiwatashi.commands.whole.files import hash_of, is_kept
from hashiwatashi.commands.whole.tables import newest_migration
from hashiwatashi.common.errors import Conflict, InvalidInput

# Of the form of an export; the form of the tables is told by the newest migration.
VERSION = 1
TABLES, FILES = "tables", "files"
_MANIFEST = "manifest.json"
_NAMED = 5


@dataclass(frozen=True, slots=True)
class TableEntry:
    """One table: how many rows it has, and the SHA-256 of its two files."""

    name: str
    rows: int
    json_sha256: str
    csv_sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The whole: ``tables`` in the order in which they are filled, SHA-256 of ``files`` by name below HASHI_HOME."""

    version: int
    migration: str
    made_at: str
    left_out: Sequence[str]
    tables: Sequence[TableEntry]
    files: dict[str, str]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)


def write(manifest: Manifest, folder: Path) -> None:
    """Put the manifest into the folder of its export."""
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=2)
    (folder / _MANIFEST).write_text(text + "\n", encoding="utf-8")


def checked(folder: Path) -> Manifest:
    """The manifest of an export that is what it says.

    Raises `InvalidInput` where this is no export, `Conflict` for one of another version or that was changed.
    """
    manifest = _read(folder)
    ours = newest_migration()
    if manifest.migration != ours:
        told = _("The export is of another version (%(theirs)s, here %(ours)s): import it with that version.")
        raise Conflict(told % {"theirs": manifest.migration, "ours": ours})
    if wrong := _wrong(manifest, folder):
        told = _("The export is not what its manifest says (%(names)s): take another one.")
        raise Conflict(told % {"names": ", ".join(wrong[:_NAMED])})
    return manifest


def _read(folder: Path) -> Manifest:
    told = _("“%(file)s” is no export of this software.") % {"file": folder / _MANIFEST}
    try:
        values = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        version = values["version"]
    except (FileNotFoundError, KeyError, TypeError, ValueError) as error:
        raise InvalidInput(told, field="source") from error
    if version != VERSION:
        unknown = _("The export is of version %(theirs)s; this software reads version %(ours)d.")
        raise Conflict(unknown % {"theirs": version, "ours": VERSION})
    try:
        return _made(values)
    except (AttributeError, TypeError, ValueError) as error:
        raise InvalidInput(told, field="source") from error


def _made(values: dict[str, Any]) -> Manifest:
    tables = tuple(TableEntry(**entry) for entry in values.pop(TABLES, ()))
    manifest = Manifest(**values, tables=tables)
    texts = [manifest.migration, *manifest.files, *(table.name for table in tables)]
    if not all(isinstance(text, str) for text in texts) or not all(type(table.rows) is int for table in tables):
        raise TypeError
    return manifest


def _wrong(manifest: Manifest, folder: Path) -> list[str]:
    """The names that are missing, too many, changed or not of a file that belongs to the content."""
    hashes = {f"{FILES}/{name}": known for name, known in manifest.files.items()}
    for table in manifest.tables:
        hashes[f"{TABLES}/{table.name}.jsonl"] = table.json_sha256
        hashes[f"{TABLES}/{table.name}.csv"] = table.csv_sha256
    paths = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if not path.is_dir()}
    del paths[_MANIFEST]
    changed = {
        name
        for name in paths.keys() & hashes.keys()
        if paths[name].is_symlink() or not paths[name].is_file() or hash_of(paths[name]) != hashes[name]
    }
    ours = f"{FILES}/"
    foreign = {name for name in paths if name.startswith(ours) and not is_kept(name.removeprefix(ours))}
    return sorted(changed | foreign | (paths.keys() ^ hashes.keys()))
