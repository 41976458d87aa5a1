"""Finding the header of a file and giving its rows by our fields."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from hashiwatashi.common.folding import fold
from hashiwatashi.exchange.errors import UnusableFile
from hashiwatashi.exchange.reading.cells import plain
from hashiwatashi.exchange.reading.rows import RawRow
from hashiwatashi.exchange.refusals import Rejected

# Titles and notes above the header of a sheet are seldom longer.
_HEADER_WITHIN = 30


# Headings carry remarks and marks: 名称（必須）, ※機器名, 型式*.
_REMARK = re.compile(r"[(\[【<〔].*?[)\]】>〕]")
_ORNAMENT = re.compile(r"[\s※*＊:：_・]+|必須$")


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
    """One data row: its line, its cells as they stand, and its text by field."""

    line: int
    cells: tuple[str, ...]
    fields: Mapping[str, str]

    def text(self, field: str) -> str:
        """The cell of a field; empty when the file has no such column."""
        return self.fields.get(field, "")

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
        cells = raw.cells + ("",) * (len(self.header) - len(raw.cells))
        named = zip(self.fields, cells, strict=False)
        return Row(raw.line, raw.cells, {field: plain(cell) for field, cell in named if field})

    def column_of(self, field: str) -> str:
        """The file's own header of a field; the field's name when the file has no column for it."""
        return self.header[self.fields.index(field)] if field in self.fields else field


def heading_key(heading: str) -> str:
    """A key under which spellings of one heading fall together."""
    folded = fold(heading)
    return _ORNAMENT.sub("", _REMARK.sub("", folded)) or _ORNAMENT.sub("", folded)


def find_header(
    rows: Sequence[RawRow],
    columns: Sequence[Column],
    mapping: Mapping[str, str] | None = None,
    positional: tuple[str, ...] | None = None,
    supplied: frozenset[str] = frozenset(),
) -> Sheet:
    """The sheet under the row that names most columns; ``mapping`` (header → field) goes before known names.

    ``positional`` names the columns of a file without a header; ``supplied`` fields need no column. Raises
    `UnusableFile` when a required field has none.
    """
    known = {heading_key(name): column.field for column in columns for name in (column.field, *column.names)}
    known |= {heading_key(header): field for header, field in (mapping or {}).items()}
    _check_mapping(mapping or {}, columns)
    if positional:
        return Sheet(positional, _fields_of(positional, known), tuple(rows))
    candidates = range(min(_HEADER_WITHIN, len(rows)))
    at = max(candidates, key=lambda number: (_named(rows[number], known), -number))
    header = rows[at].cells
    sheet = Sheet(header, _fields_of(header, known), tuple(rows[at + 1 :]))
    _check_required(sheet, columns, supplied)
    return sheet


def _named(row: RawRow, known: Mapping[str, str]) -> int:
    return sum(heading_key(cell) in known for cell in row.cells)


def _fields_of(header: Sequence[str], known: Mapping[str, str]) -> tuple[str, ...]:
    """Each column's field; of two columns for one field the first is read."""
    fields: list[str] = []
    for cell in header:
        field = known.get(heading_key(cell), "")
        fields.append("" if field in fields else field)
    return tuple(fields)


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
    if missing:
        text = _(
            "No column for: %(missing)s. The file has the columns: %(header)s."
            " Tell which is which in a mapping file and give it with --mapping; if they are unreadable, name the"
            " encoding of the file with --encoding."
        )
        raise UnusableFile(text % {"missing": ", ".join(missing), "header": ", ".join(sheet.header)})
