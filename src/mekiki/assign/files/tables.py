"""CSV tables, line by line: headers, cells, and who is to blame."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from itertools import islice
from pathlib import Path

from mekiki.assign.model.problem import LIMIT
from mekiki.errors import InputError

BUFFER = 2**20  # bytes


# Sums over a million pairs stay exact to a thousandth in floating-point numbers.
LARGEST_SCORE = 1e6


class Table:
    """A CSV file being read: UTF-8 with or without byte order mark, a first line of headers, rows of equal length.

    Raises `InputError` naming file, line and reason for whatever cannot be used. Blank lines are passed over.
    """

    def __init__(self, path: Path, file: TextIOWrapper, needed: Sequence[str], optional: Sequence[str]) -> None:
        self.path = path
        self._reader = csv.reader(file, strict=True)
        header = [name.strip() for name in next(self._rows(), [])]
        wanted = ",".join(needed) + "".join(f"[,{name}]" for name in optional)
        if not header:
            raise InputError(f"{path}: nothing in it; the first line must be {wanted}")
        if header[: len(needed)] != list(needed) or header[len(needed) :] != list(
            optional[: len(header) - len(needed)]
        ):
            raise self.refusal(f"the headers must be {wanted}, found {','.join(header)}", 1)
        self.header = header

    def rows(self) -> Iterator[list[str]]:
        """Rows with as many cells as the headers."""
        width = len(self.header)
        for row in self._rows():
            if len(row) != width:
                raise self.refusal(f"{width} cells are needed ({','.join(self.header)}), found {len(row)}")
            yield row

    def columns(self, size: int) -> Iterator[list[tuple[str, ...]]]:
        """The same rows in blocks of about `size`, turned: one tuple for each header. Quicker for millions of rows.

        A row of another length raises `InputError` without its line; `rows` tells it.
        """
        while True:
            with self._blamed():
                block = list(islice(self._reader, size))
            if not block:
                return
            lengths = set(map(len, block))
            if 0 in lengths:
                block = [row for row in block if row]
            if lengths - {0, len(self.header)}:
                raise InputError(f"{self.path}: a row has not {len(self.header)} cells")
            if block:
                yield list(zip(*block, strict=True))

    @property
    def line(self) -> int:
        """The number of the line last read."""
        return self._reader.line_num

    def refusal(self, reason: str, line: int | None = None) -> InputError:
        """The error for a line, by default the one last read."""
        return InputError(f"{self.path}, line {self.line if line is None else line}: {reason}")

    def name(self, cell: str, column: str) -> str:
        """A cell that names somebody."""
        if not cell:
            raise self.refusal(f"the {column} is empty")
        return cell

    def known(self, cell: str, column: str, among: dict[str, int]) -> int:
        """The number of a name that must be known."""
        if cell not in among:
            raise self.refusal(f"unknown {column} {cell!r}")
        return among[cell]

    def count(self, cell: str, column: str) -> int:
        """A whole number from 0 to `LIMIT`."""
        try:
            number = int(cell)
        except ValueError:
            raise self.refusal(f"the {column} {cell!r} is not a whole number") from None
        if number < 0:
            raise self.refusal(f"the {column} {number} is negative")
        if number > LIMIT:
            raise self.refusal(f"the {column} {number} is above {LIMIT}")
        return number

    def score(self, cell: str) -> float:
        """A number up to `LARGEST_SCORE` either way."""
        try:
            number = float(cell)
        except ValueError:
            raise self.refusal(f"the score {cell!r} is not a number") from None
        if not math.isfinite(number):
            raise self.refusal(f"the score {cell!r} is not a finite number")
        if abs(number) > LARGEST_SCORE:
            raise self.refusal(f"the score {cell!r} is above {LARGEST_SCORE:.0f}: sums would not be exact")
        return number

    def _rows(self) -> Iterator[list[str]]:
        with self._blamed():
            for row in self._reader:
                if row:
                    yield row

    @contextmanager
    def _blamed(self) -> Iterator[None]:
        try:
            yield
        except csv.Error as error:
            raise self.refusal(f"not CSV: {error}") from error
        except UnicodeDecodeError as error:
            raise self._not_utf8() from error

    def _not_utf8(self) -> InputError:
        """Text is decoded in blocks, so the line is looked for anew."""
        with self.path.open("rb") as file:
            for number, raw in enumerate(file, start=1):
                try:
                    raw.decode("utf-8-sig" if number == 1 else "utf-8")
                except UnicodeDecodeError as error:
                    return self.refusal(f"not UTF-8 ({error.reason} at byte {error.start + 1})", number)
        return InputError(f"{self.path}: not UTF-8")


@contextmanager
def table(path: Path, needed: Sequence[str], optional: Sequence[str] = ()) -> Iterator[Table]:
    """Open a CSV file with the needed headers and as many of the optional ones, in order, as it has."""
    try:
        with path.open(encoding="utf-8-sig", newline="", buffering=BUFFER) as file:
            yield Table(path, file, needed, optional)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error


def counts(path: Path, column: str, number: str) -> dict[str, int]:
    """Name → whole number, in the order of the file; a name twice or an empty file raises `InputError`."""
    found: dict[str, int] = {}
    with table(path, (column, number)) as rows:
        for name, cell in rows.rows():
            if rows.name(name, column) in found:
                raise rows.refusal(f"the {column} {name!r} stood before")
            found[name] = rows.count(cell, number)
    if not found:
        raise InputError(f"{path}: no {column} in it")
    return found
