"""The packed parts of a workbook: measured before anything of them is unpacked into memory."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.parsers import expat

from hashiwatashi.exchange.reading.limits import MEGABYTE, Limits
from hashiwatashi.exchange.reading.trouble import Trouble, gettext_noop

_PIECE = 256 * 1024
# Parts below this size may be packed as tightly as they like.
_SMALL = MEGABYTE
# A workbook has a part a sheet, and some for each picture and table.
_PARTS = 5000
BROKEN = gettext_noop("The file is not a whole Excel file: %(error)s. Save it anew as .xlsx.")


def opened(path: Path, limits: Limits) -> zipfile.ZipFile:
    """The archive, when the sizes its directory tells can be true and are within the limits. Raises `Trouble`."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Trouble(BROKEN, error=str(error)) from error
    parts = archive.infolist()
    if len(parts) > _PARTS or len({part.filename for part in parts}) < len(parts):
        raise Trouble(BROKEN, error="parts")
    if any(part.flag_bits & 1 for part in parts):
        raise Trouble(gettext_noop("The file is protected by a password. Save it without one."))
    if sum(part.compress_size for part in parts) > path.stat().st_size:
        raise Trouble(BROKEN, error="overlap")
    _check_sizes(parts, limits)
    return archive


def unpacked_size(path: Path) -> int:
    """The bytes of a file when it is unpacked, by its own word; of a file that is no archive its size."""
    try:
        with zipfile.ZipFile(path) as archive:
            return sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return path.stat().st_size


def _check_sizes(parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    if sum(part.file_size for part in parts) > limits.unpacked_mb * MEGABYTE:
        text = gettext_noop("Unpacked, the file is larger than %(limit)d MB. Split it, or raise IMPORT_UNPACKED_MB.")
        raise Trouble(text, limit=limits.unpacked_mb)
    for part in parts:
        if part.file_size > max(_SMALL, limits.ratio * part.compress_size):
            text = gettext_noop(
                "A part of the file (%(part)s) unpacks to more than %(limit)d times its size, as no list does. Copy"
                " the list to a new workbook and save that, or raise IMPORT_RATIO."
            )
            raise Trouble(text, part=part.filename[:100], limit=limits.ratio)


def parse(archive: zipfile.ZipFile, part: str, parser: expat.XMLParserType) -> None:
    """Stream a part of XML through a parser. Document types, and so entities, are refused. Raises `Trouble`."""

    def refuse(*_: Any) -> None:
        raise Trouble(
            gettext_noop("The file holds an XML document type, as no workbook does. Save it anew as .xlsx.")
        )

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        for piece in _pieces(archive, part):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, KeyError) as error:
        raise Trouble(BROKEN, error=f"{part[:100]}: {error}") from error


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            yield piece
