"""Shared fixtures. Databases, files and browsers are real; nothing is mocked."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).parent.parent.parent / "shared"


@pytest.fixture(autouse=True)
def _prefectures_after_flush(request):
    """Tests with real transactions empty every table behind them; put back what the migrations load."""
    if request.node.get_closest_marker("django_db") or {"db", "transactional_db"} & set(request.fixturenames):
        request.getfixturevalue("transactional_db" if "transactional_db" in request.fixturenames else "db")
        from hashiwatashi.areas.models import Prefecture
        from hashiwatashi.areas.prefectures import PREFECTURES

        if not Prefecture.objects.exists():
            names = ("code", "name", "name_en", "region", "column", "row")
            Prefecture.objects.bulk_create(Prefecture(**dict(zip(names, row, strict=True))) for row in PREFECTURES)


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


@pytest.fixture(scope="session", autouse=True)
def _plain_static_files():
    """Pages render without a collected set of static files; tests/web/test_static.py tests the collected one."""
    from django.test import override_settings

    storages = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with override_settings(STORAGES=storages):
        yield
