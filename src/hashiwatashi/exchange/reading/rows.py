"""The rows of CSV, Excel and JSON files as they come, each with its true line in the file."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any

import python_calamine
from django.utils.translation import gettext as _

from hashiwatashi.exchange.errors import UnusableFile
from hashiwatashi.exchange.reading.characters import decode

_EXCEL = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"}
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_DELIMITERS = (",", "\t", ";")
_LOOKED_AT = 50
# A last row of our own; when it is missing, an open quotation mark has swallowed the end of the file.
_END = "\x1eend"


@dataclass(frozen=True, slots=True)
class RawRow:
    """The cells of one row as text; ``line`` is where it begins in the file, from 1."""

    line: int
    cells: tuple[str, ...]

    @property
    def is_blank(self) -> bool:
        return not any(cell.strip() for cell in self.cells)


def read_rows(path: Path, encoding: str = "") -> list[RawRow]:
    """Every row that is not blank, in order. Raises `UnusableFile`."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnusableFile(_("%(path)s cannot be read: give the path of a file.") % {"path": path}) from error
    rows = [row for row in _rows(path, content, encoding) if not row.is_blank]
    if not rows:
        raise UnusableFile(_("%(path)s is empty.") % {"path": path.name})
    return rows


def _rows(path: Path, content: bytes, encoding: str) -> Iterator[RawRow]:
    if path.suffix.lower() in _EXCEL or content.startswith((_ZIP, _OLE)):
        return _of_workbook(content, path.name)
    text = decode(content, encoding)
    return _of_json(text) if path.suffix.lower() == ".json" else _of_text(text)


def _of_text(text: str) -> Iterator[RawRow]:
    csv.field_size_limit(sys.maxsize)
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text.removesuffix("\n") + f"\n{_END}\n", newline=""), delimiter=delimiter)
    line = 1
    try:
        for cells in reader:
            if cells == [_END]:
                return
            yield RawRow(line, tuple(cells))
            begun, line = line, reader.line_num + 1
    except csv.Error as error:
        message = _("Line %(line)d is not CSV: %(error)s.") % {"line": line, "error": error}
        raise UnusableFile(message) from error
    raise UnusableFile(_("The quotation mark opened in line %(line)d is never closed.") % {"line": begun})


def _delimiter(text: str) -> str:
    """The delimiter that gives the most cells in the most usual shape of the first rows."""

    def usual_width(delimiter: str) -> int:
        rows = islice(csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=delimiter), _LOOKED_AT)
        widths = Counter(len(row) for row in rows if len(row) > 1)
        return max((width * count for width, count in widths.items()), default=0)

    return max(_DELIMITERS, key=usual_width)


def _of_workbook(content: bytes, name: str) -> Iterator[RawRow]:
    """The first sheet that has anything in it."""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [book.get_sheet_by_name(sheet).to_python(skip_empty_area=False) for sheet in book.sheet_names]
    except python_calamine.PasswordError as error:
        message = _("%(path)s is protected by a password. Save it without one.")
        raise UnusableFile(message % {"path": name}) from error
    except python_calamine.CalamineError as error:
        message = _("%(path)s is not a readable Excel file: %(error)s. Save it anew as .xlsx.")
        raise UnusableFile(message % {"path": name, "error": error}) from error
    for sheet in sheets:
        rows = [RawRow(line, tuple(_cell_text(cell) for cell in row)) for line, row in enumerate(sheet, start=1)]
        if not all(row.is_blank for row in rows):
            return iter(rows)
    return iter(())


def _cell_text(cell: object) -> str:
    """A cell as a person would type it: whole numbers without a point, dates as ISO."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell).replace("\0", "")


def _of_json(text: str) -> Iterator[RawRow]:
    """A tree of objects with ``code`` and ``name``, such as the industries: one row a node, parents first."""
    try:
        tree = json.loads(text)
    except json.JSONDecodeError as error:
        message = _("Line %(line)d is not JSON: %(error)s.") % {"line": error.lineno, "error": error.msg}
        raise UnusableFile(message) from error
    yield RawRow(1, ("code", "name", "level", "parent"))
    lines = _lines_of(text, re.compile(r'"code"\s*:'))
    for cells in _nodes(tree, level=0, parent=""):
        yield RawRow(next(lines, 1), cells)


def _nodes(node: Any, *, level: int, parent: str) -> Iterator[tuple[str, str, str, str]]:
    if not isinstance(node, dict):
        return
    if "code" in node:
        yield str(node["code"]), str(node.get("name", "")), str(level), parent
    for children in node.values():
        for child in children if isinstance(children, list) else ():
            yield from _nodes(child, level=level + 1, parent=str(node.get("code", "")))


def _lines_of(text: str, pattern: re.Pattern[str]) -> Iterator[int]:
    """The line of each match, in the order of the text."""
    line, position = 1, 0
    for found in pattern.finditer(text):
        line += text.count("\n", position, found.start())
        position = found.start()
        yield line
