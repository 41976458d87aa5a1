"""The invented texts, read from the tables in ``data``; every one of them is fiction."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

Row = dict[str, Any]
DATA = files("hashiwatashi.demo") / "data"


def table(name: str) -> list[Row]:
    """The rows of ``data/<name>.toml``, which holds one array of tables, in the order of the file."""
    (rows,) = _document(f"{name}.toml").values()
    return list(rows)


def tables(folder: str) -> list[Row]:
    """The rows of every file in ``data/<folder>``, files by name."""
    names = sorted(item.name for item in (DATA / folder).iterdir() if item.name.endswith(".toml"))
    return [row for name in names for row in table(f"{folder}/{name.removesuffix('.toml')}")]


def labs() -> Row:
    """How each owner of equipment words its rooms, terms and fees; the invented makers; the sites."""
    return _document("labs.toml")


def topics() -> dict[str, str]:
    """The topic of every seed, expert, need and kind of equipment by its key: what tests hold matching against."""
    rows = [*tables("seeds"), *table("experts"), *table("needs"), *tables("equipment")]
    return {row["key"]: row["topic"] for row in rows}


@cache
def _document(path: str) -> Row:
    return tomllib.loads((DATA / path).read_text(encoding="utf-8"))
