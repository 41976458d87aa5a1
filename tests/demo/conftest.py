"""The demo world, made once for all files of tests of a worker."""

import datetime

import pytest
from django.db import transaction
from django.test import override_settings

from hashiwatashi.demo.world import make_world
from hashiwatashi.matching.sync import build_index

DAY = datetime.date(2026, 11, 24)


@pytest.fixture(scope="package")
def _world(django_db_setup, django_db_blocker):
    """The world, taken back after the tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world(day=DAY)
        transaction.set_rollback(True)


@pytest.fixture
def world(_world, db):
    return _world


@pytest.fixture(scope="package")
def _index_folder(tmp_path_factory, _world, django_db_blocker):
    folder = tmp_path_factory.mktemp("demo") / "index"
    with django_db_blocker.unblock(), override_settings(SEARCH_INDEX=folder):
        build_index()
    return folder


@pytest.fixture
def searchable_world(world, _index_folder, settings):
    """The world with its search index."""
    settings.SEARCH_INDEX = _index_folder
    return world
