"""One more searchable kind costs its own files, and few others: those that name all of its siblings.

The count stands in docs/develop/architecture.md; `FILES` is what it may be at most (../shared plans aside, every one
is a list that has to be complete: the enum of kinds, the demo's world, the site of the administrators …).
"""

import re
from pathlib import Path

from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.registry import searchables

ROOT = Path(__file__).parents[2]
MOST = 10
# Written once and never again, or made by a tool.
APART = ("migrations", "locale", "data", "static")


def naming_all(folder):
    """Files below ``folder`` that name every searchable kind, by its key or by its model."""
    words = [re.compile(rf"(?i)\b{kind.value}s?\b|\b{searchables()[kind].model.__name__}\b") for kind in Kind]
    return [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in {".py", ".html", ".toml", ".js"} and not set(APART) & set(path.parts)
        if all(word.search(path.read_text(encoding="utf-8")) for word in words)
    ]


def test_few_files_name_all_siblings():
    found = naming_all("src")
    assert len(found) <= MOST, found
