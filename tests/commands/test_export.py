"""`hashi export all` and `hashi import all` as an operator uses them, while somebody writes, between databases."""

import json
import signal
import subprocess
import sys

import pytest
from django.db import connection
from tests.commands.test_backup import WRITE
from tests.commands.test_move import ENVIRONMENT, hashi


@pytest.fixture(scope="module")
def export(filled, tmp_path_factory):
    """An export that was made while another process was writing, and what was said."""
    home, url = filled
    folder = tmp_path_factory.mktemp("kept") / "export"
    command = [sys.executable, "-m", "hashiwatashi.cli", "manage", "shell", "-v", "0", "-c", WRITE]
    environment = {**ENVIRONMENT, "HASHI_HOME": str(home), "DATABASE_URL": url}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as writer:
        writer.stdout.readline()
        told = hashi(home, "export", "all", str(folder), url=url)
        writer.send_signal(signal.SIGKILL)
        written = len(writer.stdout.readlines())
    return folder, told, written


def counts(folder):
    told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return {table["name"]: table["rows"] for table in told["tables"]}


def test_an_export_made_while_the_site_is_written_to_is_one_moment(export):
    folder, told, written = export
    found = counts(folder)
    assert 40 < found["hashiwatashi_equipment"] <= 41 + written + 1
    assert "hashiwatashi_equipment" in told
    assert (folder / "files/photos/one.jpg").read_bytes() == b"\xff\xd8picture"


@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
def test_it_is_taken_by_an_empty_installation_on_either_database(export, database, tmp_path, vendor):
    if vendor == "postgresql" != connection.vendor:
        pytest.skip("no PostgreSQL here")
    folder, _told, _written = export
    home, url = tmp_path / "home", database() if vendor == "postgresql" else ""
    said = hashi(home, "import", "all", str(folder), url=url)
    assert f"hashiwatashi_equipment: {counts(folder)['hashiwatashi_equipment']}" in said
    assert "hashi index build" in said
    assert (home / "photos/one.jpg").read_bytes() == b"\xff\xd8picture"
    assert "hashiwatashi_" in hashi(home, "import", "all", str(folder), url=url, expected=2)
    again = tmp_path / "again.zip"
    hashi(home, "export", "all", str(again), url=url)
    other = tmp_path / "other"
    hashi(other, "import", "all", str(again))
    hashi(other, "export", "all", str(tmp_path / "last"))
    for path in (folder / "tables").iterdir():
        if path.name.endswith(".jsonl"):
            assert rows(path) == rows(tmp_path / "last" / "tables" / path.name)


def rows(path):
    """The rows of a file; PostgreSQL orders the keys within JSON anew."""
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def test_options_make_no_sense_for_everything(export, tmp_path):
    assert "all" in hashi(tmp_path / "home", "import", "all", str(export[0]), "--dry-run", expected=2)
