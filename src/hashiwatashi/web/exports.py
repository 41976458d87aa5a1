"""Lists as files: what their columns are, and the download."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.functional import Promise

from hashiwatashi.common.spreadsheets import XLSX, Book, csv_lines


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file: its heading and how a row's value is found."""

    heading: str | Promise
    value: Callable[[Any], object]


def file_name(name: str, form: str) -> str:
    """What a list is called as a file of today."""
    return f"{name}-{timezone.localdate():%Y%m%d}.{form}"


def file_response(name: str, form: str, columns: Sequence[Column], rows: Iterable[Any]) -> HttpResponseBase:
    """``rows`` as a download called after ``name`` and today; ``form`` is csv or xlsx, else `ValueError`."""
    if form not in {"csv", "xlsx"}:
        raise ValueError(f"{form!r} is not a form of export")
    response = _csv(columns, rows) if form == "csv" else _xlsx(name, columns, rows)
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name(name, form)}"'
    return response


def workbook(name: str, columns: Sequence[Column], rows: Iterable[Any]) -> Book:
    """``rows`` as an Excel workbook; nothing is kept in memory but the row at hand."""
    with Book() as book:
        sheet = book.sheet(name, [str(column.heading) for column in columns])
        for row in rows:
            sheet.append(column.value(row) for column in columns)
    return book


def _csv(columns: Sequence[Column], rows: Iterable[Any]) -> StreamingHttpResponse:
    def lines() -> Iterator[list[object]]:
        yield [str(column.heading) for column in columns]
        for row in rows:
            yield [column.value(row) for column in columns]

    return StreamingHttpResponse(csv_lines(lines()), content_type="text/csv; charset=utf-8")


def _xlsx(name: str, columns: Sequence[Column], rows: Iterable[Any]) -> HttpResponse:
    return HttpResponse(workbook(name, columns, rows).content(), content_type=XLSX)
