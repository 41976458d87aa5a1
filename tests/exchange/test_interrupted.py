"""Kill −9 while the import's transaction is open, not merely while the program starts."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

HASHI = Path(sys.executable).parent / "hashi"
LINES = 8000
TABLES = ("equipment", "organisation", "importrun", "auditevent", "indexmark")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """An installation of its own on SQLite, with a file to import."""
    folder = tmp_path_factory.mktemp("interrupted")
    subprocess.run([HASHI, "manage", "migrate", "-v", "0"], env=environment(folder), check=True, cwd=folder)
    rows = (f"旋盤{n},架空第{n % 50}研究所,K-{n},宮城県,可" for n in range(LINES))
    text = "\n".join(["機器名,所有機関,管理番号,都道府県,学外利用", *rows])
    (folder / "big.csv").write_text(text, encoding="utf-8")
    return folder


def environment(home):
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return {**kept, "HASHI_HOME": str(home)}


def is_writing(database):
    """Whether another process holds the write lock."""
    with sqlite3.connect(database, timeout=0, isolation_level=None) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
        connection.execute("ROLLBACK")
        return False


def counts(database):
    with sqlite3.connect(database) as connection:
        return [connection.execute(f"SELECT count(*) FROM hashiwatashi_{table}").fetchone()[0] for table in TABLES]  # noqa: S608


@pytest.mark.parametrize("later", [0.0, 0.5, 1.2])
def test_a_kill_in_the_open_transaction_leaves_nothing(home, later):
    database = home / "hashiwatashi.sqlite3"
    command = [HASHI, "import", "equipment", "big.csv", "--json"]
    with subprocess.Popen(command, env=environment(home), cwd=home, stderr=subprocess.DEVNULL) as running:
        deadline = time.monotonic() + 60
        while not is_writing(database) and running.poll() is None and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(later)
        was_writing = is_writing(database)
        running.send_signal(signal.SIGKILL)
    assert was_writing
    assert counts(database) == [0, 0, 0, 0, 0]


def test_after_kills_the_import_goes_through(home):
    command = [HASHI, "import", "equipment", "big.csv", "--json"]
    done = subprocess.run(command, env=environment(home), cwd=home, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.splitlines()[-1])["created"] == LINES
    assert counts(home / "hashiwatashi.sqlite3")[:3] == [LINES, 50, 1]
