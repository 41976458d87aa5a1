"""A database of the version before this one comes over whole: `tests/data/former-*.sql.xz`, made by that version."""

import json
import lzma
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

BIN = Path(sys.executable).parent
(FORMER,) = (Path(__file__).parent.parent / "data").glob("former-*.sql.xz")
# What is derived, or counts what the product itself does.
OUTSIDE = {"django_migrations", "django_content_type", "auth_permission", "sqlite_sequence", "sqlite_stat1"}
BROKEN_LINES = "from hashiwatashi.common.audit.trail import broken_lines; print(len(list(broken_lines())))"
DERIVED = {"hashiwatashi_indexmark"}


def contents(path):
    """Table → its rows, each as column → value."""
    with sqlite3.connect(path) as database:
        database.row_factory = sqlite3.Row
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        tables = [name for name in names if name not in OUTSIDE | DERIVED]
        return {name: [dict(row) for row in database.execute(f'SELECT * FROM "{name}"')] for name in tables}  # noqa: S608


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the former database is an SQLite file")
def test_an_upgrade_loses_nothing(tmp_path):
    database = tmp_path / "hashiwatashi.sqlite3"
    with sqlite3.connect(database) as former:
        former.executescript(lzma.decompress(FORMER.read_bytes()).decode())
    before = contents(database)
    environment = {**os.environ, "HASHI_HOME": str(tmp_path), "DATABASE_URL": ""}

    def hashi(*words):
        command = [BIN / "hashi", *words]
        done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=300)
        return done.stdout

    hashi("migrate")
    after = contents(database)
    lost = [
        (name, row)
        for name, rows in before.items()
        for row in rows
        if not any(row.items() <= other.items() for other in after.get(name, ()))
    ]
    assert lost == []
    hashi("index", "build")
    found = json.loads(hashi("index", "verify", "--json"))
    assert sum(found.values()) == 0
    assert hashi("manage", "shell", "-v", "0", "-c", BROKEN_LINES).strip() == "0"
