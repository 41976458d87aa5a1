"""How far a sheet really reaches, and what its cells show: read from its XML in a stream, before any grid is made."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from decimal import InvalidOperation
from xml.parsers import expat

from hashiwatashi.exchange.reading.archive import parse
from hashiwatashi.exchange.reading.book import local
from hashiwatashi.exchange.reading.formats import shown
from hashiwatashi.exchange.reading.limits import Limits
from hashiwatashi.exchange.reading.trouble import Trouble, gettext_noop

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
NO_RESULT = gettext_noop("The formula has no result in the file. Open it in Excel and save it there.")
Place = tuple[int, int]


@dataclass(slots=True)
class Extent:
    """What a sheet holds. Places are (row, column) from 0; ``texts`` are shown otherwise than their value says."""

    cells: int = 0
    first: Place = (0, 0)
    last: Place = (-1, -1)
    texts: dict[Place, str] = field(default_factory=dict)
    faults: dict[Place, str] = field(default_factory=dict)
    merged: list[tuple[Place, Place]] = field(default_factory=list)


class _Cell:
    """The cell that is being read."""

    __slots__ = ("has_formula", "kind", "place", "style", "value", "written")

    def __init__(self, place: Place, kind: str, style: str) -> None:
        self.place, self.kind, self.style = place, kind, style
        self.value: list[str] = []
        self.has_formula = self.written = False


class _Reader:
    """Hears the elements of a sheet and keeps the account of its cells."""

    def __init__(self, formats: list[str], limits: Limits) -> None:
        self.extent, self._formats, self._limits = Extent(), formats, limits
        self._row, self._column, self._rows = -1, -1, 0
        self._cell: _Cell | None = None
        self._in_value = False
        self._area = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match local(name):
            case "row":
                told = attributes.get("r", "")
                self._row, self._column = (int(told) - 1 if told.isdigit() else self._row + 1), -1
            case "c":
                self._cell = _Cell(self._place(attributes), attributes.get("t", "n"), attributes.get("s", "0"))
            case "f" if self._cell:
                self._cell.has_formula = True
            case "v" | "t" if self._cell:
                self._in_value = True
            case "mergeCell":
                self._merge(attributes.get("ref", ""))

    def data(self, text: str) -> None:
        if self._in_value and self._cell and len(self._cell.value) < 1000:
            self._cell.value.append(text)

    def end(self, name: str) -> None:
        match local(name):
            case "v" | "t":
                self._in_value = False
            case "c" if self._cell:
                self._keep(self._cell)
                self._cell = None

    def _place(self, attributes: dict[str, str]) -> Place:
        self._row, self._column = place_of(attributes.get("r", "")) or (self._row, self._column + 1)
        return self._row, self._column

    def _keep(self, cell: _Cell) -> None:
        value = "".join(cell.value)
        if not value:
            if cell.has_formula and cell.kind != "str":
                self.extent.faults[cell.place] = NO_RESULT
            return
        self._count(cell.place)
        if cell.kind == "e":
            self.extent.texts[cell.place] = value
        elif cell.kind == "n" and (code := self._format(cell.style)):
            text = _shown(value, code)
            if text is not None:
                self.extent.texts[cell.place] = text

    def _format(self, style: str) -> str:
        number = int(style) if style.isdigit() else 0
        return self._formats[number] if number < len(self._formats) else ""

    def _count(self, place: Place) -> None:
        extent = self.extent
        if not extent.cells:
            extent.first = place
        extent.cells += 1
        extent.first = min(extent.first[0], place[0]), min(extent.first[1], place[1])
        extent.last = max(extent.last[0], place[0]), max(extent.last[1], place[1])
        rows, columns = (1 + last - first for last, first in zip(extent.last, extent.first, strict=True))
        if max(extent.cells, rows * columns) > self._limits.cells or rows > self._limits.rows * 2:
            text = gettext_noop(
                "With the cell %(cell)s the sheet has more than %(limit)d cells. If that cell stands alone, delete"
                " the rows and columns beyond the list; otherwise split the list, or raise IMPORT_CELLS."
            )
            raise Trouble(text, cell=name_of(place), limit=self._limits.cells)

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        begin, end = place_of(first), place_of(last)
        if not begin or not end or end < begin:
            return
        # Only what lies within the list is filled, and a hundred merges of one cell are no list.
        high = min(end[0], self.extent.last[0]), min(end[1], self.extent.last[1])
        self._area += max(high[0] - begin[0] + 1, 0) * max(high[1] - begin[1] + 1, 0)
        if self._area > self._limits.cells or len(self.extent.merged) > self._limits.cells:
            text = gettext_noop("The sheet merges more than %(limit)d cells. Copy the list to a new workbook.")
            raise Trouble(text, limit=self._limits.cells)
        self.extent.merged.append((begin, high))


def measured(archive: zipfile.ZipFile, part: str, formats: list[str], limits: Limits) -> Extent:
    """The extent of a sheet. Raises `Trouble` when a grid of it would be too large, and for XML that is none."""
    reader = _Reader(formats, limits)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data
    parse(archive, part, parser)
    return reader.extent


def place_of(reference: str) -> Place | None:
    """(row, column) from 0 of a reference such as B3; None when it is none."""
    found = _REFERENCE.fullmatch(reference)
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def name_of(place: Place) -> str:
    """The reference of a place, such as B3."""
    letters, column = "", place[1] + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{place[0] + 1}"


def _shown(value: str, code: str) -> str | None:
    try:
        return shown(value, code)
    except InvalidOperation:
        return None
