"""`mekiki`: the engine on its own, on files."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from mekiki.assign.command import assign
from mekiki.assign.timetable_command import timetable
from mekiki.errors import MekikiError
from mekiki.evaluation import evaluate as measure
from mekiki.experts.command import experts
from mekiki.index.embedded import TantivyIndex
from mekiki.lines import read_documents, read_qrels, read_queries, read_run, write_whole
from mekiki.ranking import dictionary, shipped
from mekiki.ranking.vectors import home

app = typer.Typer(help="目利き mekiki: a matching engine that says why.", no_args_is_help=True, add_completion=False)
_console = Console(stderr=True)


def main() -> None:
    """Run the command asked for. What cannot be used is named on standard error; exit code 2."""
    try:
        app()
    except MekikiError as error:
        sys.exit(_refuse(str(error)))


def _refuse(message: str) -> int:
    typer.echo(f"mekiki: {message}", err=True)
    return 2


@app.command()
def vectors() -> None:
    """Keep what the installed packages ja-ginza (word vectors) and jamdict-data (a dictionary) know of words, so that
    words near in meaning meet, and both languages. Once is enough; build indexes anew afterwards."""
    typer.echo(f"{shipped.keep():,} words have a direction, {dictionary.keep():,} a meaning now: {home()}")


@app.command()
def rank(
    corpus: Annotated[Path, typer.Option(help='JSON lines {"_id", "title", "text", "context"}')],
    queries: Annotated[Path, typer.Option(help='JSON lines {"_id", "text"}')],
    out: Annotated[Path, typer.Option(help="TREC run to write")],
    k: Annotated[int, typer.Option(min=1, max=1000, help="hits for each query")] = 100,
) -> None:
    """Find for each query the documents that answer it best, and write them as a TREC run.

    A query without a word finds nothing.
    """
    asked = list(read_queries(queries))
    index = TantivyIndex()
    with Progress(console=_console, disable=not _console.is_terminal) as progress:
        reading = progress.add_task("documents", total=None)
        count = index.replace_all(
            read_documents(corpus), progress=lambda done: progress.update(reading, completed=done)
        )
        progress.update(reading, total=count, completed=count)
        results = index.search_many(replace(query, limit=k) for _, query in asked)
        ranked = progress.track(zip(asked, results, strict=True), total=len(asked), description="queries")
        write_whole(
            out,
            # In the index an empty text means all documents, by title; here nobody asked for those.
            _run_lines(
                (name, [(hit.id, hit.score) for hit in found.hits] if query.text.strip() else [])
                for (name, query), found in ranked
            ),
        )
    typer.echo(f"{count} documents, {len(asked)} queries → {out}", err=True)


@app.command()
def evaluate(
    qrels: Annotated[Path, typer.Option(help="tab-separated query, document, grade")],
    run: Annotated[Path, typer.Option(help="TREC run")],
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object instead of a table")] = False,
) -> None:
    """Measure a run against judgements: MRR@10, nDCG@10 (gain = grade), Recall@10 and @100."""
    quality = asdict(measure(read_qrels(qrels), read_run(run)))
    if as_json:
        typer.echo(json.dumps(quality))
        return
    for name, value in quality.items():
        typer.echo(f"{name.replace('_at_', '@'):12} {value:.4f}" if name != "queries" else f"{name:12} {value}")


app.command()(experts)
app.command()(assign)
app.command()(timetable)


def _run_lines(ranked: Iterable[tuple[str, list[tuple[str, float]]]]) -> Iterator[str]:
    for query, hits in ranked:
        for position, (document, score) in enumerate(hits, start=1):
            yield f"{query} Q0 {document} {position} {score:.9g} mekiki\n"


if __name__ == "__main__":
    main()
