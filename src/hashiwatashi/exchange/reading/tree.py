"""JSON trees, such as the industries."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from hashiwatashi.exchange.reading.limits import Limits
from hashiwatashi.exchange.reading.rawrows import RawRow, cell_text
from hashiwatashi.exchange.reading.trouble import Trouble, gettext_noop

_HEADER = ("code", "name", "level", "parent")


def rows_of(text: str, limits: Limits) -> Iterator[RawRow]:
    """A tree of objects with ``code`` and ``name``: one row a node, parents first. Raises `Trouble`."""
    tree = _parsed(text.lstrip("\ufeff"))
    yield RawRow(1, _HEADER)
    lines = _lines_of(text, re.compile(r'"code"\s*:'))
    for number, cells in enumerate(_nodes(tree, level=0, parent=""), start=2):
        limits.check_row(number, len(cells), number * len(cells))
        line = next(lines, 1)
        for column, cell in enumerate(cells, start=1):
            limits.check_text(line, column, cell)
        yield RawRow(line, tuple(cell_text(cell) for cell in cells))


def _parsed(text: str) -> Any:
    try:
        tree = json.loads(text)
    except json.JSONDecodeError as error:
        message = gettext_noop("Line %(line)d is not JSON: %(error)s.")
        raise Trouble(message, line=error.lineno, error=error.msg) from error
    except (RecursionError, ValueError) as error:
        text = gettext_noop("The JSON is nested too deeply or holds too long a number.")
        raise Trouble(text) from error
    if not isinstance(tree, dict):
        raise Trouble(gettext_noop("The JSON must be one object: a tree of objects with code and name."))
    return tree


def _nodes(node: Any, *, level: int, parent: str) -> Iterator[tuple[str, str, str, str]]:
    if not isinstance(node, dict):
        return
    if "code" in node:
        yield str(node["code"]), str(node.get("name", "")), str(level), parent
    for children in node.values():
        for child in children if isinstance(children, list) else ():
            yield from _nodes(child, level=level + 1, parent=str(node.get("code", "")))


def _lines_of(text: str, pattern: re.Pattern[str]) -> Iterator[int]:
    """The line of each match, in the order of the text."""
    line, position = 1, 0
    for found in pattern.finditer(text):
        line += text.count("\n", position, found.start())
        position = found.start()
        yield line
