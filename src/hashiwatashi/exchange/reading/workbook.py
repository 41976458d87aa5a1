"""The sheets of Excel and OpenDocument files as a person sees them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

import python_calamine

from hashiwatashi.common.texts import clean
from hashiwatashi.exchange.reading.archive import BROKEN, opened
from hashiwatashi.exchange.reading.book import TOO_MANY_SHEETS, number_formats, sheet_parts
from hashiwatashi.exchange.reading.extent import Extent, Place, measured
from hashiwatashi.exchange.reading.limits import Limits
from hashiwatashi.exchange.reading.rawrows import RawRow, RawSheet, cell_text
from hashiwatashi.exchange.reading.trouble import Trouble, gettext_noop

# A spreadsheet keeps fifteen digits of a number.
_SAFE = 10**15
# The parts by which .xlsb and OpenDocument show.
_OTHERS = frozenset({"xl/workbook.bin", "content.xml"})
_MERGED = 100_000
TOO_MANY_DIGITS = gettext_noop(
    "A spreadsheet keeps only 15 digits of a number, so the others are lost. Write it into the file as text."
)


def sheets_of(path: Path, wanted: str, limits: Limits) -> Iterator[RawSheet]:
    """The visible sheets that hold anything, in order, or the one that is wanted by name, hidden or not.

    Raises `Trouble`.
    """
    with path.open("rb") as stream:
        is_packed = stream.read(2) == b"PK"
    extents = _extents(path, limits) if is_packed else None
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        for number, sheet in _chosen(book, wanted, limits):
            extent = extents(number) if extents else Extent()
            if extent is not None:
                found = _sheet(book.get_sheet_by_index(number), sheet, extent, limits)
                yield replace(found, siblings=tuple(book.sheet_names))
    except python_calamine.PasswordError as error:
        raise Trouble(gettext_noop("The file is protected by a password. Save it without one.")) from error
    except python_calamine.CalamineError as error:
        raise Trouble(BROKEN, error=str(error)[:200]) from error


def _extents(path: Path, limits: Limits) -> Callable[[int], Extent | None] | None:
    """What tells the extent of the sheet of a number; None for a chart, and for formats that are no XML of Excel."""
    archive = opened(path, limits)
    names = {name.lower() for name in archive.namelist()}
    if not names.isdisjoint(_OTHERS) and "xl/workbook.xml" not in names:
        return None
    parts = sheet_parts(archive, limits)
    formats = number_formats(archive)
    return lambda number: measured(archive, parts[number].part, formats, limits) if parts[number].part else None


def _chosen(book: python_calamine.CalamineWorkbook, wanted: str, limits: Limits) -> list[tuple[int, str]]:
    """The number and name of the sheets to read. Raises `Trouble` when the wanted one is not there."""
    sheets = list(enumerate(book.sheets_metadata))
    if len(sheets) > limits.sheets:
        raise Trouble(TOO_MANY_SHEETS, limit=limits.sheets)
    tables = [(number, one) for number, one in sheets if one.typ == python_calamine.SheetTypeEnum.WorkSheet]
    if not wanted:
        shown = python_calamine.SheetVisibleEnum.Visible
        return [(number, one.name) for number, one in tables if one.visible == shown]
    key = clean(wanted).strip()
    found = [(number, one.name) for number, one in tables if clean(one.name).strip() == key]
    if not found:
        text = gettext_noop("There is no sheet named %(name)s. The sheets are: %(sheets)s.")
        raise Trouble(text, name=wanted[:100], sheets=", ".join(one.name for _, one in tables)[:500])
    return found


def _sheet(sheet: python_calamine.CalamineSheet, name: str, extent: Extent, limits: Limits) -> RawSheet:
    grid, faults = _grid(sheet, extent, limits)
    filled = _filled(grid, extent.merged or _merged(sheet, len(grid)))
    width = 1 + max((at for row in grid for at, cell in enumerate(row) if cell.strip()), default=-1)
    width = max([width, *(column + 1 for _, column in faults)])
    rows: list[RawRow] = []
    count = 0
    for number, cells in filled:
        count += width
        limits.check_row(len(rows) + 1, width, count)
        own = {column: text for column in range(width) if (text := faults.get((number, column)))} if faults else {}
        rows.append(RawRow(number + 1, tuple((cells + [""] * width)[:width]), own))
    spans = tuple((first[0] + 1, first[1], last[1]) for first, last in extent.merged if last[1] > first[1])
    return RawSheet(name, tuple(rows), spans)


def _grid(
    sheet: python_calamine.CalamineSheet, extent: Extent, limits: Limits
) -> tuple[list[list[str]], dict[Place, str]]:
    """The texts of all cells by row and column from 0, and the cells whose text is not what the file shows."""
    grid, faults = [], dict(extent.faults)
    for number, row in enumerate(sheet.iter_rows()):
        cells = []
        for column, cell in enumerate(row):
            if isinstance(cell, int | float) and abs(cell) >= _SAFE:
                faults[number, column] = TOO_MANY_DIGITS
            text = extent.texts.get((number, column)) if extent.texts else None
            cells.append(cell_text(_text(cell) if text is None else text))
            limits.check_text(number + 1, column + 1, cells[-1])
        grid.append(cells)
    # A formula without result makes its row one, even where nothing else stands in it.
    grid += [[] for _ in range(1 + max((row for row, _ in faults), default=-1) - len(grid))]
    return grid, faults


def _filled(grid: list[list[str]], merged: list[tuple[Place, Place]]) -> list[tuple[int, list[str]]]:
    """The rows that say something themselves, with their number; a merged cell is said of each row it covers."""
    said = [(number, row) for number, row in enumerate(grid) if any(cell.strip() for cell in row)]
    rows = dict(said)
    for (first, column), (last, _) in merged:
        top = rows.get(first, [])
        text = top[column] if column < len(top) else ""
        for number in range(first + 1, last + 1):
            row = rows.get(number)
            if row is not None and text:
                row += [""] * (column + 1 - len(row))
                row[column] = row[column] or text
    return said


def _merged(sheet: python_calamine.CalamineSheet, height: int) -> list[tuple[Place, Place]]:
    """Merged cells as the reader tells them, for formats that are no XML of Excel."""
    ranges = sheet.merged_cell_ranges or []
    return [(first, (min(last[0], height - 1), last[1])) for first, last in ranges[:_MERGED]]


def _text(cell: object) -> str:
    """A cell as a person would type it: whole numbers without a point, fifteen digits, dates as ISO."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{cell:.15g}"
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)
