"""Bodies that merged into one and that files know under both names (data/successions.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

_FILE = Path(__file__).parent.parent / "data" / "successions.toml"


@dataclass(frozen=True, slots=True)
class Merger:
    """``old`` became part of ``new`` on a day; ``source`` is where that is published."""

    old: str
    new: str
    on: date
    source: str


def mergers() -> Iterator[Merger]:
    """Every merger we know of, in the order of the file."""
    for entry in tomllib.loads(_FILE.read_text(encoding="utf-8"))["merger"]:
        for old in entry["old"]:
            yield Merger(old, entry["new"], entry["on"], entry["source"])
