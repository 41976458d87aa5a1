"""What no spreadsheet can hold leaves a list at the exit, too."""

from __future__ import annotations

import io

from openpyxl import load_workbook

from hashiwatashi.web.exports import Column, file_response


def test_an_excel_export_opens_whatever_was_stored():
    rows = ["走査\uffff電子\ufffe\x0b顕微鏡", "二行\nある"]
    response = file_response("list", "xlsx", [Column("名称", lambda row: row)], rows)
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert [cell.value for cell in sheet["A"]] == ["名称", "走査電子顕微鏡", "二行\nある"]
