"""`hashi demo` on a bare folder, a second time, anew, and where it must not run."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

HASHI = Path(sys.executable).parent / "hashi"
# What differs between two equal worlds: surrogate keys and seals that hang on the time of day, salted passwords.
_OF_THE_MOMENT = {"id", "created_at", "updated_at", "password", "last_login", "at", "hash", "previous_hash"}
_OF_THE_WORLD = ("organisation", "person", "affiliation", "expert", "equipment", "seed", "call", "need", "account")


def _environment(home: Path) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "SEARCH_URL"}}
    return {**clean, "HASHI_HOME": str(home)}


def _demo(home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return _run(home, "demo", *arguments, **environment)


def _run(home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [HASHI, *arguments],
        env={**_environment(home), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )


def _get(address: str, *, within: float = 60.0) -> str:
    """The page, as soon as the server answers."""
    until = time.monotonic() + within
    while True:
        try:
            with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310
                return answer.read().decode()
        except (urllib.error.URLError, TimeoutError):
            if time.monotonic() > until:
                raise
            time.sleep(0.3)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A folder with a demo, made by the command."""
    folder = tmp_path_factory.mktemp("demo")
    made = _demo(folder, "--no-serve")
    assert made.returncode == 0, made.stderr
    return folder


def _rows(home: Path, table: str) -> list[dict[str, object]]:
    with sqlite3.connect(home / "hashiwatashi.sqlite3") as database:
        database.row_factory = sqlite3.Row
        rows = [dict(row) for row in database.execute(f"SELECT * FROM hashiwatashi_{table} ORDER BY id")]  # noqa: S608
    return [{name: value for name, value in row.items() if name not in _OF_THE_MOMENT} for row in rows]


def test_a_demo_started_anew_equals_a_fresh_one(home, tmp_path):
    assert _demo(tmp_path, "--no-serve").returncode == 0
    with sqlite3.connect(tmp_path / "hashiwatashi.sqlite3") as database:
        database.execute("DELETE FROM hashiwatashi_need")

    assert _demo(tmp_path, "--no-serve", "--reset").returncode == 0

    for table in _OF_THE_WORLD:
        assert _rows(home, table) == _rows(tmp_path, table), table


def test_a_second_run_keeps_everything_and_prints_the_same_logins(home):
    with sqlite3.connect(home / "hashiwatashi.sqlite3") as database:
        database.execute("UPDATE hashiwatashi_need SET title = 'changed by a visitor' WHERE source_key = 'n-ct-cast'")
    first, second = _demo(home, "--no-serve"), _demo(home, "--no-serve")

    assert first.stdout == second.stdout
    assert len(re.findall(r"\S+@example\.jp\s+\S+-[0-9a-f]{8}", second.stdout)) == 12
    assert "changed by a visitor" in {row["title"] for row in _rows(home, "need")}


def test_reset_refuses_a_folder_that_is_not_a_demo(tmp_path):
    (tmp_path / "hashiwatashi.sqlite3").write_bytes(b"somebody's data")

    refused = _demo(tmp_path, "--no-serve", "--reset")

    assert (refused.returncode, "HASHI_HOME" in refused.stderr) == (2, True)
    assert (tmp_path / "hashiwatashi.sqlite3").read_bytes() == b"somebody's data"


def test_a_database_elsewhere_is_refused(tmp_path):
    refused = _demo(tmp_path / "demo", "--no-serve", DATABASE_URL=f"sqlite:///{tmp_path}/real.sqlite3")

    assert (refused.returncode, "DATABASE_URL" in refused.stderr) == (2, True)
    assert not (tmp_path / "real.sqlite3").exists()


def test_a_taken_port_is_named_with_a_free_one(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = _demo(tmp_path, "--port", str(port))

    assert refused.returncode == 2
    assert str(port) in refused.stderr
    assert re.search(r"--port \d+", refused.stderr)
    assert not (tmp_path / "hashiwatashi.sqlite3").exists()


def test_the_site_answers_until_ctrl_c(home):
    port = _free_port()
    site = subprocess.Popen([HASHI, "demo", "--port", str(port)], env=_environment(home))
    try:
        question = urllib.parse.quote("アルミ鋳物の中の巣を、壊さずに見たい")
        page = _get(f"http://127.0.0.1:{port}/?q={question}")
        second = _demo(home, "--no-serve")
        health = _run(home, "doctor")
    finally:
        site.send_signal(signal.SIGINT)
        code = site.wait(30)

    assert "産業用X線CT装置" in page
    assert "架空です" in page
    assert (second.returncode, "HASHI_HOME" in second.stderr) == (2, True)
    assert health.returncode == 0, health.stdout
    assert code == 0
    with pytest.raises(urllib.error.URLError):
        _get(f"http://127.0.0.1:{port}/", within=0)
