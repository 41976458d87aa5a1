"""Rows and sheets as they come out of a file, before anybody asks what the columns mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from hashiwatashi.common.texts import clean

# Spreadsheets export a code that must keep its zeros as a formula: ="001".
_QUOTED = re.compile(r'="((?:[^"]|"")*)"')
_BYTES = re.compile("[\x80-\x84\x86-\x9f]")


@dataclass(frozen=True, slots=True)
class RawRow:
    """The cells of one row as text; ``line`` is where it begins in the file, from 1.

    ``faults`` are the cells, by column from 0, whose text is not what the file shows, and why not.
    """

    line: int
    cells: tuple[str, ...]
    faults: Mapping[int, str] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        return not any(cell.strip() for cell in self.cells) and not self.faults


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet of a workbook, or a file that has no sheets (``name`` empty). Rows that are blank are left out.

    ``spans`` are cells that reach over several columns, which headings do: (line, first, last column from 0).
    ``siblings`` are the names of all sheets of the workbook, hidden ones too.
    """

    name: str
    rows: tuple[RawRow, ...]
    spans: tuple[tuple[int, int, int], ...] = ()
    siblings: tuple[str, ...] = ()


def cell_text(text: str) -> str:
    """The text of a cell without what nobody sees, and without the marks that only keep its zeros."""
    # The bytes of a text read wrongly look like control characters: it is read rightly first.
    cleaned = clean(mended(text) if _BYTES.search(text) else text, multiline=True)
    quoted = _QUOTED.fullmatch(cleaned.strip())
    return quoted[1].replace('""', '"') if quoted else cleaned


def mended(text: str) -> str:
    """Text whose UTF-8 bytes somebody read as Latin-1, read rightly; any other text as it is."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text
