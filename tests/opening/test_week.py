"""Opening hours as people write them."""

import pytest

from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.opening.week import hours_in, written


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("9:00-17:00", ((540, 1020),)),
        ("９：００〜１７：００", ((540, 1020),)),
        ("9時～12時、13時～17時", ((540, 720), (780, 1020))),
        ("9時30分から17時まで", ((570, 1020),)),
        ("13:00–17:00, 9:00–12:00", ((540, 720), (780, 1020))),
        ("9:00-12:00 13:00-17:00", ((540, 720), (780, 1020))),
        ("0:00-24:00", ((0, 1440),)),
        ("9-17", ((540, 1020),)),
        ("休", ()),
        ("", ()),
        ("×", ()),
    ],
)
def test_is_read(text, hours):
    assert hours_in(text) == hours


@pytest.mark.parametrize(
    "text", ["17:00-9:00", "9:00-9:00", "9:00-24:01", "9:60-10:00", "朝から", "9:00-12:00,11:00-13:00"]
)
def test_what_is_none_is_told(text):
    with pytest.raises(InvalidInput):
        hours_in(text)


def test_what_is_written_is_read_again():
    hours = ((540, 720), (780, 1440))
    assert written(hours) == "09:00–12:00, 13:00–24:00"
    assert hours_in(written(hours)) == hours
