"""The process that reads one file and tells its rows on the standard output, one JSON array a line.

Nothing else is in it, so that a file which ends it ends nothing else. Lines: ``["sheet", name, siblings]``,
``["row", line, cells, faults]``, ``["spans", …]`` after the rows of a sheet, ``["trouble", message, values]`` and at
last ``["end"]``.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hashiwatashi.exchange.reading import delimited, tree
from hashiwatashi.exchange.reading.characters import decode
from hashiwatashi.exchange.reading.limits import MEGABYTE, Limits
from hashiwatashi.exchange.reading.rawrows import RawSheet
from hashiwatashi.exchange.reading.trouble import Trouble

_EXCEL = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"}
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def main() -> None:
    """Read the file that the one argument, a JSON object, names."""
    asked = json.loads(sys.argv[1])
    limits = Limits(**asked["limits"])
    _bound(limits)
    try:
        for sheet in sheets_of(Path(asked["path"]), asked["encoding"], asked["sheet"], limits):
            _tell("sheet", sheet.name, sheet.siblings)
            for row in sheet.rows:
                _tell("row", row.line, row.cells, list(row.faults.items()))
            _tell("spans", sheet.spans)
            sys.stdout.flush()
    except Trouble as trouble:
        _tell("trouble", trouble.message, trouble.values)
    _tell("end")


def sheets_of(path: Path, encoding: str, sheet: str, limits: Limits) -> Iterator[RawSheet]:
    """The sheets of a file, or its rows as one sheet without a name. Raises `Trouble`."""
    with path.open("rb") as stream:
        head = stream.read(4)
    if path.suffix.lower() in _EXCEL or head in {_ZIP, _OLE}:
        # Only here, because loading the reader of workbooks takes longer than reading most text files.
        from hashiwatashi.exchange.reading import workbook

        yield from workbook.sheets_of(path, sheet, limits)
        return
    text = decode(path.read_bytes(), encoding)
    rows = tree.rows_of if path.suffix.lower() == ".json" else delimited.rows_of
    yield RawSheet("", tuple(rows(text, limits)))


def _bound(limits: Limits) -> None:
    """Memory and time, kept by the operating system: who exceeds them ends."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_mb * MEGABYTE,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(limits.seconds)


def _tell(*said: Any) -> None:
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main()
