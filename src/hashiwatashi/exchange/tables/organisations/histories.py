"""Several rows of one organisation: its latest state, and the names it bore."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from hashiwatashi.exchange.reading import dates
from hashiwatashi.exchange.reading.sheet import Row


@dataclass(frozen=True, slots=True)
class Borne:
    """A name borne from one day to another (half-open; None = unknown, or still)."""

    name: str
    since: date | None
    until: date | None


def by_number(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """The rows of each organisation, oldest first; a row without number stands for itself."""
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.text("corporate_number") or f"line {row.line}"].append(row)
    for group in groups.values():
        yield sorted(group, key=_age)


def names_of(group: Sequence[Row]) -> list[Borne]:
    """The dated names of an organisation whose rows (oldest first) show more than one; else none."""
    runs: list[tuple[str, date | None]] = []
    for row in group:
        if not runs or runs[-1][0] != row.text("name"):
            runs.append((row.text("name"), dates.day("changed_on", row.text("changed_on"))))
    if len(runs) < 2:
        return []
    ends = [since for _, since in runs[1:]]
    return [
        Borne(name, since if until is None or since is None or since < until else None, until)
        for (name, since), until in zip(runs, [*ends, None], strict=True)
    ]


def _age(row: Row) -> tuple[bool, str, int, int]:
    """Oldest first; the row that its source marks as the latest comes last."""
    sequence = row.text("sequence")
    number = int(sequence) if sequence.isdecimal() else row.line
    return row.text("latest") == "1", row.text("changed_on"), number, row.line
