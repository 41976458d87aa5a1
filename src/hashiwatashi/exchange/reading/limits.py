"""How much of a file is read: each limit is a setting of the installation."""

from __future__ import annotations

from dataclasses import dataclass

from hashiwatashi.exchange.reading.trouble import Trouble, gettext_noop

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in megabytes, ``ratio`` unpacked to packed, ``text`` in characters of one cell, ``seconds`` to read."""

    file_mb: int
    unpacked_mb: int
    ratio: int
    sheets: int
    rows: int
    columns: int
    cells: int
    text: int
    seconds: int
    memory_mb: int

    def check_file(self, size: int) -> None:
        """Raises `Trouble` for a file of too many bytes."""
        if size > self.file_mb * MEGABYTE:
            text = gettext_noop("The file is larger than %(limit)d MB. Split it, or raise IMPORT_FILE_MB.")
            raise Trouble(text, limit=self.file_mb)

    def check_row(self, number: int, width: int, cells: int) -> None:
        """Raises `Trouble` for one row too many, for one of too many cells, and for too many ``cells`` in all."""
        if number > self.rows:
            text = gettext_noop("The file has more than %(limit)d rows. Split it, or raise IMPORT_ROWS.")
            raise Trouble(text, limit=self.rows)
        if width > self.columns:
            text = gettext_noop(
                "Row %(row)d reaches column %(width)d, and %(limit)d columns are read. Delete the columns beyond the"
                " list, or raise IMPORT_COLUMNS."
            )
            raise Trouble(text, row=number, width=width, limit=self.columns)
        if cells > self.cells:
            text = gettext_noop("The file has more than %(limit)d cells. Split it, or raise IMPORT_CELLS.")
            raise Trouble(text, limit=self.cells)

    def check_text(self, line: int, column: int, cell: str) -> None:
        """Raises `Trouble` for a cell with too long a text."""
        if len(cell) > self.text:
            text = gettext_noop(
                "Line %(line)d has %(length)d characters in column %(column)d, and %(limit)d are read. Shorten the"
                " text, or look for a quotation mark that is never closed."
            )
            raise Trouble(text, line=line, column=column, length=len(cell), limit=self.text)
