"""A process that dies in the midst of reserving, moving or closing leaves nothing by halves."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

KILLS = 10
SCRIPT = Path(__file__).parent / "killed.py"


def address(folder):
    """Where another process finds the database of the test: itself, or a copy of it in a file."""
    if connection.vendor == "sqlite":
        file = folder / "copy.sqlite3"
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(file)])
        return f"sqlite:///{file}"
    known = connection.settings_dict
    return f"postgres://{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT']}/{known['NAME']}"


@pytest.mark.django_db(transaction=True)
def test_what_is_killed_leaves_nothing_by_halves(unit, user, clerk, at, tmp_path):
    environment = {**os.environ, "HASHI_HOME": str(tmp_path), "DATABASE_URL": address(tmp_path)}
    told = [str(KILLS), str(unit.pk), str(user.pk), str(clerk.pk), at(9, 10).start.isoformat()]
    done = subprocess.run(
        [sys.executable, str(SCRIPT), *told], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
