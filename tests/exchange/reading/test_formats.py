"""Numbers as a spreadsheet shows them."""

from __future__ import annotations

import pytest

from hashiwatashi.exchange.reading.formats import shown


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        ("1", "000", "001"),
        ("2.1", "0.00", "2.10"),
        ("0.5", "0%", "50%"),
        ("0.125", "0.0%", "12.5%"),
        ("1500000", '#,##0"円"', "1,500,000円"),
        ("1500000", '#,##0,"千円"', "1,500千円"),
        ("1000", "[$¥-411]#,##0", "¥1,000"),
        ("9800001", "[<=999]000;[<=9999]000-00;000-0000", "980-0001"),
        ("980", "[<=999]000;[<=9999]000-00;000-0000", "980"),
        ("7", '"K-"000', "K-007"),
        ("-5", "#,##0;[Red]-#,##0", "-5"),
        ("1234567.891", r"#,##0.00_);[Red]\(#,##0.00\)", "1,234,567.89"),
        ("3", "0.##", "3"),
        ("0", '#,##0;-#,##0;"無料"', "無料"),
    ],
)
def test_a_number_is_what_its_format_shows(value: str, code: str, text: str) -> None:
    assert shown(value, code) == text


@pytest.mark.parametrize("code", ["General", "@", "yyyy/m/d", "[h]:mm", "# ?/?", "0.00E+00", '0;-0;"-"'])
def test_a_format_that_shows_no_digits_of_ours_leaves_the_number(code: str) -> None:
    assert shown("0", code) is None
