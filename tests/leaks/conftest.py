"""The planted world and its index, made once for each file of tests; what a test changes is taken back."""

import pytest
from django.db import transaction
from django.test import Client, override_settings
from tests.leaks.planted import make_world

from hashiwatashi.matching.sync import build_index


@pytest.fixture(scope="module")
def _planted(django_db_setup, django_db_blocker, tmp_path_factory):
    home = tmp_path_factory.mktemp("leaks")
    folders = {"HASHI_HOME": home, "SEARCH_INDEX": home / "index"}
    with django_db_blocker.unblock(), override_settings(**folders), transaction.atomic():
        world = make_world()
        build_index()
        yield world, folders
        transaction.set_rollback(True)


@pytest.fixture
def world(_planted, db, settings):
    world, folders = _planted
    settings.HASHI_HOME, settings.SEARCH_INDEX = folders["HASHI_HOME"], folders["SEARCH_INDEX"]
    return world


@pytest.fixture
def as_visitor(world):
    """A client signed in as one of the visitors, strict about CSRF where asked to be."""

    def sign_in(visitor, **options):
        client = Client(**options)
        if world.accounts[visitor] is not None:
            client.force_login(world.accounts[visitor])
        return client

    return sign_in
