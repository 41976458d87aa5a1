"""`hashi backup FILE` and `hashi restore FILE`: the whole installation in one archive, and back.

The archive holds the database as an SQLite file whichever database it came from, so that it can be restored into
either; the files below HASHI_HOME that are not derived; the settings without what is secret; and a manifest with the
counts of all tables, the head of the audit trail and the hash of every member. It is consistent while the site is
being written to.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.commands.whole.files import digest, hash_of, kept_files, put_files_back
from hashiwatashi.commands.whole.tables import newest_migration, refuse_broken_trail
from hashiwatashi.common.errors import Conflict, InvalidInput
from hashiwatashi.configuration import Configuration
from hashiwatashi.people.models import Account

_DATABASE, _MANIFEST, _SETTINGS, _FILES = "database.sqlite3", "manifest.json", "settings.json", "files"
_SECRET = frozenset({"SECRET_KEY", "DATABASE_URL", "EMAIL_URL", "SEARCH_URL"})


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself: ``counts`` of rows by table, ``hashes`` by member, the trail's ``head``."""

    made_at: str
    vendor: str
    migration: str
    counts: dict[str, int]
    head: str
    hashes: dict[str, str]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(backup)
    app.command()(restore)


def backup(
    file: Annotated[Path, typer.Argument(help="The archive to write, ending in .tar; it must not be there yet.")],
    verify: Annotated[bool, typer.Option("--verify", help="Only check an archive that is there.")] = False,
) -> None:
    """Write the whole installation into one archive that its owner alone can read, while the site goes on."""
    if verify:
        _told(_checked(file))
        return
    if file.suffix != ".tar" or file.exists():
        raise InvalidInput(_("“%(file)s” must end in .tar and must not be there yet.") % {"file": file}, field="file")
    if not file.parent.is_dir():
        raise InvalidInput(_("There is no folder %(folder)s to write into.") % {"folder": file.parent}, field="file")
    with TemporaryDirectory(prefix=".backup-", dir=file.parent) as folder:
        manifest = _written(Path(folder))
        # In one step, so that a killed backup leaves no archive of this name.
        (Path(folder) / "whole.tar").replace(file)
    _told(manifest)


def restore(
    file: Annotated[Path, typer.Argument(help="The archive to restore.")],
) -> None:
    """Fill this installation, which must be empty, from an archive; it is checked before anything is touched."""
    manifest = _checked(file)
    _refuse_filled()
    _refuse_newer(manifest)
    with TemporaryDirectory(prefix=".restore-", dir=settings.HASHI_HOME) as folder:
        with tarfile.open(file) as archive:
            archive.extractall(folder, filter="data")
        _put_back(Path(folder) / _DATABASE)
        put_files_back(Path(folder) / _FILES)
    refuse_broken_trail()
    _told(manifest)
    typer.echo(_("Restored. Set what is secret (see settings.json in the archive) and run: hashi migrate"))
    typer.echo(_("Then run: hashi index build"))


def _written(folder: Path) -> Manifest:
    """The archive ``whole.tar`` in a folder; what it says of itself."""
    database, draft = folder / _DATABASE, folder / "whole.tar"
    _copy_database(database)
    (folder / _SETTINGS).write_text(json.dumps(_settings(), ensure_ascii=False, indent=2), encoding="utf-8")
    files = {f"{_FILES}/{name}": path for name, path in kept_files().items()}
    members = {_DATABASE: database, _SETTINGS: folder / _SETTINGS, **files}
    manifest = _manifest(database, members)
    (folder / _MANIFEST).write_text(json.dumps(_as_dict(manifest), ensure_ascii=False, indent=2), encoding="utf-8")
    draft.touch(mode=0o600)
    with draft.open("wb") as stream:
        with tarfile.open(fileobj=stream, mode="w") as archive:
            archive.add(folder / _MANIFEST, _MANIFEST)
            for name, path in members.items():
                archive.add(path, name)
        stream.flush()
        os.fsync(stream.fileno())
    return manifest


def _copy_database(to: Path) -> None:
    """The database as one moment saw it, as an SQLite file."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(to)) as target:
            connection.connection.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
        return
    _hashi("move", "--to", f"sqlite:///{to}")


def _put_back(database: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(database)) as source:
            source.backup(connection.connection)
        connection.close()
        return
    configuration: Configuration = settings.CONFIGURATION
    _hashi("move", "--to", configuration.text("DATABASE_URL"), DATABASE_URL=f"sqlite:///{database}")


def _hashi(*words: str, **environment: str) -> None:
    """One of our own commands, with another environment. Raises `Conflict` with what it said."""
    command = [sys.executable, "-m", "hashiwatashi.cli", *words]
    done = subprocess.run(  # noqa: S603 our own command
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Conflict(done.stderr.strip() or done.stdout.strip())


def _manifest(database: Path, members: dict[str, Path]) -> Manifest:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as copy:
        head = copy.execute("SELECT hash FROM hashiwatashi_auditevent ORDER BY id DESC LIMIT 1").fetchone()
        migration = copy.execute(
            "SELECT name FROM django_migrations WHERE app = 'hashiwatashi' ORDER BY name DESC LIMIT 1"
        ).fetchone()
        counts = _counts(copy)
    return Manifest(
        made_at=timezone.now().isoformat(),
        vendor=connection.vendor,
        migration=migration[0],
        counts=counts,
        head=head[0] if head else "",
        hashes={name: hash_of(path) for name, path in members.items()},
    )


def _counts(database: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table of ours has."""
    named = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    names = sorted(name for (name,) in named if name.startswith("hashiwatashi_"))
    return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608 names of our own tables


def _settings() -> dict[str, Any]:
    """The settings that are no secret, and the names of those that are and were set."""
    configuration: Configuration = settings.CONFIGURATION
    open_ones = {name: value for name, value in configuration.values.items() if name not in _SECRET and value}
    return {"settings": open_ones, "left_out": sorted(name for name in _SECRET if configuration.values.get(name))}


def _checked(file: Path) -> Manifest:
    """The manifest of an archive whose members are what it says. Raises `InvalidInput`, `Conflict`."""
    try:
        with _opened(file) as archive:
            stream = archive.extractfile(_MANIFEST)
            assert stream is not None  # a member that is a file
            manifest = Manifest(**json.load(stream))
            members = {member.name for member in archive.getmembers() if member.isfile()} - {_MANIFEST}
            wrong = sorted(members ^ set(manifest.hashes))
            for name in sorted(members & set(manifest.hashes)):
                member = archive.extractfile(name)
                assert member is not None
                if digest(member) != manifest.hashes[name]:
                    wrong.append(name)
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidInput(_("“%(file)s” is no backup of this software.") % {"file": file}, field="file") from error
    if wrong:
        raise Conflict(_("The archive is damaged (%(names)s): take another one.") % {"names": ", ".join(wrong[:5])})
    return manifest


@contextmanager
def _opened(file: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(file) as archive:
            yield archive
    except (OSError, tarfile.TarError) as error:
        told = _("“%(file)s” cannot be read as an archive (%(reason)s).")
        raise InvalidInput(told % {"file": file, "reason": error}, field="file") from error


def _refuse_filled() -> None:
    """Raises `Conflict` where this installation holds something already."""
    tables = connection.introspection.table_names()
    if connection.vendor == "sqlite" and not tables:
        return
    is_ours = Account._meta.db_table in tables
    if connection.vendor == "sqlite" or (is_ours and Account.objects.exists()):
        raise Conflict(_("This installation holds data already. Restore into an empty one, with another HASHI_HOME."))


def _refuse_newer(manifest: Manifest) -> None:
    """Raises `Conflict` for an archive that this version does not know."""
    newest = newest_migration()
    if manifest.migration > newest:
        told = _("The archive is of a newer version (%(theirs)s, here %(ours)s): install that version first.")
        raise Conflict(told % {"theirs": manifest.migration, "ours": newest})


def _told(manifest: Manifest) -> None:
    told = _("%(rows)d rows in %(tables)d tables, %(files)d files, made at %(moment)s.")
    values = {"rows": sum(manifest.counts.values()), "tables": len(manifest.counts), "moment": manifest.made_at}
    typer.echo(told % {**values, "files": sum(name.startswith(f"{_FILES}/") for name in manifest.hashes)})


def _as_dict(manifest: Manifest) -> dict[str, Any]:
    return {name: getattr(manifest, name) for name in Manifest.__dataclass_fields__}
