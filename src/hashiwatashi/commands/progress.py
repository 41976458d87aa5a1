"""The one bar that long commands show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

T = TypeVar("T")
# Hears (done, total); what has no total yet says 0.
Tell = Callable[[int, int], None]


@contextmanager
def bar(text: str, *, tells_lines: bool = False) -> Iterator[Tell]:
    """A bar on the terminal's error stream while the work inside runs.

    Where there is no terminal: a line there for each tenth with ``tells_lines``, else nothing.
    """
    console = Console(stderr=True)
    if tells_lines and not console.is_terminal:
        yield _lines(text)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    times = (TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, *times, console=console, disable=not console.is_terminal) as shown:
        work = shown.add_task(text, total=None)
        yield lambda done, total: shown.update(work, completed=done, total=total or None)


@contextmanager
def counted(text: str, total: int) -> Iterator[Callable[[int], None]]:
    """A `bar` for work whose extent is known before."""
    with bar(text) as tell:
        tell(0, total)
        yield lambda done: tell(done, total)


def each(records: Iterable[T], text: str, total: int) -> Iterator[T]:
    """``records`` one by one, with a `bar` that grows as they are taken."""
    with counted(text, total) as tell:
        for number, record in enumerate(records, start=1):
            yield record
            tell(number)


def _lines(text: str) -> Tell:
    told = 0

    def tell(done: int, total: int) -> None:
        nonlocal told
        tenth = done * 10 // total if total else 10
        if tenth > told:
            told = tenth
            typer.echo(f"{text}: {tenth * 10}%", err=True)

    return tell
