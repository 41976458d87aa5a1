"""Writing everything there is as files that people and programs can read without this software."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import IO

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, models
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.commands.progress import counted
from hashiwatashi.commands.whole import manifest as manifests
from hashiwatashi.commands.whole.files import hash_of, kept_files
from hashiwatashi.commands.whole.manifest import FILES, TABLES, Manifest, TableEntry
from hashiwatashi.commands.whole.rows import cells_of, columns, line_of
from hashiwatashi.commands.whole.secrets import all_left_out, exported
from hashiwatashi.commands.whole.tables import newest_migration, one_moment, refuse_broken_trail
from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.common.spreadsheets import csv_lines

_AT_ONCE = 1000
Tell = Callable[[], None]


def export_to(to: Path) -> Manifest:
    """Write an export as a new folder or, where the name ends so, a .zip; it appears whole or not at all.

    Raises `InvalidInput` for a place that cannot be used, `Conflict` where the audit trail is broken.
    """
    _refuse_place(to)
    with TemporaryDirectory(prefix=".export-", dir=to.parent) as draft:
        folder = Path(draft) / "whole"
        (folder / TABLES).mkdir(parents=True)
        with one_moment(DEFAULT_DB_ALIAS):
            refuse_broken_trail()
            entries = _write_tables(folder / TABLES)
        made = Manifest(
            version=manifests.VERSION,
            migration=newest_migration(),
            made_at=timezone.now().isoformat(),
            left_out=list(all_left_out()),
            tables=tuple(entries),
            files=_copy_files(folder / FILES),
        )
        manifests.write(made, folder)
        (_zipped(folder) if _is_zip(to) else folder).replace(to)
    return made


def _refuse_place(to: Path) -> None:
    if to.exists() or to.is_symlink():
        raise InvalidInput(_("“%(file)s” is there already: give another name.") % {"file": to}, field="to")
    if not to.parent.is_dir():
        raise InvalidInput(_("There is no folder %(folder)s to write into.") % {"folder": to.parent}, field="to")
    if to.resolve().is_relative_to(settings.HASHI_HOME.resolve()):
        raise InvalidInput(_("Export to a place outside of HASHI_HOME, whose files are exported."), field="to")


def _is_zip(to: Path) -> bool:
    return to.suffix.lower() == ".zip"


def _write_tables(folder: Path) -> list[TableEntry]:
    tables = exported()
    done = 0
    with counted(_("Exporting"), sum(table._base_manager.count() for table in tables)) as tell:

        def one_more() -> None:
            nonlocal done
            done += 1
            if done % _AT_ONCE == 0:
                tell(done)

        return [_write_table(table, folder, one_more) for table in tables]


def _write_table(table: type[models.Model], folder: Path, tell: Tell) -> TableEntry:
    name = table._meta.db_table
    as_json, as_csv = folder / f"{name}.jsonl", folder / f"{name}.csv"
    # Line ends as we write them, on every machine.
    with (
        as_json.open("w", encoding="utf-8", newline="") as lines,
        as_csv.open("w", encoding="utf-8", newline="") as sheet,
    ):
        written = sum(1 for text in csv_lines(_rows(table, lines, tell)) if sheet.write(text))
    # The first one is the headings.
    return TableEntry(name=name, rows=written - 1, json_sha256=hash_of(as_json), csv_sha256=hash_of(as_csv))


def _rows(table: type[models.Model], lines: IO[str], tell: Tell) -> Iterator[list[str]]:
    """The rows of a sheet, headings first; each is written as JSON, too, so that the table is read once."""
    names = [field.attname for field in columns(table)]
    yield names
    for values in table._base_manager.order_by("pk").values_list(*names).iterator(chunk_size=_AT_ONCE):
        lines.write(line_of(names, values))
        yield cells_of(values)
        tell()


def _copy_files(folder: Path) -> dict[str, str]:
    """Copy the files of the installation; the hash of each by its name below HASHI_HOME."""
    hashes = {}
    for name, path in kept_files().items():
        to = folder / name
        to.parent.mkdir(parents=True, exist_ok=True)
        copyfile(path, to)
        hashes[name] = hash_of(to)
    return hashes


def _zipped(folder: Path) -> Path:
    """One archive of a folder, beside it."""
    archive = folder.with_suffix(".zip")
    with zipfile.ZipFile(archive, "x", zipfile.ZIP_DEFLATED, strict_timestamps=False) as opened:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                opened.write(path, path.relative_to(folder).as_posix())
    return archive
