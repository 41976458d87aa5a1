"""The file of rejected rows: the original columns, then where and why; mended, it can be imported itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hashiwatashi.common.spreadsheets import csv_lines

NOTES = ("file", "line", "column", "value", "reason")


@dataclass(frozen=True, slots=True)
class Rejection:
    """One rejected row: its line and cells, the file's column and the value that cannot be taken, and why."""

    line: int
    column: str
    value: str
    reason: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The rejections of one column for one reason: how many, and the first of them."""

    column: str
    reason: str
    count: int
    first: tuple[Rejection, ...]


def grouped(rejections: Iterable[Rejection], shown: int) -> list[Group]:
    """Rejections by column and reason, the most frequent first, then as in the file; ``shown`` of each."""
    found: dict[tuple[str, str], list[Rejection]] = {}
    for one in rejections:
        found.setdefault((one.column, one.reason), []).append(one)
    groups = [Group(column, reason, len(of), tuple(of[:shown])) for (column, reason), of in found.items()]
    return sorted(groups, key=lambda group: -group.count)


def write_rejects(path: Path, file: str, header: Sequence[str], rejections: Iterable[Rejection]) -> None:
    """Write UTF-8 with BOM, so that a spreadsheet shows it rightly. Notes of an earlier round are replaced."""
    kept = [number for number, name in enumerate(header) if name not in NOTES]

    def rows() -> Iterator[list[str]]:
        yield [*(header[number] for number in kept), *NOTES]
        for rejection in rejections:
            cells = [rejection.cells[number] if number < len(rejection.cells) else "" for number in kept]
            yield [*cells, file, str(rejection.line), rejection.column, rejection.value, rejection.reason]

    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(csv_lines(rows()))
