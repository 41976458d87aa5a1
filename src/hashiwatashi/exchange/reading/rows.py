"""The rows of CSV, Excel and JSON files as they come, each with its true line in the file."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from django.utils.translation import gettext as _

from hashiwatashi.exchange.errors import UnusableFile
from hashiwatashi.exchange.reading.apart import read_apart
from hashiwatashi.exchange.reading.rawrows import RawRow


def read_rows(path: Path, encoding: str = "") -> tuple[RawRow, ...]:
    """Every row that is not blank, in order; of a workbook those of the first visible sheet that has any.

    Raises `UnusableFile`.
    """
    with closing(read_apart(path, encoding)) as sheets:
        for sheet in sheets:
            if sheet.rows:
                return sheet.rows
    raise UnusableFile(_("%(path)s is empty.") % {"path": path.name})
