"""Each check of `hashi doctor` sees the real thing broken, and says how to mend it."""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from tests.factories import EquipmentFactory, OrganisationFactory

from hashiwatashi.commands.doctor import database, machine, paper, search, site, work
from hashiwatashi.commands.doctor.findings import Finding, State
from hashiwatashi.common import photo_files
from hashiwatashi.common.audit import anchors, trail
from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.common.pictures import Picture
from hashiwatashi.equipment.models import EquipmentPhoto
from hashiwatashi.matching import marks
from hashiwatashi.matching.models import IndexMark
from hashiwatashi.matching.sync import build_index, update_index
from hashiwatashi.organisations.events import OrganisationEvent

HASHI = Path(sys.executable).parent / "hashi"
ON_SQLITE = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="about SQLite files")
ON_POSTGRESQL = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="about PostgreSQL")
OWN = ["localhost", "127.0.0.1"]
PUBLIC = ["hashi.example.jp"]


def _run(home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "SEARCH_URL"}}
    return subprocess.run(
        [HASHI, *arguments],
        env={**clean, "HASHI_HOME": str(home), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def _record(reason: str = "") -> None:
    with transaction.atomic():
        trail.record(OrganisationEvent.CHANGED, OrganisationFactory(), by=trail.SystemActor("test"), reason=reason)


def test_an_old_python_is_seen():
    assert machine.python((3, 10, 12)).state == State.BROKEN
    assert machine.python((3, 11, 0)).state == State.GOOD


def test_little_memory_is_seen(tmp_path):
    (tmp_path / "meminfo").write_text("MemTotal: 1000000 kB\nMemAvailable: 300000 kB\n")

    assert machine.memory(tmp_path / "meminfo").state == State.WARNING
    assert machine.memory().state == State.GOOD


def test_a_folder_that_cannot_be_written_is_seen(tmp_path):
    (tmp_path / "file").write_text("")

    assert machine.home_folder(tmp_path / "missing").state == State.BROKEN
    assert machine.home_folder(tmp_path / "file").state == State.BROKEN
    assert machine.home_folder(tmp_path).state == State.GOOD


def test_a_key_that_others_can_read_is_seen(tmp_path):
    key = tmp_path / "secret_key"
    key.touch()
    key.chmod(0o644)

    assert machine.home_folder(tmp_path).state == State.WARNING


def test_a_home_that_others_can_look_into_is_seen(tmp_path):
    assert machine.home_folder(tmp_path).state == State.GOOD
    tmp_path.chmod(0o755)
    assert machine.home_folder(tmp_path).state == State.WARNING


def test_a_full_disk_is_seen(tmp_path):
    more_than_any_disk = 2**62

    assert machine.disk_space(tmp_path, needed=more_than_any_disk).state == State.BROKEN
    assert machine.disk_space(tmp_path, wanted=more_than_any_disk, needed=1).state == State.WARNING
    assert machine.disk_space(tmp_path, wanted=1, needed=1).state == State.GOOD


@pytest.mark.django_db
def test_a_clock_that_went_back_is_seen():
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=1), tick=False):
        _record()

    assert machine.clock().state == State.BROKEN


@pytest.mark.django_db
def test_a_missing_migration_is_seen():
    assert database.migrated().state == State.GOOD
    MigrationRecorder.Migration.objects.filter(app="hashiwatashi").latest("pk").delete()

    assert database.migrated().state == State.BROKEN


def test_removed_and_newly_sealed_lines_are_seen(db, settings, tmp_path):
    settings.HASHI_HOME = tmp_path
    day = datetime.date(2026, 11, 26)
    for _number in range(3):
        _record()
    assert anchors.note(tmp_path, day=day, key=settings.SECRET_KEY).line == AuditEvent.objects.last().pk
    assert anchors.note(tmp_path, day=day, key=settings.SECRET_KEY) is None
    assert database.trail_unbroken().state == State.GOOD
    last = AuditEvent.objects.order_by("pk").last()
    last.reason = "forged"
    last.hash = trail.seal(last)
    last.save()
    assert not list(trail.broken_lines())
    assert database.trail_unbroken().state == State.BROKEN
    last.delete()
    assert database.trail_unbroken().state == State.BROKEN


def test_a_note_made_with_another_key_is_seen(db, settings, tmp_path):
    settings.HASHI_HOME = tmp_path
    _record()
    anchors.note(tmp_path, day=datetime.date(2026, 11, 26), key="another key")
    assert database.trail_unbroken().state == State.BROKEN


@pytest.mark.django_db
def test_a_forged_audit_line_is_seen():
    _record("as it was")
    _record("later")
    assert database.trail_unbroken().state == State.GOOD

    AuditEvent.objects.filter(reason="as it was").update(reason="as it never was")

    assert database.trail_unbroken().state == State.BROKEN


@ON_SQLITE
@pytest.mark.django_db(transaction=True)
def test_foreign_keys_switched_off_are_seen():
    assert database.fit().state == State.GOOD
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys=OFF")
        try:
            assert database.fit().state == State.BROKEN
        finally:
            cursor.execute("PRAGMA foreign_keys=ON")


@ON_POSTGRESQL
@pytest.mark.django_db(transaction=True)
def test_a_database_in_another_encoding_is_seen(tmp_path):
    address = os.environ["DATABASE_URL"].rpartition("/")[0]
    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE in_ascii ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
        try:
            run = _run(tmp_path, "doctor", DATABASE_URL=f"{address}/in_ascii")
        finally:
            cursor.execute("DROP DATABASE in_ascii")

    assert run.returncode == 1, run.stderr
    assert "SQL_ASCII" in run.stdout


@ON_POSTGRESQL
@pytest.mark.django_db
def test_a_sound_postgresql_is_sound():
    assert (database.reachable().state, database.fit().state) == (State.GOOD, State.GOOD)


@pytest.mark.django_db
def test_a_task_that_nobody_takes_is_seen():
    task = _task("READY")
    assert work.worker().state == State.GOOD

    DBTaskResult.objects.filter(pk=task.pk).update(enqueued_at=timezone.now() - datetime.timedelta(minutes=5))

    assert work.worker().state == State.BROKEN


@pytest.mark.django_db
def test_a_failed_task_is_seen():
    task = _task("FAILED")
    DBTaskResult.objects.filter(pk=task.pk).update(finished_at=timezone.now(), exception_class_path="a.ValueError")

    finding = work.worker()

    assert finding.state == State.WARNING
    assert "ValueError" in finding.seen


def _task(status: str) -> DBTaskResult:
    return DBTaskResult.objects.create(
        status=status,
        args_kwargs={"args": [], "kwargs": {}},
        task_path="tests.commands.nobody",
        backend_name="default",
        run_after=timezone.now(),
    )


def test_texts_that_are_missing_or_old_are_seen(tmp_path):
    folder = tmp_path / "ja" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    assert site.catalogue(tmp_path).state == State.BROKEN

    (folder / "django.mo").touch()
    os.utime(folder / "django.mo", (0, 0))
    (folder / "django.po").touch()
    assert site.catalogue(tmp_path).state == State.WARNING

    (folder / "django.mo").touch()
    assert site.catalogue(tmp_path).state == State.GOOD


def test_static_files_that_are_missing_are_seen(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path
    assert site.static_files().state == State.BROKEN

    call_command("collectstatic", interactive=False, verbosity=0)
    assert site.static_files().state == State.GOOD

    next(path for path in tmp_path.rglob("*.css")).unlink()
    assert site.static_files().state == State.BROKEN


@pytest.mark.parametrize("key", ["", "secret", "a" * 60, "django-insecure-" + "0123456789abcdef" * 3])
def test_a_weak_key_is_seen(key):
    assert site.secret_key(key).state == State.BROKEN


def test_error_details_in_public_are_seen():
    assert site.debug_mode(debug=True, hosts=PUBLIC).state == State.BROKEN
    assert site.debug_mode(debug=True, hosts=OWN).state == State.WARNING
    assert site.debug_mode(debug=False, hosts=PUBLIC).state == State.GOOD


def test_open_host_names_and_missing_https_are_seen():
    assert site.host_names(hosts=["*"], https=True).state == State.BROKEN
    assert site.host_names(hosts=[], https=True).state == State.BROKEN
    assert site.host_names(hosts=PUBLIC, https=False).state == State.WARNING
    assert site.host_names(hosts=PUBLIC, https=True).state == State.GOOD
    assert site.host_names(hosts=OWN, https=False).state == State.GOOD


def test_a_site_without_mail_or_contact_is_seen_and_told_what_follows():
    finding = site.mails(email_url="", contact="Desk")
    assert (finding.state, "EMAIL_URL" in finding.mend) == (State.WARNING, True)
    finding = site.mails(email_url="smtp://localhost", contact="")
    assert (finding.state, "SITE_CONTACT" in finding.mend) == (State.WARNING, True)
    assert site.mails(email_url="smtp://localhost", contact="Desk").state == State.GOOD


def test_another_time_zone_is_seen(settings):
    assert site.time_zone().state == State.GOOD
    settings.TIME_ZONE = "Europe/Berlin"

    assert site.time_zone().state == State.BROKEN


def test_an_empty_folder_is_told_what_to_run_and_stays_empty(tmp_path):
    run = _run(tmp_path, "doctor")

    assert run.returncode == 1
    assert "hashi migrate" in run.stdout
    assert [item.name for item in tmp_path.iterdir()] == ["secret_key"]


def test_a_database_server_that_is_down_is_seen_at_once(tmp_path):
    pytest.importorskip("psycopg")
    report = _run(tmp_path, "doctor", DATABASE_URL="postgres://nobody:nothing@127.0.0.1:9/nowhere")

    assert report.returncode == 1
    assert "DATABASE_URL" in report.stdout


def test_a_damaged_database_file_is_seen(tmp_path):
    assert _run(tmp_path, "migrate").returncode == 0
    file = tmp_path / "hashiwatashi.sqlite3"
    content = bytearray(file.read_bytes())
    content[8192:-4096] = b"\xa5" * (len(content) - 8192 - 4096)
    for leftover in tmp_path.glob("hashiwatashi.sqlite3-*"):
        leftover.unlink()
    file.write_bytes(content)

    run = _run(tmp_path, "doctor")

    assert run.returncode == 1, run.stderr
    assert "[NG]" in run.stdout
    assert "Traceback" not in run.stderr


@pytest.mark.django_db
def test_an_index_that_is_missing_small_or_unreadable_is_seen(tmp_path, settings):
    settings.SEARCH_INDEX = tmp_path / "index"
    OrganisationFactory()
    assert search.index(patience=0).state == State.BROKEN

    build_index()
    assert search.index(patience=0).state == State.GOOD

    shutil.rmtree(next((tmp_path / "index").glob("v*")))
    assert search.index(patience=0).state == State.BROKEN

    build_index()
    assert search.index(patience=0).state == State.GOOD


@pytest.mark.django_db
def test_changes_that_nobody_takes_into_the_index_are_seen(tmp_path, settings):
    settings.SEARCH_INDEX = tmp_path / "index"
    OrganisationFactory()
    build_index()
    OrganisationFactory()

    assert search.index(patience=0).state == State.BROKEN
    update_index()
    assert search.index(patience=0).state == State.GOOD


@pytest.mark.django_db
def test_records_that_never_reached_the_index_are_seen(tmp_path, settings):
    settings.SEARCH_INDEX = tmp_path / "index"
    OrganisationFactory()
    build_index()
    OrganisationFactory()
    IndexMark.objects.all().delete()

    assert search.index(patience=0).state == State.BROKEN


@pytest.mark.django_db(transaction=True)
def test_a_lost_trigger_is_seen(tmp_path, settings):
    settings.SEARCH_INDEX = tmp_path / "index"
    marks.uninstall(connection)
    try:
        assert search.index(patience=0).state == State.BROKEN
    finally:
        marks.install(connection)
    assert search.index(patience=0).state == State.GOOD


def test_a_missing_font_is_seen(settings, tmp_path):
    assert paper.font().state == State.GOOD
    settings.FONT_PATH = str(tmp_path)
    found = paper.font()
    assert (found.state, "fonts-ipaexfont" in found.mend) == (State.WARNING, True)


def test_photos_that_were_left_behind_are_seen(db, settings, tmp_path):
    settings.HASHI_HOME = tmp_path
    photo = EquipmentPhoto.objects.create(equipment=EquipmentFactory(), file_name="a" * 32, alt_text="正面")
    assert paper.photos().state == State.BROKEN
    photo_files.write(photo, Picture(b"large", b"thumbnail"))
    assert paper.photos() == Finding(paper.photos().part, State.GOOD, "1")
