"""Reading a file in a process of its own, whose end becomes a sentence and never ours."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _

from hashiwatashi.exchange.errors import UnusableFile
from hashiwatashi.exchange.reading.limits import MEGABYTE, Limits
from hashiwatashi.exchange.reading.rawrows import RawRow, RawSheet
from hashiwatashi.exchange.reading.trouble import Trouble

_CHILD = "hashiwatashi.exchange.reading.child"
_SOURCES = Path(__file__).parents[3]
_LOGGED = 2000
_log = logging.getLogger(__name__)


def limits() -> Limits:
    """The limits that this installation has set."""
    return Limits(**settings.IMPORT_LIMITS)


def read_apart(path: Path, encoding: str = "", sheet: str = "") -> Generator[RawSheet]:
    """The sheets of a file, one after the other; whoever has found theirs stops there.

    Raises `UnusableFile`, also when reading took more memory or time than it may, or crashed.
    """
    bounds = limits()
    try:
        bounds.check_file(path.stat().st_size)
        with tempfile.TemporaryFile() as complaints:
            yield from _heard(_started(path, encoding, sheet, bounds, complaints), bounds, complaints)
    except OSError as error:
        raise UnusableFile(_("%(path)s cannot be read: give the path of a file.") % {"path": path}) from error
    except Trouble as trouble:
        raise UnusableFile(_(trouble.message) % trouble.values) from trouble


def _started(path: Path, encoding: str, sheet: str, bounds: Limits, complaints: IO[bytes]) -> subprocess.Popen[bytes]:
    asked = {"path": str(path.absolute()), "encoding": encoding, "sheet": sheet, "limits": asdict(bounds)}
    if not path.is_file() or not os.access(path, os.R_OK):
        raise FileNotFoundError(path)
    # Of our environment only what finds the program: the reader of a stranger's file needs no keys.
    environment = {"PYTHONPATH": str(_SOURCES), "PATH": os.environ.get("PATH", ""), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen(  # noqa: S603 our own program, and the path is an argument, not a command
        [sys.executable, "-P", "-m", _CHILD, json.dumps(asked)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=complaints,
        env=environment,
    )


def _heard(child: subprocess.Popen[bytes], bounds: Limits, complaints: IO[bytes]) -> Generator[RawSheet]:
    assert child.stdout is not None
    rows: list[RawRow] = []
    siblings: tuple[str, ...]
    name, siblings, is_whole = "", (), False
    try:
        for kind, *said in _lines(child.stdout, bounds):
            match kind:
                case "sheet":
                    name, siblings, rows = said[0], tuple(said[1]), []
                case "row":
                    rows.append(RawRow(said[0], tuple(said[1]), {at: _(text) for at, text in said[2]}))
                case "spans":
                    spans = tuple((line, first, last) for line, first, last in said[0])
                    yield RawSheet(name, tuple(rows), spans, siblings)
                case "trouble":
                    raise Trouble(said[0], **said[1])
                case "end":
                    is_whole = True
    finally:
        if not is_whole and child.poll() is None:
            child.kill()
        child.stdout.close()
        child.wait()
    if not is_whole:
        raise UnusableFile(_why(child.returncode, bounds, complaints))


def _lines(stream: IO[bytes], bounds: Limits) -> Iterator[list[Any]]:
    """What the child says, line by line. Raises `Trouble` when it says more than a file within the limits holds."""
    left = bounds.unpacked_mb * MEGABYTE
    while line := stream.readline(left + 1):
        left -= len(line)
        if left < 0:
            text = "Unpacked, the file is larger than %(limit)d MB. Split it, or raise IMPORT_UNPACKED_MB."
            raise Trouble(text, limit=bounds.unpacked_mb)
        if not line.endswith(b"\n"):
            return
        yield json.loads(line)


def _why(code: int, bounds: Limits, complaints: IO[bytes]) -> str:
    if code == -signal.SIGALRM:
        text = _("Reading the file takes more than %(limit)d seconds. Split it, or raise IMPORT_SECONDS.")
        return text % {"limit": bounds.seconds}
    complaints.seek(max(complaints.seek(0, os.SEEK_END) - _LOGGED, 0))
    _log.error("the reading of a file ended with %d: %s", code, complaints.read().decode(errors="replace"))
    text = _(
        "The file cannot be read within %(limit)d MB of memory, or it is damaged. Copy the list to a new workbook and"
        " save that, or raise IMPORT_MEMORY_MB."
    )
    return text % {"limit": bounds.memory_mb}
