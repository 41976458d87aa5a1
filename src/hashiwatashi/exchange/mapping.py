"""Mapping files: which column of a file is which field, as a JSON object or a CSV of two columns."""

from __future__ import annotations

import json
from pathlib import Path

from django.utils.translation import gettext as _

from hashiwatashi.common.texts import clean
from hashiwatashi.exchange.errors import UnusableFile
from hashiwatashi.exchange.reading.characters import decode
from hashiwatashi.exchange.reading.rows import read_rows
from hashiwatashi.exchange.reading.trouble import Trouble

# A mapping has a line for each column of a list.
_LARGEST = 1024 * 1024


def read_mapping(path: Path) -> dict[str, str]:
    """Column of the file → field of the table. Raises `UnusableFile`."""
    return _of_json(path) if path.suffix.lower() == ".json" else _of_table(path)


def _of_json(path: Path) -> dict[str, str]:
    message = _("%(path)s is not a mapping: %(error)s.")
    try:
        if path.stat().st_size > _LARGEST:
            raise UnusableFile(message % {"path": path.name, "error": _("it is larger than 1 MB")})
        content = json.loads(decode(path.read_bytes()))
    except Trouble as trouble:
        raise UnusableFile(_(trouble.message) % trouble.values) from trouble
    except (OSError, ValueError, RecursionError) as error:
        raise UnusableFile(message % {"path": path.name, "error": error}) from error
    if not isinstance(content, dict) or not all(isinstance(field, str) for field in content.values()):
        raise UnusableFile(_("%(path)s must be one JSON object: column of the file → field.") % {"path": path.name})
    return {clean(column).strip(): clean(field).strip() for column, field in content.items()}


def _of_table(path: Path) -> dict[str, str]:
    rows = read_rows(path)
    short = next((row.line for row in rows if len(row.cells) < 2), None)
    if short:
        text = _("Line %(line)d of %(path)s must have two columns: column of the file, field.")
        raise UnusableFile(text % {"line": short, "path": path})
    return {row.cells[0].strip(): row.cells[1].strip() for row in rows}
