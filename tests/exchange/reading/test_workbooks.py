"""Workbooks as people make them, and those that are made to break a reader."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from openpyxl import Workbook

from hashiwatashi.exchange.errors import UnusableFile
from hashiwatashi.exchange.reading.apart import read_apart
from hashiwatashi.exchange.reading.rows import read_rows

HEADER = ["機器名", "所有機関", "型式", "設置場所"]
ROW = ["分光計", "架空県センター", "KA-1", "本館"]
SHEET = "xl/worksheets/sheet1.xml"


def packed(*rows, change=lambda sheet: None):
    """A workbook of one sheet as bytes."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    change(book.active)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def edited(content, **parts):
    """The workbook with parts changed by functions of their bytes; names of parts by their last word."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            stem = name.rsplit("/", 1)[-1].split(".")[0]
            new.writestr(name, parts.get(stem, bytes)(old.read(name)))
    return stream.getvalue()


def refused(path):
    with pytest.raises(UnusableFile) as caught:
        read_rows(path)
    return str(caught.value)


def test_cells_count_as_they_are_shown(write):
    def change(sheet):
        sheet.append([7, 0.25, True, 12])
        for cell, code in zip(sheet[2], ("0000", "0%", "General", '0"号館"'), strict=True):
            cell.number_format = code

    assert read_rows(write(packed(HEADER, change=change), "a.xlsx"))[1].cells == ("0007", "25%", "TRUE", "12号館")


def test_a_merged_cell_is_said_of_each_row_it_covers_but_makes_no_row(write):
    rows = [HEADER, ["甲", "センター", "", "本館"], ["乙", "センター", "", ""], ["", "", "", ""]]
    path = write(packed(*rows, change=lambda sheet: sheet.merge_cells("D2:D4")), "a.xlsx")
    assert [row.cells[3] for row in read_rows(path)] == ["設置場所", "本館", "本館"]


def test_cells_that_are_not_what_they_show_carry_a_fault(write):
    rows = read_rows(write(packed(HEADER, ['="分"&"光"', "センター", 1234567890123456, "#REF!"]), "a.xlsx"))
    assert (sorted(rows[1].faults), rows[1].cells[3]) == ([0, 2], "#REF!")


@pytest.mark.parametrize("far", ["XFD1048576", "XFD2000", "A1048576"])
def test_a_stray_cell_far_away_is_named(write, far):
    told = refused(write(packed(HEADER, ROW, change=lambda sheet: sheet.__setitem__(far, " ")), "a.xlsx"))
    assert far in told


def test_a_declared_dimension_is_not_believed(write):
    content = edited(packed(HEADER, ROW), sheet1=lambda xml: xml.replace(b"A1:D2", b"A1:XFD1048576"))
    assert len(read_rows(write(content, "a.xlsx"))) == 2


ENTITIES = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;">]>'
RELATION = b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def with_sheets(number):
    sheets = b"".join(b'<sheet name="s%d" sheetId="%d" r:id="rId1" %b/>' % (i, i, RELATION) for i in range(1, number))
    return lambda xml: re.sub(rb"<sheets>.*</sheets>", b"<sheets>" + sheets + b"</sheets>", xml)


BROKEN = {
    "ratio": (edited(packed(HEADER), sheet1=lambda xml: xml + b" " * 3_000_000), "200 times"),
    "entities": (edited(packed(HEADER), sheet1=lambda xml: ENTITIES + xml), "document type"),
    "entities of the book": (edited(packed(HEADER), workbook=lambda xml: ENTITIES + xml), "document type"),
    "many references": (edited(packed(HEADER), workbook=with_sheets(201)), "100 sheets"),
    "some references": (edited(packed(HEADER), workbook=with_sheets(20)), "not a whole"),
    "truncated": (packed(HEADER)[:2000], "not a whole"),
    "nothing": (b"", "not a whole"),
    "text": (b"a,b", "not a whole"),
    "odd reference": (edited(packed(HEADER), sheet1=lambda xml: xml.replace(b'"A1"', b'"ZZZZ99999999"')), "damaged"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_workbook_is_refused_with_a_sentence(write, name):
    content, told = BROKEN[name]
    assert told in refused(write(content, "a.xlsx"))


def test_another_document_in_a_zip_is_no_workbook(write):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert "no Excel workbook" in refused(write(stream.getvalue(), "a.xlsx"))


@pytest.mark.parametrize(
    ("limit", "value", "text", "told"),
    [
        ("rows", 2, "a\n" * 3, "2 rows"),
        ("columns", 3, "a,b,c,d\n", "3 columns"),
        ("cells", 5, "a,b\n" * 3, "5 cells"),
        ("text", 10, "a,bbbbbbbbbbb\n", "11 characters"),
        ("file_mb", 1, "a\n" * 600_000, "1 MB"),
        ("memory_mb", 60, "a,b\n" * 300_000, "60 MB"),
        ("seconds", 1, "a," * 400 + "\n" + ("b," * 400 + "\n") * 12_000, "1 seconds"),
        ("unpacked_mb", 1, "aaaa,bbbb\n" * 70_000, "1 MB"),
    ],
)
def test_each_limit_is_kept_and_named(write, settings, limit, value, text, told):
    settings.IMPORT_LIMITS = {**settings.IMPORT_LIMITS, limit: value}
    assert told in refused(write(text))


def test_sheets_come_one_by_one_without_the_hidden_ones(write):
    book = Workbook()
    book.active.title = "隠し"
    book.active.append(["可"])
    book.active.sheet_state = "hidden"
    book.create_sheet("一覧").append(HEADER)
    stream = io.BytesIO()
    book.save(stream)
    path = write(stream.getvalue(), "a.xlsx")
    assert [(sheet.name, sheet.siblings) for sheet in read_apart(path)] == [("一覧", ("隠し", "一覧"))]
    assert [sheet.rows[0].cells for sheet in read_apart(path, sheet="隠し")] == [("可",)]
    with pytest.raises(UnusableFile, match="隠し, 一覧"):
        list(read_apart(path, sheet="ない"))
