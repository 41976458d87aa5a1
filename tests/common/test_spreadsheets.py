"""What is written into spreadsheets, and what is not."""

import io
import os
import stat

import pytest
from openpyxl import load_workbook

from hashiwatashi.common.spreadsheets import Book, Look, csv_lines


def opened(book):
    return load_workbook(io.BytesIO(book.content()))


def test_numbers_stay_numbers_and_codes_keep_their_zeros():
    book = Book()
    book.sheet("表", ["a", "b", "c", "d"], Look()).append(["007", 7, 0.5, True])
    row = next(opened(book).active.iter_rows(min_row=2))
    assert [(cell.value, cell.data_type) for cell in row] == [
        ("007", "s"),
        (7, "n"),
        (0.5, "n"),
        ("True", "s"),
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "＝1"])
def test_nothing_is_computed(text):
    book = Book()
    book.sheet("表", [text]).append([text])
    assert [(cell.value, cell.data_type) for (cell,) in opened(book).active.iter_rows()] == [(text, "s")] * 2
    assert list(csv_lines([[text], [text]])) == [f"\ufeff'{text}\r\n", f"'{text}\r\n"]


def test_what_a_workbook_cannot_hold_is_left_out():
    book = Book()
    book.sheet("長" * 40, ["題"]).append(["走査\uffff電子\x0b顕微鏡" + "あ" * 40_000])
    sheet = opened(book).active
    assert (sheet.title, len(sheet["A2"].value)) == ("長" * 31, 32_767)
    assert sheet["A2"].value.startswith("走査電子顕微鏡あ")


def test_a_sheet_looks_as_asked():
    book = Book()
    look = Look(widths=(10, 20), frozen="B2", colour="264AF4", keeps_text=True, is_printed=True)
    sheet = book.sheet("表", ["a", "b", "c"], look)
    sheet.append(["1", "2", "3"], marked=(1,), is_ruled=True)
    sheet.filter()
    found = opened(book).active
    assert (found.freeze_panes, found.auto_filter.ref, found.page_setup.orientation) == ("B2", "A1:C2", "landscape")
    assert [found.column_dimensions[name].width for name in "ABC"] == [10, 20, 20]
    assert (found["A1"].font.bold, found["A1"].fill.fgColor.rgb) == (True, "00264AF4")
    assert (found["A2"].number_format, found["A2"].border.top.style) == ("@", "thin")
    assert (found["B2"].fill.fgColor.rgb, found["C2"].fill.fgColor.rgb) == ("00FFF3C7", "00000000")


def write_badly(path):
    with Book() as book:
        sheet = book.sheet("表", ["a"])
        for number in (1, 0):
            sheet.append([1 / number])
    book.save(path)


def test_a_file_appears_whole_or_not_at_all(tmp_path):
    target = tmp_path / "表.xlsx"
    with pytest.raises(ZeroDivisionError):
        write_badly(target)
    assert list(tmp_path.iterdir()) == []
    mask = os.umask(0o027)
    try:
        with Book() as book:
            book.sheet("表", ["a"])
        book.save(target)
    finally:
        os.umask(mask)
    assert (list(tmp_path.iterdir()), stat.S_IMODE(target.stat().st_mode)) == ([target], 0o640)
