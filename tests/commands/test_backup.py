"""The whole installation in one archive and back, while somebody writes; damage and mistakes are told."""

import json
import signal
import sqlite3
import subprocess
import sys
import tarfile
import time

import pytest
from tests.commands.test_move import ENVIRONMENT, hashi

COUNT = "from hashiwatashi.equipment.models import Equipment as E; print(E.objects.count(), flush=True)"
WRITE = """
import time
from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.equipment.actions import register_equipment
from hashiwatashi.organisations.models import Organisation
owner = Organisation.objects.first()
for number in range(100000):
    register_equipment(by=SystemActor("test"), owner=owner, name=f"増える装置{number}", prefecture_id="04")
    print(number, flush=True)
"""


@pytest.fixture(scope="module")
def archive(filled, tmp_path_factory):
    """A backup that was made while another process was writing."""
    home, url = filled
    file = tmp_path_factory.mktemp("kept") / "backup.tar"
    command = [sys.executable, "-m", "hashiwatashi.cli", "manage", "shell", "-v", "0", "-c", WRITE]
    environment = {**ENVIRONMENT, "HASHI_HOME": str(home), "DATABASE_URL": url}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as writer:
        writer.stdout.readline()
        hashi(home, "backup", str(file), url=url)
        writer.send_signal(signal.SIGKILL)
        written = len(writer.stdout.readlines())
    return file, written


def manifest_of(file):
    with tarfile.open(file) as opened:
        return json.load(opened.extractfile("manifest.json"))


def test_a_backup_made_while_the_site_is_written_to_restores_whole(archive, database, tmp_path):
    file, written = archive
    counts = manifest_of(file)["counts"]
    assert 40 < counts["hashiwatashi_equipment"] <= 41 + written + 1
    home, url = tmp_path / "home", database()
    home.mkdir()
    assert "hashi index build" in hashi(home, "restore", str(file), url=url)
    hashi(home, "migrate", url=url)
    told = hashi(home, "manage", "shell", "-v", "0", "-c", COUNT, url=url)
    assert int(told.split()[-1]) == counts["hashiwatashi_equipment"]
    assert (home / "photos" / "one.jpg").read_bytes() == b"\xff\xd8picture"
    signs_in = (
        "from django.contrib.auth import authenticate as a; print(a(username='a@example.jp', password='x-pass'))"
    )
    assert "a@example.jp" in hashi(home, "manage", "shell", "-v", "0", "-c", signs_in, url=url)
    trail = "from hashiwatashi.common.audit.trail import broken_lines as b; print(list(b()))"
    assert hashi(home, "manage", "shell", "-v", "0", "-c", trail, url=url).strip().endswith("[]")


def test_only_its_owner_reads_it_and_no_secret_is_in_it(archive, filled):
    file, _written = archive
    assert file.stat().st_mode & 0o077 == 0
    with tarfile.open(file) as opened:
        names = set(opened.getnames())
        kept = opened.extractfile("settings.json").read().decode()
    assert not any("secret_key" in name or name.startswith("files/index") for name in names)
    assert "postgres://" not in kept


def test_it_is_checked_without_restoring(archive, filled):
    home, url = filled
    assert "行" in hashi(home, "backup", "--verify", str(archive[0]), url=url)


@pytest.mark.parametrize("where", [0.3, 0.6, 0.9])
def test_a_flipped_byte_is_found_before_anything_is_touched(archive, database, tmp_path, where):
    content = bytearray(archive[0].read_bytes())
    with tarfile.open(archive[0]) as opened:
        member = opened.getmember("database.sqlite3")
        at = member.offset_data + int(member.size * where)
    content[at] ^= 0xFF
    damaged = tmp_path / "damaged.tar"
    damaged.write_bytes(bytes(content))
    home = tmp_path / "home"
    home.mkdir()
    assert "database.sqlite3" in hashi(home, "restore", str(damaged), url=database(), expected=2)
    assert not (home / "photos").exists()


def test_a_filled_installation_is_never_restored_into(archive, filled):
    home, url = filled
    assert "HASHI_HOME" in hashi(home, "restore", str(archive[0]), url=url, expected=2)


def test_an_archive_of_a_newer_version_is_refused(archive, database, tmp_path):
    manifest = {**manifest_of(archive[0]), "migration": "9999_future"}
    folder = tmp_path / "parts"
    with tarfile.open(archive[0]) as opened:
        opened.extractall(folder, filter="data")
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    newer, home = tmp_path / "newer.tar", tmp_path / "home"
    with tarfile.open(newer, "w") as made:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                made.add(path, path.relative_to(folder).as_posix())
    home.mkdir()
    assert "9999_future" in hashi(home, "restore", str(newer), url=database(), expected=2)


def test_what_is_no_archive_of_ours_is_told(filled, tmp_path):
    home, url = filled
    for name, content in (("empty.tar", b""), ("text.tar", b"x" * 2000)):
        (tmp_path / name).write_bytes(content)
        hashi(home, "backup", "--verify", str(tmp_path / name), url=url, expected=2)
    hashi(home, "backup", str(tmp_path / "empty.tar"), url=url, expected=2)
    hashi(home, "backup", str(tmp_path / "x.zip"), url=url, expected=2)
    hashi(home, "backup", str(tmp_path / "nowhere" / "x.tar"), url=url, expected=2)


def test_a_killed_backup_leaves_no_archive(filled, tmp_path):
    home, url = filled
    file = tmp_path / "backup.tar"
    command = [sys.executable, "-m", "hashiwatashi.cli", "backup", str(file)]
    environment = {**ENVIRONMENT, "HASHI_HOME": str(home), "DATABASE_URL": url}
    with subprocess.Popen(command, env=environment) as killed:
        until = time.monotonic() + 60
        while not list(tmp_path.glob(".backup-*/database.sqlite3")) and time.monotonic() < until:
            if killed.poll() is not None:
                break
            time.sleep(0.005)
        killed.kill()
    assert not file.exists() or manifest_of(file)


def test_the_copy_is_an_ordinary_sqlite_file(archive, tmp_path):
    with tarfile.open(archive[0]) as opened:
        opened.extract("database.sqlite3", tmp_path, filter="data")
    assert sqlite3.connect(tmp_path / "database.sqlite3").execute("PRAGMA integrity_check").fetchone() == ("ok",)
