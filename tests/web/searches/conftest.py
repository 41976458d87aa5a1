"""An index of the test's own."""

import pytest

from hashiwatashi.matching.sync import update_index


@pytest.fixture
def indexed(settings, tmp_path, db):
    """Brings the index up to date with all that was made so far."""
    settings.SEARCH_INDEX = tmp_path / "index"
    return update_index
