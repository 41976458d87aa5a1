"""Small files, and one way to import them."""

from __future__ import annotations

import pytest
from django.utils import translation

from hashiwatashi.common.audit.trail import SystemActor
from hashiwatashi.exchange.actions import run_import

HEADER = "機器名,所有機関,管理番号,都道府県,学外利用"


@pytest.fixture(autouse=True)
def _english():
    """Tests look for the words of messages; which language people see is the catalogue's affair."""
    with translation.override("en"):
        yield


@pytest.fixture
def write(tmp_path):
    """Write text or bytes to a file of this name and give its path."""

    def make(content, name="list.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return make


@pytest.fixture
def take(db):
    """Import a file into a table as the system would."""

    def run(table, path, **options):
        return run_import(table, path, by=SystemActor("test"), **options)

    return run
