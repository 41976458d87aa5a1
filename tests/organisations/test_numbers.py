import pytest
from django.core.exceptions import ValidationError

from hashiwatashi.organisations.numbers import corporate_number


@pytest.mark.parametrize(
    "written", ["7123456789012", "７１２３４５６７８９０１２", "7-1234-5678-9012", "4011001098993"]
)
def test_a_number_is_taken_however_it_is_typed(written):
    assert len(corporate_number(written)) == 13


@pytest.mark.parametrize("written", ["1123456789012", "712345678901", "", "abc"])
def test_a_wrong_check_digit_or_length_is_refused(written):
    with pytest.raises(ValidationError):
        corporate_number(written)


def test_zero_and_nine_swapped_pass_so_the_name_must_be_looked_at():
    # TV-08: the check digit of both bases is 4.
    assert corporate_number("4011001098993") != corporate_number("4911001098993")
