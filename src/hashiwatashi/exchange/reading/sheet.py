"""Finding the header of a file and giving its rows by our fields."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from hashiwatashi.exchange.errors import Rejected, UnusableFile
from hashiwatashi.exchange.reading.cells import plain
from hashiwatashi.exchange.reading.headings import heading_key, joined
from hashiwatashi.exchange.reading.rawrows import RawRow

# Titles and notes above the header of a sheet are seldom longer.
_HEADER_WITHIN = 30
# What spreadsheets write where a formula fails or a column is too narrow.
_ERROR = re.compile(r"#[A-Z_]{2,15}[!?]|#N/A(?: N/A)?|#DIV/0!|#GETTING_DATA|#{2,}|Err:[0-9]{3}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a table and the headers under which files carry it (compared by `heading_key`).

    ``example`` is an invented value (架空) for a template file.
    """

    field: str
    names: tuple[str, ...]
    required: bool = False
    example: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One data row: its line, its cells as they stand, its text and the file's own heading by field."""

    line: int
    cells: tuple[str, ...]
    fields: Mapping[str, str]
    headings: Mapping[str, str] = field(default_factory=dict)

    def text(self, field: str) -> str:
        """The cell of a field; empty when the file has no such column."""
        return self.fields.get(field, "")

    def heading(self, field: str) -> str:
        """The file's own heading of a field, which may name a unit; empty when there is none."""
        return self.headings.get(field, "")

    def needed(self, field: str) -> str:
        """The cell of a field. Raises `Rejected` when it is empty."""
        if not self.text(field):
            raise Rejected(field, "", _("This is required and empty."))
        return self.text(field)

    def has(self, field: str) -> bool:
        """Whether the file has a column for the field."""
        return field in self.fields


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file with its header found; ``fields`` gives each column's field, empty for a column we do not read."""

    header: tuple[str, ...]
    fields: tuple[str, ...]
    rows: tuple[RawRow, ...]

    def row(self, raw: RawRow) -> Row:
        """A raw row by its fields. Raises `Rejected` when its cells cannot belong to the columns."""
        if any(cell.strip() for cell in raw.cells[len(self.header) :]):
            text = _("The row has more cells than the header: look for a comma that needs quotation marks.")
            raise Rejected("", " ".join(raw.cells[len(self.header) :]), text)
        if raw.cells == self.header:
            raise Rejected("", " ".join(raw.cells), _("The header stands here once more."))
        return Row(raw.line, raw.cells, self._by_field(raw), self._headings())

    def _headings(self) -> dict[str, str]:
        return {name: heading for name, heading in zip(self.fields, self.header, strict=False) if name}

    def _by_field(self, raw: RawRow) -> dict[str, str]:
        """The text of each field; of several columns for one field the first that says something."""
        cells = raw.cells + ("",) * (len(self.header) - len(raw.cells))
        texts: dict[str, str] = {}
        said_by: dict[str, str] = {}
        for at, (name, cell) in enumerate(zip(self.fields, cells, strict=False)):
            if not name:
                continue
            text = _text(name, cell, raw.faults.get(at))
            key = heading_key(self.header[at])
            if text and texts.get(name, text) not in {"", text} and said_by[name] == key:
                told = _("Two columns have this heading, and they say different things: %(first)s, %(second)s.")
                raise Rejected(name, text, told % {"first": texts[name], "second": text})
            if text and not texts.get(name):
                texts[name], said_by[name] = text, key
            texts.setdefault(name, "")
        return texts

    def column_of(self, field: str) -> str:
        """The file's own header of a field; the field's name when the file has no column for it."""
        return self.header[self.fields.index(field)] if field in self.fields else field


def _text(field: str, cell: str, fault: str | None) -> str:
    """What a cell says. Raises `Rejected` for an error of a spreadsheet and for a cell that is not what it shows."""
    if fault:
        raise Rejected(field, cell, fault)
    if _ERROR.fullmatch(cell.strip()):
        raise Rejected(field, cell, _("This is an error of the spreadsheet, not a value."))
    return plain(cell)


def find_header(
    rows: Sequence[RawRow],
    columns: Sequence[Column],
    mapping: Mapping[str, str] | None = None,
    positional: tuple[str, ...] | None = None,
    supplied: frozenset[str] = frozenset(),
    spans: Sequence[tuple[int, int, int]] = (),
) -> Sheet:
    """The sheet under the row that names most columns; ``mapping`` (header → field) goes before known names.

    ``positional`` names the columns of a file without a header; ``supplied`` fields need no column;
    ``spans`` are headings over several columns (line, first, last). Raises `UnusableFile` when a required field has
    no column.
    """
    known = {heading_key(name): column.field for column in columns for name in (column.field, *column.names)}
    known |= {heading_key(header): field for header, field in (mapping or {}).items()}
    _check_mapping(mapping or {}, columns)
    if positional:
        return Sheet(positional, _fields_of(positional, known), tuple(rows))
    candidates = range(min(_HEADER_WITHIN, len(rows)))
    at = max(candidates, key=lambda number: (_named(rows[number], known), -number))
    header, below = rows[at].cells, at + 1
    if below < len(rows) and (both := joined(rows[at], rows[below], known, spans)):
        header, below = both, below + 1
    sheet = Sheet(header, _fields_of(header, known), tuple(rows[below:]))
    _check_required(sheet, columns, supplied)
    return sheet


def _named(row: RawRow, known: Mapping[str, str]) -> int:
    return sum(heading_key(cell) in known for cell in row.cells)


def _fields_of(header: Sequence[str], known: Mapping[str, str]) -> tuple[str, ...]:
    """Each column's field, which several columns may share."""
    return tuple(known.get(heading_key(cell), "") for cell in header)


def _check_mapping(mapping: Mapping[str, str], columns: Sequence[Column]) -> None:
    unknown = sorted(set(mapping.values()) - {column.field for column in columns})
    if unknown:
        fields = ", ".join(column.field for column in columns)
        text = _("The mapping names fields that the table does not have: %(unknown)s. Its fields are: %(fields)s.")
        raise UnusableFile(text % {"unknown": ", ".join(unknown), "fields": fields})


def _check_required(sheet: Sheet, columns: Sequence[Column], supplied: frozenset[str]) -> None:
    missing = [
        column.field for column in columns if column.required and column.field not in {*sheet.fields, *supplied}
    ]
    if missing and max((len(row.cells) for row in sheet.rows), default=len(sheet.header)) == 1 == len(sheet.header):
        text = _(
            "The file has only one column: %(header)s. Save it with commas, tabs, semicolons or | between the cells,"
            " or tell the delimiter in a first line such as sep=|; if it is unreadable, name the encoding of the"
            " file with --encoding."
        )
        raise UnusableFile(text % {"header": sheet.header[0][:200]})
    if missing:
        text = _(
            "No column for: %(missing)s. The file has the columns: %(header)s."
            " Tell which is which in a mapping file and give it, too (by command: --mapping); if they are unreadable,"
            " name the encoding of the file (by command: --encoding)."
        )
        raise UnusableFile(text % {"missing": ", ".join(missing), "header": ", ".join(sheet.header)})
