"""Writes the tables of docs/ that list what the code declares, so that they are never out of date.

    .venv/bin/python tools/reference.py           rewrites the tables between their markers
    .venv/bin/python tools/reference.py --check   says which are out of date, exit 1

A table stands between ``<!-- table: NAME -->`` and ``<!-- end -->`` in any Markdown file below docs/.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
MARKED = re.compile(r"(<!-- table: ([a-z ]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def settings() -> str:
    from hashiwatashi.configuration import SETTINGS

    rows = [(f"`{s.name}`", f"`{s.default}`" if s.default else "", s.meaning) for s in SETTINGS]
    return table(("setting", "default", "meaning"), rows)


def events() -> str:
    from django.utils.translation import override

    from hashiwatashi.common.audit.events import events as declared

    with override("en"):
        return table(
            ("event", "meaning"), [(f"`{event.value}`", str(event.label)) for event in sorted(declared().values())]
        )


def commands() -> str:
    import typer.main

    from hashiwatashi.cli import collect

    def leaves(command: object, words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        subcommands = getattr(command, "commands", None)
        if subcommands is None:
            help_text = " ".join((getattr(command, "help", "") or "").split("\n\n")[0].split())
            yield f"`{' '.join(words)}`", help_text
        for name, child in sorted((subcommands or {}).items()):
            yield from leaves(child, (*words, name))

    return table(("command", "what it does"), list(leaves(typer.main.get_command(collect()), ("hashi",))))


def routes() -> str:
    from hashiwatashi.web.permissions import routes as declared

    rows = [(f"`/{route.path}`", f"`{route.name}`", route.permission) for route in declared()]
    return table(("address", "name", "who may"), sorted(rows))


def stages() -> str:
    from hashiwatashi.common.discovery import discover
    from hashiwatashi.common.stages import graphs

    discover("stages")
    discover("decisions")
    return "".join(f"## {graph.name}\n\n```mermaid\n{graph.drawn()}\n```\n" for graph in graphs())


TABLES: dict[str, Callable[[], str]] = {
    "settings": settings,
    "events": events,
    "commands": commands,
    "routes": routes,
    "stages": stages,
}


def rewritten(text: str) -> str:
    """The text with every marked table made anew; an unknown name raises `KeyError`."""
    return MARKED.sub(lambda found: found[1] + TABLES[found[2]]() + found[3], text)


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hashiwatashi.settings")
    # Django must be set up before the declarations are imported.
    import django

    django.setup()
    stale = []
    for path in sorted((ROOT / "docs").rglob("*.md")):
        old = path.read_text(encoding="utf-8")
        new = rewritten(old)
        if new != old:
            stale.append(path)
            if "--check" not in sys.argv:
                path.write_text(new, encoding="utf-8")
    for path in stale:
        sys.stdout.write(f"{path.relative_to(ROOT)}\n")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
