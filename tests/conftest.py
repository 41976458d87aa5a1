"""Shared fixtures. Databases, files and browsers are real; nothing is mocked."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db.models.signals import post_migrate
from hypothesis import settings as examples

# How long an example takes is the machine's affair; benchmarks live in bench/.
examples.register_profile("without the clock", deadline=None)
examples.load_profile("without the clock")
SHARED = Path(__file__).parent.parent.parent / "shared"


def pytest_configure(config):
    """Tests with real transactions empty every table behind them; put back what the migrations leave."""
    post_migrate.connect(_as_migrated, weak=False)


def _as_migrated(sender, using, **options):
    if sender.label != "hashiwatashi":
        return
    from hashiwatashi.areas.models import Prefecture
    from hashiwatashi.areas.prefectures import PREFECTURES
    from hashiwatashi.matching.models import IndexMark

    if not Prefecture.objects.using(using).exists():
        names = ("code", "name", "name_en", "region", "column", "row")
        rows = (Prefecture(**dict(zip(names, row, strict=True))) for row in PREFECTURES)
        Prefecture.objects.using(using).bulk_create(rows)
    # Emptying the tables fires the triggers of what is deleted.
    IndexMark.objects.using(using).all().delete()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real input files, which are not part of the repository."""
    folder = SHARED / "data"
    if not folder.is_dir():
        pytest.skip(f"the real input files are not here: {folder} is missing")
    return folder


@pytest.fixture(scope="session")
def shared_eval() -> Path:
    """The folder of labelled data, which is not part of the repository."""
    folder = SHARED / "eval"
    if not folder.is_dir():
        pytest.skip(f"the labelled data is not here: {folder} is missing")
    return folder


@pytest.fixture(autouse=True)
def _home_of_its_own():
    """What one test leaves in the installation's folder, its index among it, meets no other test."""
    from django.test import override_settings

    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        with override_settings(HASHI_HOME=home, SEARCH_INDEX=home / "index"):
            yield


@pytest.fixture(autouse=True)
def _language_of_the_site():
    """A page asked for in English leaves English behind; the next test begins in the language of the site."""
    yield
    from django.utils import translation

    translation.deactivate()


@pytest.fixture(scope="session", autouse=True)
def _plain_static_files():
    """Pages render without a collected set of static files (tests/web/test_static.py tests the collected one), and
    nobody is told to wait (tests/web/test_limits.py tests that)."""
    from django.test import override_settings

    storages = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    # Counted sign-ins of one test process do not meet those of another.
    caches = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    with override_settings(STORAGES=storages, CACHES=caches, REQUESTS_PER_MINUTE=1_000_000):
        yield


@pytest.fixture
def committing(monkeypatch):
    """What waits for a commit happens where the outermost transaction of the tested code ends, as it does in truth.

    A test that is rolled back stands in a transaction of its own, which never ends so.
    """
    from django.db import connections
    from django.db.transaction import Atomic

    leave = Atomic.__exit__

    def leave_and_commit(self, *error):
        leave(self, *error)
        connection = connections[self.using or "default"]
        blocks = connection.atomic_blocks
        if self._from_testcase or not blocks or not all(one._from_testcase for one in blocks):
            return
        waiting, connection.run_on_commit = connection.run_on_commit, []
        for _savepoints, act, _robust in waiting:
            act()

    monkeypatch.setattr(Atomic, "__exit__", leave_and_commit)
