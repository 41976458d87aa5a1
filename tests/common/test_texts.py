"""What of a text may be kept."""

from __future__ import annotations

import pytest

from hashiwatashi.common.texts import clean


@pytest.mark.parametrize(
    "unseen",
    ["\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u2060", "\ufeff", "\u00ad", "\u061c", "\u202e", "\u2066",
     "\ufffe", "\uffff", "\U0001fffe", "\ufdd0", "\ud800", "\0", "\x08", "\v", "\f", "\x1b", "\x7f", "\x9f", "\u034f",
     "\u3164", "\U000e0041"],
)  # fmt: skip
def test_what_nobody_sees_is_taken_away(unseen: str) -> None:
    assert clean(f"{unseen}電子{unseen}顕微鏡{unseen}") == "電子顕微鏡"


@pytest.mark.parametrize(
    "text", ["葛\U000e0100城市", "辻\ufe00", "か\u3099", "①㎡ ＡＢ　Ｃ", "𠮷野", "\ue000", " a "]
)
def test_what_is_written_stays_as_it_was_written(text: str) -> None:
    assert clean(text) == text


def test_no_break_spaces_become_spaces() -> None:
    assert clean("X線\u00a0CT\u202f\u2007") == "X線 CT  "


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\u2028", "\u2029", "\x85"])
def test_line_breaks_stay_where_a_text_may_have_lines(end: str) -> None:
    assert clean(f"一{end}二\t三", multiline=True) == "一\n二\t三"
    assert clean(f"一{end}二\t三") == "一 二 三"


def test_plain_text_of_ascii_is_cleaned_too() -> None:
    assert clean("a\tb\nc") == "a b c"
    assert clean("a\x00b\x1bc") == "abc"
