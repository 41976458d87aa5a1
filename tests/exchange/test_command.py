"""`hashi import` as people and scripts run it."""

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
LINES = 6000


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """An installation of its own on SQLite."""
    folder = tmp_path_factory.mktemp("home")
    subprocess.run([HASHI, "manage", "migrate", "-v", "0"], env=environment(folder), check=True, cwd=folder)
    return folder


def environment(home):
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "HASHI_DATABASE_URL")}
    return {**kept, "HASHI_HOME": str(home)}


def hashi(home, *arguments):
    return subprocess.run(
        [HASHI, "import", *arguments], env=environment(home), cwd=home, capture_output=True, text=True, check=False
    )


def counted(home, table):
    found = list(home.glob("*.sqlite3")) + list(home.glob("*.db"))
    with sqlite3.connect(found[0]) as database:
        return database.execute(f"SELECT count(*) FROM hashiwatashi_{table}").fetchone()[0]  # noqa: S608


def test_json_ends_with_one_object_of_counts(home):
    (home / "seeds.csv").write_text("タイトル,概要\n光る糸,暗い所で光る\n,題がない\n", encoding="cp932")

    done = hashi(home, "seeds", "seeds.csv", "--json", "--dry-run")

    counts = {"rows": 2, "created": 1, "updated": 0, "unchanged": 0, "rejected": 1, "duplicates_proposed": 0}
    assert (done.returncode, json.loads(done.stdout.splitlines()[-1])) == (0, counts)
    assert counted(home, "seed") == 0
    assert not (home / "seeds.rejected.csv").exists()


def test_an_unusable_file_ends_with_2_and_says_what_to_do(home):
    (home / "odd.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")

    done = hashi(home, "seeds", "odd.csv", "--json")

    assert (done.returncode, done.stdout) == (2, "")
    assert "--mapping" in done.stderr
    assert "甲, 乙" in done.stderr
    assert hashi(home, "seeds", "nowhere.csv").returncode == 2


def test_killed_at_any_point_nothing_is_half_imported(home):
    rows = (f"旋盤{n},架空大学{n % 50},K-{n},宮城県,可" for n in range(LINES))
    (home / "big.csv").write_text("\n".join(["機器名,所有機関,管理番号,都道府県,学外利用", *rows]), encoding="utf-8")
    command = [HASHI, "import", "equipment", "big.csv", "--json"]

    for seconds in (1.5, 2.5, 3.5):
        with subprocess.Popen(command, env=environment(home), cwd=home, stdout=subprocess.PIPE) as running:
            time.sleep(seconds)
            running.send_signal(signal.SIGKILL)
        tables = ("equipment", "organisation", "importrun", "auditevent")
        left = [counted(home, table) for table in tables]
        assert left == [0, 0, 0, 0] or left[0] == LINES
        if left[0]:
            break

    done = hashi(home, "equipment", "big.csv", "--json")
    counts = json.loads(done.stdout.splitlines()[-1])
    assert counts["created"] + counts["unchanged"] == LINES
    assert counted(home, "equipment") == LINES
