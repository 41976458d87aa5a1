"""Lists as files: CSV that Excel opens by a double click, and Excel itself without macros or formulas."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.functional import Promise
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from hashiwatashi.common.texts import clean, guarded

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file: its heading and how a row's value is found."""

    heading: str | Promise
    value: Callable[[Any], object]


def file_response(name: str, form: str, columns: Sequence[Column], rows: Iterable[Any]) -> HttpResponseBase:
    """``rows`` as a download called after ``name`` and today; ``form`` is csv or xlsx, else `ValueError`."""
    if form not in {"csv", "xlsx"}:
        raise ValueError(f"{form!r} is not a form of export")
    response = _csv(columns, rows) if form == "csv" else _xlsx(name, columns, rows)
    file_name = f"{name}-{timezone.localdate():%Y%m%d}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


class _Echo:
    """The file-like object that csv.writer needs, giving each line back."""

    def write(self, line: str) -> str:
        return line


def _csv(columns: Sequence[Column], rows: Iterable[Any]) -> StreamingHttpResponse:
    writer = csv.writer(_Echo(), lineterminator="\r\n")

    def lines() -> Iterator[str]:
        yield "\ufeff" + writer.writerow([str(column.heading) for column in columns])
        for row in rows:
            yield writer.writerow([unformulated(column.value(row)) for column in columns])

    return StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")


def unformulated(value: object) -> str:
    """A value as text that no spreadsheet takes for a formula."""
    return guarded("" if value is None else str(value))


def _xlsx(name: str, columns: Sequence[Column], rows: Iterable[Any]) -> HttpResponse:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for index in range(1, len(columns) + 1):
        sheet.column_dimensions[get_column_letter(index)].width = 24
    sheet.append([_cell(sheet, str(column.heading), is_heading=True) for column in columns])
    for row in rows:
        sheet.append([_cell(sheet, column.value(row)) for column in columns])
    file = BytesIO()
    book.save(file)
    return HttpResponse(file.getvalue(), content_type=_XLSX)


def _cell(sheet: Any, value: object, *, is_heading: bool = False) -> Any:
    """Numbers stay numbers; everything else is text, so that codes keep their zeros and "=" stays harmless."""
    if isinstance(value, int) and not isinstance(value, bool):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet, clean("" if value is None else str(value), multiline=True))
    cell.data_type = "s"
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    if is_heading:
        cell.font = Font(bold=True)
    return cell
