"""Shares as people write them; exact."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.firms.shares import in_words, part_and_whole


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("50", (1, 2)),
        ("66.7%", (667, 1000)),
        ("６６．７％", (667, 1000)),
        ("2/3", (2, 3)),
        ("300株／1,000株", (300, 1000)),
        ("0", (0, 1)),
        ("100", (1, 1)),
        ("33.333333333333333", (33333333333333333, 10**17)),
    ],
)
def test_a_share_is_read_as_it_is_written(text, wanted):
    assert part_and_whole(text) == wanted


@pytest.mark.parametrize(
    "text", ["", "x", "101", "-1", "2/0", "3/2", "1/2/3", "NaN", "inf", "1e2", "1e99999999", "半分", "9" * 40]
)
def test_what_is_no_share_is_refused(text):
    with pytest.raises(InvalidInput):
        part_and_whole(text)


@given(st.integers(1, 10**12).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_what_a_form_shows_is_read_again_without_loss(pair):
    assert part_and_whole(in_words(*pair)) == pair
    assert Fraction(*part_and_whole(in_words(*pair))) == Fraction(*pair)
