"""`mekiki experts`: profiles and texts in, a score for every pair out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from mekiki.lines import read_documents, read_profiles, write_whole


def experts(
    profiles: Annotated[Path, typer.Option(help='JSON lines {"_id", "works": [{"title", "text"}]}')],
    texts: Annotated[Path, typer.Option(help='JSON lines {"_id", "title", "text"}')],
    out: Annotated[Path, typer.Option(help="CSV profile,text,score to write")],
    why: Annotated[
        Path | None, typer.Option(help="CSV profile,text,work,share to write: the works that speak")
    ] = None,
) -> None:
    """Score how well each person fits each text, by the works that fit best."""
    # Brings in scipy, which takes a second that the other commands need not wait.
    from mekiki.experts.scoring import Experts, Fit, Profile

    people = [Profile(name, works) for name, works in read_profiles(profiles)]
    asked = list(read_documents(texts))
    reasons: list[str] = []

    def rows(fits: Iterable[Fit]) -> Iterator[str]:
        yield "profile,text,score\n"
        for fit in fits:
            if why:
                reasons.extend(_line(fit.profile, fit.text, work.title, f"{work.share:.9g}") for work in fit.works)
            yield _line(fit.profile, fit.text, f"{fit.score:.9g}")

    write_whole(out, rows(Experts(people).fits(asked)))
    if why:
        write_whole(why, ["profile,text,work,share\n", *reasons])
    typer.echo(f"{len(people)} profiles × {len(asked)} texts → {out}", err=True)


def _line(*cells: str) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerow(cells)
    return written.getvalue()
