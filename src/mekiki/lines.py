"""Reading and writing the engine's files: JSON lines, judgements, runs. A bad line is named with its reason."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile

from mekiki.documents import Document, Query
from mekiki.errors import InputError


def read_documents(path: Path) -> Iterator[Document]:
    """Documents of a file of JSON lines ``{"_id", "title"?, "text", "context"?}``; no id twice, else `InputError`."""
    for number, record in _records(path):
        yield Document(
            id=_text(record, "_id", path, number, required=True),
            title=_text(record, "title", path, number),
            text=_text(record, "text", path, number),
            context=_text(record, "context", path, number),
        )


def read_queries(path: Path) -> Iterator[tuple[str, Query]]:
    """Ids and queries of a file of JSON lines ``{"_id", "text"}``; an id twice raises `InputError`."""
    for number, record in _records(path):
        yield (
            _text(record, "_id", path, number, required=True),
            Query(_text(record, "text", path, number, required=True)),
        )


def read_profiles(path: Path) -> Iterator[tuple[str, tuple[Document, ...]]]:
    """Ids and works of a file of JSON lines ``{"_id", "works": [{"title"?, "text"?}, …]}``; works may be none."""
    for number, record in _records(path):
        name = _text(record, "_id", path, number, required=True)
        works = record.get("works")
        if not isinstance(works, list) or not all(isinstance(work, dict) for work in works):
            raise _refusal(path, number, 'works must be a list of objects {"title", "text"}')
        texts = [(_text(work, "title", path, number), _text(work, "text", path, number)) for work in works]
        yield name, tuple(Document(f"{name}:{place}", title, text) for place, (title, text) in enumerate(texts))


def read_qrels(path: Path) -> dict[str, dict[str, float]]:
    """Judgements: query → document → grade, from tab-separated lines ``query, document, grade``.

    The four columns of TREC (query, 0, document, grade) are taken too, and a first line of column names.
    """
    found: dict[str, dict[str, float]] = {}
    for number, line in _lines(path):
        cells = line.split("\t") if "\t" in line else line.split()
        if len(cells) == 4:
            cells = [cells[0], cells[2], cells[3]]
        if len(cells) != 3:
            raise _refusal(path, number, f"three columns are needed (query, document, grade), found {len(cells)}")
        grade = _number(cells[2])
        if grade is None:
            if number == 1:
                continue
            raise _refusal(path, number, f"the grade {cells[2]!r} is not a number")
        found.setdefault(cells[0], {})[cells[1]] = grade
    if not found:
        raise InputError(f"{path}: no judgement in it")
    return found


def read_run(path: Path) -> dict[str, list[str]]:
    """A TREC run: query → documents, best first, by score and for equal scores by the order of the file.

    A document twice for one query raises `InputError`: it would count twice.
    """
    seen: set[tuple[str, str]] = set()
    scored: dict[str, list[tuple[float, str]]] = {}
    for number, line in _lines(path):
        cells = line.split()
        score = _number(cells[4]) if len(cells) == 6 else None
        if score is None:
            raise _refusal(path, number, "six columns are needed: query Q0 document rank score tag")
        if (cells[0], cells[2]) in seen:
            raise _refusal(path, number, f"the document {cells[2]!r} stands twice for the query {cells[0]!r}")
        seen.add((cells[0], cells[2]))
        scored.setdefault(cells[0], []).append((-score, cells[2]))
    return {
        query: [document for _, document in sorted(hits, key=lambda hit: hit[0])] for query, hits in scored.items()
    }


def write_whole(path: Path, lines: Iterable[str]) -> None:
    """Write a file in one step: readers see all of it or what was there before."""
    with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
        draft = Path(file.name)
        try:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)


def _records(path: Path) -> Iterator[tuple[int, dict[str, object]]]:
    seen: set[str] = set()
    for number, line in _lines(path):
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:  # ValueError: also numbers of thousands of digits
            raise _refusal(path, number, f"not JSON: {error}") from error
        if not isinstance(record, dict):
            raise _refusal(path, number, "a JSON object is needed")
        key = str(record.get("_id"))
        if key in seen:
            raise _refusal(path, number, f"the _id {key!r} stood before")
        seen.add(key)
        yield number, record
    if not seen:
        raise InputError(f"{path}: nothing in it")


def _text(record: dict[str, object], name: str, path: Path, number: int, *, required: bool = False) -> str:
    value = record.get(name)
    if value is None and not required:
        return ""
    if not isinstance(value, str):
        raise _refusal(path, number, f"{name} must be a text" if value is not None else f"{name} is missing")
    if name == "_id" and (not value or any(character.isspace() for character in value)):
        raise _refusal(path, number, "_id must be a text without spaces")
    return value


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Numbered lines that are not blank; UTF-8, with or without byte order mark."""
    try:
        with path.open("rb") as file:
            for number, raw in enumerate(file, start=1):
                try:
                    line = raw.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
                except UnicodeDecodeError as error:
                    raise _refusal(path, number, f"not UTF-8 ({error.reason} at byte {error.start + 1})") from error
                if line.strip():
                    yield number, line
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _refusal(path: Path, number: int, reason: str) -> InputError:
    return InputError(f"{path}, line {number}: {reason}")
