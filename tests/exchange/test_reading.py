"""Files are read as they come, and refused only with what to do about it."""

from __future__ import annotations

import openpyxl
import pytest

from hashiwatashi.exchange.errors import Rejected, UnusableFile
from hashiwatashi.exchange.mapping import read_mapping
from hashiwatashi.exchange.reading.amounts import whole
from hashiwatashi.exchange.reading.cells import plain
from hashiwatashi.exchange.reading.dates import day, moment
from hashiwatashi.exchange.reading.rawrows import mended
from hashiwatashi.exchange.reading.rows import read_rows
from hashiwatashi.exchange.reading.sheet import Column, find_header

COLUMNS = (Column("name", ("機器名",), required=True), Column("owner", ("所有機関",)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp932"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_encodings_and_delimiters_are_told_from_the_file(write, encoding, delimiter):
    text = "\r\n".join(delimiter.join(row) for row in (["機器名", "所有機関"], ["ﾚｰｻﾞｰ顕微鏡", "架空大学"]))
    rows = read_rows(write(text + "\r\n", encoding=encoding))

    assert [row.cells for row in rows] == [("機器名", "所有機関"), ("ﾚｰｻﾞｰ顕微鏡", "架空大学")]


def test_an_unknown_encoding_is_asked_for(write):
    path = write(b"\xff\xa1\xfe\xfd\n")

    with pytest.raises(UnusableFile, match="--encoding"):
        read_rows(path)


def test_a_named_encoding_is_taken_at_its_word(write):
    path = write("機器名\n顕微鏡\n", encoding="euc-jp")

    assert [row.cells for row in read_rows(path, "euc-jp")] == [("機器名",), ("顕微鏡",)]
    with pytest.raises(UnusableFile, match="no-such"):
        read_rows(path, "no-such")


def test_lines_are_those_of_the_file(write):
    rows = read_rows(write('名称\n\n"一行目\n二行目",x\n\n次,y\n'))

    assert [(row.line, row.cells[0]) for row in rows] == [(1, "名称"), (3, "一行目\n二行目"), (6, "次")]


def test_a_quotation_mark_that_is_never_closed_is_found(write):
    with pytest.raises(UnusableFile, match="line 2"):
        read_rows(write('機器名\n"顕微鏡\n天秤\n旋盤\n'))


def test_nul_bytes_are_dropped(write):
    assert read_rows(write("機器\0名\n顕微\0鏡\n"))[1].cells == ("顕微鏡",)


@pytest.mark.parametrize("content", ["", "\n\n", "﻿"])
def test_an_empty_file_is_refused(write, content):
    with pytest.raises(UnusableFile, match="empty"):
        read_rows(write(content))


def test_excel_is_read_by_what_it_holds(tmp_path):
    book = openpyxl.Workbook()
    book.create_sheet("一覧")
    for row in (["共用機器一覧"], [], ["機器名", "所有機関", "番号"], ["旋盤", "架空大学", 12]):
        book["一覧"].append(row)
    book.save(tmp_path / "list.xlsx")
    (tmp_path / "list.xlsx").rename(tmp_path / "list.csv")

    sheet = find_header(read_rows(tmp_path / "list.csv"), COLUMNS)

    assert [(row.line, row.cells) for row in sheet.rows] == [(4, ("旋盤", "架空大学", "12"))]


def test_a_broken_excel_file_is_refused(write):
    with pytest.raises(UnusableFile, match="Excel"):
        read_rows(write(b"PK\x03\x04 not a zip", name="list.xlsx"))


def test_the_header_may_stand_below_titles(write):
    sheet = find_header(
        read_rows(write("令和8年度 一覧\n更新: 4月\n※機器名（必須）,所有機関\n旋盤,架空大学\n")), COLUMNS
    )

    assert sheet.fields == ("name", "owner")
    assert [row.line for row in sheet.rows] == [4]


def test_short_rows_are_filled_and_long_ones_rejected(write):
    sheet = find_header(read_rows(write("機器名,所有機関\n旋盤\n旋盤,大学,,\n旋盤,大学,余り\n")), COLUMNS)

    assert sheet.row(sheet.rows[0]).text("owner") == ""
    assert sheet.row(sheet.rows[1]).text("owner") == "大学"
    with pytest.raises(Rejected, match="more cells"):
        sheet.row(sheet.rows[2])


def test_missing_columns_are_named_with_those_of_the_file(write):
    with pytest.raises(UnusableFile, match=r"name.*なまえ, owner.*--mapping"):
        find_header(read_rows(write("なまえ,owner\n旋盤,x\n")), COLUMNS)


@pytest.mark.parametrize(("name", "content"), [("m.json", '{"なまえ": "name"}'), ("m.csv", "なまえ,name\n")])
def test_a_mapping_file_tells_which_column_is_which(write, name, content):
    mapping = read_mapping(write(content, name=name))

    sheet = find_header(read_rows(write("なまえ\n旋盤\n")), COLUMNS, mapping)

    assert sheet.row(sheet.rows[0]).text("name") == "旋盤"


def test_a_mapping_in_json_holds_only_what_can_be_kept(write):
    mapping = read_mapping(write('{"な\\ud800まえ\\u200b": " name"}', name="m.json"))
    assert mapping == {"なまえ": "name"}


def test_a_mapping_to_an_unknown_field_is_refused(write):
    with pytest.raises(UnusableFile, match="colour"):
        find_header(read_rows(write("なまえ\n旋盤\n")), COLUMNS, {"なまえ": "colour"})


def test_cells_say_what_they_mean():
    assert [plain(cell) for cell in (" None ", "nan", "NULL", " 旋盤 ", "None製")] == ["", "", "", "旋盤", "None製"]
    assert mended("ã\x82«ã\x83\x86ã\x82´ã\x83ª") == "カテゴリ"
    assert mended("Ångström") == "Ångström"
    dates = ["2026-01-31", "2026/1/31", "令和8年1月31日", "R8.1.31", "２０２６年１月３１日"]
    assert {str(day("d", text)) for text in dates} == {"2026-01-31"}
    assert str(day("d", "令和元年5月1日")) == "2019-05-01"
    assert whole("n", "１，０００円") == 1000
    assert moment("m", "2026-04-01").isoformat() == "2026-03-31T15:00:00+00:00"
    assert moment("m", "2026-01-13T05:00:00.000Z").isoformat() == "2026-01-13T05:00:00+00:00"
    for reader, text in ((day, "2026-02-30"), (day, "春"), (whole, "-1"), (moment, "あす")):
        with pytest.raises(Rejected):
            reader("x", text)
