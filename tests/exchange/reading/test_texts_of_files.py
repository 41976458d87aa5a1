"""CSV and headings as they come."""

from __future__ import annotations

import pytest

from hashiwatashi.equipment.models import Equipment
from hashiwatashi.exchange.errors import UnusableFile
from hashiwatashi.exchange.reading.rows import read_rows

HEADER = "機器名,所有機関,型式,設置場所\n"


@pytest.mark.parametrize("encoding", ["euc_jp", "iso2022_jp"])
def test_an_encoding_that_could_be_another_is_asked_for(write, encoding):
    path = write("name,owner\n走査電子顕微鏡,架空県工業技術センター\n", encoding=encoding)
    with pytest.raises(UnusableFile, match="encoding"):
        read_rows(path)
    assert read_rows(path, encoding)[1].cells == ("走査電子顕微鏡", "架空県工業技術センター")


def test_marks_of_other_programs_are_no_text(write):
    rows = read_rows(write('\ufeff\ufeff番号,機器\u200b名\n"=""001""",X線\u00adCT\n\x1a'))
    assert [row.cells for row in rows] == [("番号", "機器名"), ("001", "X線CT")]


def test_the_delimiter_is_told_or_seen(write):
    assert read_rows(write("sep=|\na|b,c\n"))[0].cells == ("a", "b,c")
    assert read_rows(write("a|b\nc|d\n"))[1].cells == ("c", "d")


@pytest.mark.parametrize(
    "word", ["#REF!", "#NAME?", "#N/A", "#DIV/0!", "#VALUE!", "#NUM!", "#SPILL!", "####", "Err:502"]
)
def test_an_error_of_a_spreadsheet_rejects_its_row(take, write, word):
    outcome = take("equipment", write(HEADER + f"分光計,架空県センター,{word},本館\n"))
    (rejection,) = outcome.rejections
    assert (rejection.column, rejection.value, "error" in rejection.reason) == ("型式", word, True)


def test_of_two_columns_with_one_heading_the_filled_one_counts(take, write):
    path = write(
        "機器名,所有機関,型式,型式\n甲,架空県センター,,KA-1\n乙,架空県センター,KA-2,KA-2\n丙,架空県センター,A,B\n"
    )
    outcome = take("equipment", path)
    assert sorted(Equipment.objects.values_list("name", "model")) == [("乙", "KA-2"), ("甲", "KA-1")]
    assert [(one.line, one.column) for one in outcome.rejections] == [(4, "型式")]


def test_headings_in_two_rows_are_joined(take, write):
    take(
        "equipment",
        write("機器名,所有機関,仕様,,設置場所\n,,メーカー,型式,\n甲,架空県センター,架空製作所,KA-1,本館\n"),
    )
    assert Equipment.objects.values_list("maker", "model").get() == ("架空製作所", "KA-1")


def test_a_heading_over_parts_that_say_nothing_known_is_refused_by_name(take, write):
    path = write("機器名,所有機関,設置場所,,仕様,\n,,建物,階,メーカー,型式\n甲,架空県センター,本館,2,架空,KA-1\n")
    with pytest.raises(UnusableFile, match="設置場所"):
        take("equipment", path)


def test_a_file_of_one_column_asks_for_its_delimiter(take, write):
    with pytest.raises(UnusableFile, match="only one column"):
        take("equipment", write("機器名/所有機関\n甲/架空県センター\n"))
