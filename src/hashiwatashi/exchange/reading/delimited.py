"""CSV as it comes, each row with its true line in the file."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from hashiwatashi.exchange.reading.limits import Limits
from hashiwatashi.exchange.reading.rawrows import RawRow, cell_text
from hashiwatashi.exchange.reading.trouble import Trouble, gettext_noop

_DELIMITERS = (",", "\t", ";", "|")
# The first line by which a file tells Excel its delimiter.
_TOLD = re.compile('\ufeff*"?sep=(.)"?[ \t,;]*\r?\n?')
_LOOKED_AT = 50
# So many characters between two marks are no cell any more.
_FAR = 10_000_000
# A last row of our own; when it is missing, an open quotation mark has swallowed the end of the file.
_END = "\x1eend"
# The mark that old programs put at the end of a text.
_OLD_END = "\x1a"


def rows_of(text: str, limits: Limits) -> Iterator[RawRow]:
    """The rows that are not blank. Raises `Trouble`."""
    text = text.rstrip(_OLD_END + "\0").replace("\0", "").lstrip("\ufeff")
    cells = 0
    for number, row in enumerate(_records(text), start=1):
        cells += len(row.cells)
        limits.check_row(number, len(row.cells), cells)
        for column, cell in enumerate(row.cells, start=1):
            limits.check_text(row.line, column, cell)
        if not row.is_blank:
            yield row


def _records(text: str) -> Iterator[RawRow]:
    csv.field_size_limit(_FAR)
    told = _TOLD.match(text)
    delimiter = told[1] if told else _delimiter(text)
    reader = csv.reader(io.StringIO(text.removesuffix("\n") + f"\n{_END}\n", newline=""), delimiter=delimiter)
    line = 1
    try:
        for cells in reader:
            if cells == [_END]:
                return
            if not (told and line == 1):
                yield RawRow(line, tuple(cell_text(cell) for cell in cells))
            begun, line = line, reader.line_num + 1
    except csv.Error as error:
        if "field limit" in str(error):
            raise Trouble(
                gettext_noop("The quotation mark opened in line %(line)d is never closed."), line=line
            ) from error
        raise Trouble(gettext_noop("Line %(line)d is not CSV: %(error)s."), line=line, error=str(error)) from error
    raise Trouble(gettext_noop("The quotation mark opened in line %(line)d is never closed."), line=begun)


def _delimiter(text: str) -> str:
    """The delimiter that gives the most cells in the most usual shape of the first rows."""

    def usual_width(delimiter: str) -> int:
        rows = islice(csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=delimiter), _LOOKED_AT)
        widths = Counter(len(row) for row in rows if len(row) > 1)
        return max((width * count for width, count in widths.items()), default=0)

    return max(_DELIMITERS, key=usual_width)
