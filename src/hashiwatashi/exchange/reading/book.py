"""What an .xlsx file says of its own sheets: their names and parts, whether they are hidden, the number formats."""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass
from xml.parsers import expat

from hashiwatashi.exchange.reading.archive import BROKEN, parse
from hashiwatashi.exchange.reading.formats import BUILT_IN
from hashiwatashi.exchange.reading.limits import Limits
from hashiwatashi.exchange.reading.trouble import Trouble, gettext_noop

_BOOK = "xl/workbook.xml"
TOO_MANY_SHEETS = gettext_noop("The file has more than %(limit)d sheets. Split it, or raise IMPORT_SHEETS.")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet and the part of the archive that holds its cells (empty for a chart)."""

    name: str
    is_hidden: bool
    part: str


def local(name: str) -> str:
    """An XML name without its prefix."""
    return name.rpartition(":")[2]


def sheet_parts(archive: zipfile.ZipFile, limits: Limits) -> list[SheetPart]:
    """The sheets of the workbook, in its order. Raises `Trouble`."""
    book = _book_part(archive)
    targets = _targets(archive, book)
    found: list[SheetPart] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if local(name) != "sheet":
            return
        plain = {local(key): value for key, value in attributes.items()}
        part = targets.get(plain.get("id", ""), "")
        found.append(SheetPart(plain.get("name", ""), plain.get("state", "visible") != "visible", part))
        if len(found) > limits.sheets:
            raise Trouble(TOO_MANY_SHEETS, limit=limits.sheets)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parse(archive, book, parser)
    parts = [sheet.part for sheet in found if sheet.part]
    if len(set(parts)) < len(parts):
        raise Trouble(BROKEN, error="two sheets are one part")
    return found


def number_formats(archive: zipfile.ZipFile) -> list[str]:
    """The number format code of each cell style, by its number; empty for the general one. Raises `Trouble`."""
    own: dict[int, str] = {}
    styles: list[int] = []
    inside: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        inside.append(local(name))
        if inside[-1] == "numFmt" and attributes.get("numFmtId", "").isdigit():
            own[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        if inside[-2:] == ["cellXfs", "xf"]:
            told = attributes.get("numFmtId", "0")
            styles.append(int(told) if told.isdigit() else 0)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: inside.pop() and None
    part = posixpath.join(posixpath.dirname(_book_part(archive)), "styles.xml")
    if part in archive.namelist():
        parse(archive, part, parser)
    return [own.get(number, BUILT_IN.get(number, "")) for number in styles]


def _book_part(archive: zipfile.ZipFile) -> str:
    names = {name.lower(): name for name in archive.namelist()}
    if _BOOK not in names:
        text = gettext_noop(
            "The file is no Excel workbook, although it is named or packed like one. Save it as .xlsx."
        )
        raise Trouble(text)
    return names[_BOOK]


def _targets(archive: zipfile.ZipFile, book: str) -> dict[str, str]:
    """The part of each relation of the workbook, as the archive spells it."""
    spelled = {name.lower(): name for name in archive.namelist()}
    folder = posixpath.dirname(book)
    found: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            path = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
            if "worksheets" in path:
                found[attributes.get("Id", "")] = spelled.get(path.lower(), "")

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parse(archive, posixpath.join(folder, "_rels", posixpath.basename(book) + ".rels"), parser)
    return found
