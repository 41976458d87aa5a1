"""What tests of long work share."""

import pytest
from tests.factories import AccountFactory

from hashiwatashi.work.registry import KINDS, kind_of_work


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    """A folder of its own for the files of work."""
    settings.HASHI_HOME = tmp_path / "home"
    return settings.HASHI_HOME


@pytest.fixture
def account(db):
    return AccountFactory()


@pytest.fixture
def declare():
    """Declares kinds of work for one test."""
    names = []

    def declared(name, do):
        kind_of_work(name, name)(do)
        names.append(name)

    yield declared
    for name in names:
        del KINDS[name]
