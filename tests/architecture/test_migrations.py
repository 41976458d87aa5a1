"""Migrations are one line that can be walked in both directions."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

BIN = Path(sys.executable).parent


@pytest.mark.skipif(connection.vendor != "sqlite", reason="walks a database of its own, which is an SQLite file")
def test_all_migrations_can_be_undone_and_done_again(tmp_path):
    environment = {**os.environ, "HASHI_HOME": str(tmp_path), "DATABASE_URL": ""}

    def hashi(*words):
        return subprocess.run(
            [BIN / "hashi", *words], env=environment, check=True, capture_output=True, text=True, timeout=120
        ).stdout

    hashi("migrate")
    forward = hashi("manage", "showmigrations", "hashiwatashi")
    hashi("manage", "migrate", "hashiwatashi", "zero")
    backward = hashi("manage", "showmigrations", "hashiwatashi")
    hashi("migrate")
    assert (forward.count("[X]"), backward.count("[X]")) == (forward.count("["), 0)
    assert hashi("manage", "showmigrations", "hashiwatashi") == forward
