"""A database moves to another one with everything in it, to the microsecond."""

import json
import os
import sqlite3
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from django.db import connection

ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "SEARCH_URL"}}


def hashi(home, *words, url="", expected=0):
    command = [sys.executable, "-m", "hashiwatashi.cli", *words]
    environment = {**ENVIRONMENT, "HASHI_HOME": str(home), "DATABASE_URL": url}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == expected, done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """An installation on SQLite with a list imported, accounts and an audit trail."""
    home = tmp_path_factory.mktemp("filled")
    hashi(home, "migrate")
    path = home / "list.csv"
    rows = "".join(f"装置{number},架空大学{number % 3},可\n" for number in range(40))
    path.write_text(f"機器名,所有機関,外部利用\n{rows}", encoding="utf-8")
    hashi(home, "import", "equipment", str(path))
    make = "from hashiwatashi.people.models import Account; Account.objects.create_superuser('a@example.jp', 'x')"
    hashi(home, "manage", "shell", "-v", "0", "-c", make)
    return home


@pytest.fixture
def targets(tmp_path):
    """Empty databases to move into: an SQLite file, and a PostgreSQL database where the tests run on one."""
    made = [f"sqlite:///{tmp_path / 'moved.sqlite3'}"]
    if connection.vendor == "postgresql":
        name = f"move_{os.getpid()}"
        server = urlsplit(os.environ["DATABASE_URL"])
        _on_server(f'CREATE DATABASE "{name}"')
        made.append(server._replace(path=f"/{name}").geturl())
        yield made
        _on_server(f'DROP DATABASE "{name}" WITH (FORCE)')
        return
    yield made


def _on_server(statement):
    import psycopg  # only where PostgreSQL is tested

    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(statement)


def test_everything_moves_and_comes_back(filled, targets, tmp_path):
    before = dump(filled / "hashiwatashi.sqlite3")
    for number, url in enumerate(targets):
        assert "moved and compared" in english(hashi(filled, "move", "--to", url))
        home = tmp_path / f"home{number}"
        assert english(hashi(home, "move", "--to", f"sqlite:///{tmp_path / f'back{number}.sqlite3'}", url=url))
        assert dump(tmp_path / f"back{number}.sqlite3") == before
        # The next record gets a number of its own, and the trail goes on.
        path = tmp_path / "more.csv"
        path.write_text("機器名,所有機関\n次の装置,架空大学1\n", encoding="utf-8")
        hashi(home, "import", "equipment", str(path), url=url)
        assert hashi(filled, "move", "--to", url, expected=2)


def english(text):
    return text.replace("行を移し", "moved and compared ")


def dump(path):
    """Every row of every table that is moved; JSON by what it says, since PostgreSQL orders its keys anew."""
    with sqlite3.connect(path) as file:
        found = file.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        kept = [name for (name,) in found if name.startswith(("hashiwatashi_", "account_", "mfa_"))]
        kept.remove("hashiwatashi_indexmark")
        rows = {name: file.execute(f'SELECT * FROM "{name}"').fetchall() for name in kept}  # noqa: S608
    return {name: sorted(repr([_read(value) for value in row]) for row in found) for name, found in rows.items()}


def _read(value):
    if isinstance(value, str) and value.startswith("{"):
        return json.dumps(json.loads(value), sort_keys=True)
    return value
