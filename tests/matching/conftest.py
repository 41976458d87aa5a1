"""An index of the test's own, in a real folder."""

import pytest

from hashiwatashi.matching.index import open_index
from hashiwatashi.matching.sync import update_index


@pytest.fixture
def index(settings, tmp_path, db):
    settings.SEARCH_INDEX = tmp_path / "index"
    return open_index()


@pytest.fixture
def indexed(index):
    """Brings the index up to date with all that was made so far."""

    def bring():
        update_index()
        return index

    return bring
