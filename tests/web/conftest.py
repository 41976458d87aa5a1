"""What tests of pages share."""

import pytest

from hashiwatashi.matching import sync


@pytest.fixture
def build_index(settings, tmp_path):
    """Builds the index of this test's records in a folder of its own."""
    settings.SEARCH_INDEX = tmp_path / "index"
    return sync.build_index
