"""One more searchable kind costs its own files, and few others: those that name all of its siblings.

Each of them is a list that has to be complete, such as the kinds themselves or the tables of the demo.
docs/develop/architecture.md tells which they are.
"""

import re
from pathlib import Path

from hashiwatashi.matching.enums import Kind

ROOT = Path(__file__).parents[2]
MOST = 10
# Files that name all others and not this one would have been changed for it in the old shape.
NEWEST = Kind.MEASURE
# Written once and never again, or made by a tool.
APART = ("migrations", "locale", "data", "static")


def naming_all(folder):
    """Files below ``folder`` that name every searchable kind, by its key or by its model."""
    words = [re.compile(kind.value, re.IGNORECASE) for kind in Kind if kind != NEWEST]
    return [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in {".py", ".html", ".toml", ".js"} and not set(APART) & set(path.parts)
        if all(word.search(path.read_text(encoding="utf-8")) for word in words)
    ]


def test_few_files_name_all_siblings():
    found = naming_all("src")
    assert len(found) <= MOST, found
