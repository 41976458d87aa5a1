"""Cells of CSV files: no spreadsheet computes them, and they come back as they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashiwatashi.common.texts import guarded, unguarded


@pytest.mark.parametrize("start", list("=+-@＝＋－＠\t\r\n"))
def test_whatever_a_spreadsheet_computes_is_guarded(start):
    assert guarded(f"{start}1+1") == f"'{start}1+1"


@given(st.text(max_size=20))
def test_the_guard_is_taken_off_again(text):
    assert guarded(text).startswith(("=", "+", "-", "@")) is False
    assert unguarded(guarded(text)) == text or text.startswith("'")
