"""Filling an empty installation from an export: all of it, or nothing."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, DataError, IntegrityError, models, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.commands.progress import counted
from hashiwatashi.commands.whole.files import put_files_back
from hashiwatashi.commands.whole.manifest import FILES, TABLES, Manifest, checked
from hashiwatashi.commands.whole.rows import read_line
from hashiwatashi.commands.whole.secrets import exported
from hashiwatashi.commands.whole.tables import (
    as_they_stand,
    refuse_broken_trail,
    refuse_filled,
    set_sequences,
    tables,
)
from hashiwatashi.common.errors import Conflict, InvalidInput
from hashiwatashi.matching.models import IndexMark

_AT_ONCE = 1000
Line = tuple[int, models.Model]


def import_from(source: Path) -> Manifest:
    """Fill this installation from an export, a folder or a .zip; tables are made where there are none yet.

    Nothing is stored unless all is: the rows in one transaction, then the files, which lie ready by then. Raises
    `InvalidInput`, `Conflict` naming the file, or the table and its line, that cannot be taken.
    """
    with TemporaryDirectory(prefix=".import-", dir=settings.HASHI_HOME) as draft, _unpacked(source, draft) as folder:
        manifest = checked(folder)
        known = {table._meta.db_table: table for table in exported()}
        _refuse_unknown(manifest, known.keys())
        refuse_filled(tables(), using=DEFAULT_DB_ALIAS)
        _refuse_files_there(manifest)
        ready = Path(draft) / "ready"
        if manifest.files:
            copytree(folder / FILES, ready)
        call_command("migrate", verbosity=0)
        _fill(manifest, list(known.values()), folder / TABLES)
        put_files_back(ready)
    return manifest


@contextmanager
def _unpacked(source: Path, draft: str) -> Iterator[Path]:
    """The folder of an export. Raises `InvalidInput` for what is neither a folder nor a .zip that can be read."""
    if source.is_dir():
        yield source
        return
    folder = Path(draft) / "export"
    name = ""
    try:
        with zipfile.ZipFile(source) as archive:
            for name in archive.namelist():
                archive.extract(name, folder)
    # A damaged archive, or one that asks for a password or for a compression that we do not know.
    except (FileNotFoundError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        told = _("“%(file)s” cannot be read (%(reason)s).")
        reason = f"{name}: {error}" if name else str(error)
        raise InvalidInput(told % {"file": source, "reason": reason}, field="source") from error
    yield folder


def _refuse_unknown(manifest: Manifest, known: Collection[str]) -> None:
    names = [entry.name for entry in manifest.tables]
    if unknown := sorted(set(names) - set(known)):
        raise Conflict(_("The export has tables that are not known here: %(names)s.") % {"names": ", ".join(unknown)})
    if lacking := sorted(set(known) - set(names)):
        raise Conflict(_("The export lacks tables: %(names)s.") % {"names": ", ".join(lacking)})


def _refuse_files_there(manifest: Manifest) -> None:
    for name in manifest.files:
        if (settings.HASHI_HOME / name).exists():
            told = _("There is a file %(file)s in HASHI_HOME already: import into an empty one.")
            raise Conflict(told % {"file": name})


def _fill(manifest: Manifest, filled: Sequence[type[models.Model]], folder: Path) -> None:
    """Store every row, in one transaction at whose end everything is as the manifest says."""
    with transaction.atomic(), as_they_stand(filled), counted(_("Importing"), manifest.rows) as tell:
        Prefecture.objects.all().delete()
        done = 0
        for table in filled:
            for lines in _batches(table, _file(table, folder)):
                _store(table, lines)
                done += len(lines)
                tell(done)
        for table in filled:
            _refuse_dangling(table, _file(table, folder))
        _compare_counts(manifest, filled)
        refuse_broken_trail()
        IndexMark.objects.all().delete()
        set_sequences(filled, using=DEFAULT_DB_ALIAS)


def _file(table: type[models.Model], folder: Path) -> Path:
    return folder / f"{table._meta.db_table}.jsonl"


def _batches(table: type[models.Model], path: Path) -> Iterator[list[Line]]:
    """The records of a file with the numbers of their lines, some at once."""
    with path.open("rb") as lines:
        read = _read(table, lines)
        while batch := list(islice(read, _AT_ONCE)):
            yield batch


def _read(table: type[models.Model], lines: Iterable[bytes]) -> Iterator[Line]:
    for number, line in enumerate(lines, start=1):
        try:
            record = read_line(table, line)
        except InvalidInput as error:
            raise _cannot(table, number, error) from error
        yield number, record


def _store(table: type[models.Model], lines: Sequence[Line]) -> None:
    """Store some records and compare what stands there now. Raises `InvalidInput` at the first that differs."""
    try:
        with transaction.atomic():
            table._base_manager.bulk_create([record for _number, record in lines])
    except (IntegrityError, DataError, OverflowError):
        for number, record in lines:
            _store_one(table, number, record)
    stored = table._base_manager.in_bulk([record.pk for _number, record in lines])
    names = [field.attname for field in table._meta.concrete_fields]
    for number, record in lines:
        for name in names:
            if getattr(record, name) != getattr(stored[record.pk], name):
                raise _cannot(table, number, _("%(column)s would be stored otherwise") % {"column": name})


def _store_one(table: type[models.Model], number: int, record: models.Model) -> None:
    try:
        with transaction.atomic():
            table._base_manager.bulk_create([record])
    except (IntegrityError, DataError, OverflowError) as error:
        raise _cannot(table, number, str(error).splitlines()[0]) from error


def _refuse_dangling(table: type[models.Model], path: Path) -> None:
    """Raises `InvalidInput` at a row that refers to one that is not there.

    Both databases look at references when the transaction ends, where they name no row.
    """
    for field in table._meta.concrete_fields:
        if not isinstance(field, models.ForeignKey):
            continue
        there = field.related_model._base_manager.filter(**{field.target_field.attname: OuterRef(field.attname)})
        referring = table._base_manager.filter(**{f"{field.attname}__isnull": False})
        lost = referring.filter(~Exists(there)).order_by("pk").first()
        if lost is not None:
            told = {"column": field.attname, "value": getattr(lost, field.attname)}
            raise _cannot(table, _line_of(lost, path), _("%(column)s refers to %(value)s, which is not there") % told)


def _line_of(record: models.Model, path: Path) -> int:
    """The line on which a record stands."""
    name = record._meta.pk.attname
    with path.open("rb") as lines:
        return next(number for number, line in enumerate(lines, start=1) if json.loads(line)[name] == record.pk)


def _compare_counts(manifest: Manifest, filled: Sequence[type[models.Model]]) -> None:
    counts = {table._meta.db_table: table._base_manager.count() for table in filled}
    for entry in manifest.tables:
        if counts[entry.name] != entry.rows:
            told = _("Table %(table)s has %(found)d rows, but the manifest says %(told)d.")
            raise Conflict(told % {"table": entry.name, "found": counts[entry.name], "told": entry.rows})


def _cannot(table: type[models.Model], number: int, reason: object) -> InvalidInput:
    told = _("Table %(table)s, line %(line)d cannot be stored: %(reason)s")
    values = {"table": table._meta.db_table, "line": number, "reason": reason}
    return InvalidInput(told % values, **values)
