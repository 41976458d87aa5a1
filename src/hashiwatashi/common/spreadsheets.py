"""The one place where spreadsheets are written: CSV that Excel opens by a double click, and Excel itself.

Numbers stay numbers; everything else is text, so that codes keep their zeros and "=…" from an imported table is shown
and never run. What no workbook can hold is left out.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import TracebackType
from typing import Any, Self

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from hashiwatashi.common.texts import clean, guarded

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What Excel holds in one cell, and in the name of a sheet.
_LONGEST, _LONGEST_TITLE = 32_767, 31
# The number of this paper size in the file format (ECMA-376, 18.3.1.63).
_A4 = 9
_TOP = Alignment(vertical="top", wrap_text=True)
_MARKED = PatternFill("solid", fgColor="FFF3C7")
_RULED = Border(top=Side(style="thin", color="767676"))


@dataclass(frozen=True, slots=True)
class Look:
    """How a sheet looks. ``widths`` of its columns, the last one for all further ones; ``frozen`` stays in view.

    ``colour`` is the ground of the headings. With ``keeps_text`` what is typed over a cell stays text, too.
    ``is_printed`` sheets go on A4 across, as wide as the page, with headings and page numbers.
    """

    widths: tuple[float, ...] = (24,)
    frozen: str = "A2"
    colour: str = ""
    keeps_text: bool = False
    is_printed: bool = False


class Book:
    """An Excel workbook, streamed to disk row by row; ``with Book() as book`` lets go of it when something fails."""

    def __init__(self) -> None:
        self._book = Workbook(write_only=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for sheet in self._book.worksheets if error else ():
            if not sheet.closed:
                sheet.close()

    def sheet(self, title: str, headings: Sequence[str], look: Look = Look()) -> Sheet:
        """A further sheet with its headings."""
        return Sheet(self._book.create_sheet(title[:_LONGEST_TITLE]), headings, look)

    def save(self, path: Path) -> None:
        """Write it to ``path``: it appears whole or not at all."""
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name[:100]}.", delete=False) as draft:
            unfinished = Path(draft.name)
        try:
            self._book.save(unfinished)
            unfinished.chmod(0o666 & ~_umask())
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)

    def content(self) -> bytes:
        """The file itself."""
        file = BytesIO()
        self._book.save(file)
        return file.getvalue()


class Sheet:
    """One sheet of a `Book`; rows can only be added."""

    def __init__(self, sheet: Any, headings: Sequence[str], look: Look) -> None:
        self._sheet = sheet
        self._look = look
        self._rows, self._columns = 0, len(headings)
        self._set_up()
        self._append(self._heading(text) for text in headings)

    def append(self, values: Iterable[object], *, marked: Collection[int] = (), is_ruled: bool = False) -> None:
        """Add a row; the cells at the places ``marked`` (from 0) are coloured, a ruled row has a line above."""
        cells = [self._cell(value) for value in values]
        for place in marked:
            cells[place].fill = _MARKED
        for cell in cells if is_ruled else ():
            cell.border = _RULED
        self._append(cells)

    def filter(self) -> None:
        """Let readers filter the rows that it has by now."""
        self._sheet.auto_filter.ref = f"A1:{get_column_letter(self._columns)}{self._rows}"

    def _set_up(self) -> None:
        self._sheet.freeze_panes = self._look.frozen
        for number in range(1, self._columns + 1):
            width = self._look.widths[min(number, len(self._look.widths)) - 1]
            self._sheet.column_dimensions[get_column_letter(number)].width = width
        if self._look.is_printed:
            self._sheet.print_title_rows = "1:1"
            self._sheet.page_setup.orientation = "landscape"
            self._sheet.page_setup.paperSize = _A4
            self._sheet.page_setup.fitToHeight = 0
            self._sheet.sheet_properties.pageSetUpPr.fitToPage = True
            self._sheet.oddFooter.center.text = "&P / &N"

    def _append(self, cells: Iterable[Any]) -> None:
        self._rows += 1
        self._sheet.append(list(cells))

    def _heading(self, text: str) -> Any:
        cell = self._cell(text)
        cell.font = Font(bold=True)
        if self._look.colour:
            cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor=self._look.colour)
        return cell

    def _cell(self, value: object) -> Any:
        if isinstance(value, int | float) and not isinstance(value, bool):
            cell = WriteOnlyCell(self._sheet, value)
        else:
            text = "" if value is None else str(value)
            cell = WriteOnlyCell(self._sheet, clean(text, multiline=True)[:_LONGEST])
            cell.data_type = "s"
            if self._look.keeps_text:
                cell.number_format = "@"
        cell.alignment = _TOP
        return cell


class _Echo:
    """The file-like object that csv.writer needs, giving each line back."""

    def write(self, line: str) -> str:
        return line


def csv_lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The lines of a CSV file in UTF-8 with the mark by which Excel knows it; no cell is taken for a formula."""
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    start = "\ufeff"
    for row in rows:
        yield start + writer.writerow([unformulated(value) for value in row])
        start = ""


def unformulated(value: object) -> str:
    """A value as text that no spreadsheet takes for a formula."""
    return guarded("" if value is None else str(value))


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
