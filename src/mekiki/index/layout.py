"""How a document lies in the embedded index: what is searched, what filters, what comes back."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import tantivy

from mekiki.documents import Document
from mekiki.ranking.analysis import analyse, pairs
from mekiki.ranking.ranker import Candidate
from mekiki.text.characters import folded

VERSION = 1
_KEYWORD = "\x1f"
# Between title and text, so that the last word of one and the first of the other are no neighbours in a passage.
SEAM = "\n"


def schema() -> tantivy.Schema:
    """The fields of one index. Terms come ready from `mekiki.text`; tantivy only splits them at spaces."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("words", "pairs", "grams"):
        builder.add_text_field(name, stored=False, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("keyword", stored=False, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("order", stored=False, fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("words_length", "pairs_length", "grams_length"):
        builder.add_integer_field(name, stored=False, indexed=False, fast=True)
    builder.add_integer_field("version", stored=True, indexed=False, fast=True)
    for name in ("terms", "folded", "record"):
        builder.add_bytes_field(name, stored=True, indexed=False, fast=False)
    return builder.build()


@dataclass(frozen=True, slots=True)
class Stored:
    """What a hit needs of its document: ``terms`` with their ``places`` (start, end) in title + SEAM + text."""

    id: str
    title: str
    text: str
    keywords: Mapping[str, tuple[str, ...]]
    terms: tuple[str, ...]
    places: tuple[tuple[int, int], ...]

    @property
    def whole(self) -> str:
        return self.title + SEAM + self.text


def keyword_term(name: str, value: str) -> str:
    """The index term of one keyword value."""
    return f"{name}{_KEYWORD}{value}"


def keyword_of(term: str) -> tuple[str, str]:
    """Name and value of a keyword term."""
    name, _, value = term.partition(_KEYWORD)
    return name, value


def to_tantivy(document: Document) -> tantivy.Document:
    """Analyse a document and lay it out for the index."""
    whole = document.title + SEAM + document.text
    analysis = analyse(whole)
    terms = analysis.terms
    adjacent = pairs(terms)
    # A gram may hold a space, which would split it.
    grams = [gram.replace(" ", "_") for gram in analysis.grams]
    laid = tantivy.Document()
    laid.add_text("id", document.id)
    for name, values in (("words", terms), ("pairs", adjacent), ("grams", grams)):
        laid.add_text(name, " ".join(values))
        laid.add_integer(f"{name}_length", len(values))
    for name, values_of in document.keywords.items():
        for value in values_of:
            laid.add_text("keyword", keyword_term(name, value))
    laid.add_text("order", f"{folded(document.title)[:100]}{_KEYWORD}{document.id}")
    laid.add_integer("version", document.version)
    places = [(word.start, word.end) for word in analysis.words]
    laid.add_bytes("terms", " ".join(terms).encode())
    laid.add_bytes("folded", folded(whole).encode())
    record = [document.title, document.text, dict(document.keywords), places]
    laid.add_bytes("record", json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode())
    return laid


def candidate(laid: tantivy.Document) -> Candidate:
    """What the ranker needs of a document found."""
    return Candidate(str(laid["id"][0]), bytes(laid["terms"][0]).decode(), bytes(laid["folded"][0]).decode())


def stored(laid: tantivy.Document) -> Stored:
    """What a hit needs of a document found."""
    title, text, keywords, places = json.loads(bytes(laid["record"][0]))
    return Stored(
        id=str(laid["id"][0]),
        title=title,
        text=text,
        keywords={name: tuple(values) for name, values in keywords.items()},
        terms=tuple(bytes(laid["terms"][0]).decode().split(" ")) if places else (),
        places=tuple((start, end) for start, end in places),
    )


def facet_counts(buckets: list[dict[str, object]], names: tuple[str, ...]) -> dict[str, dict[str, int]]:
    """Facet name → value → count from the buckets of one aggregation over all keywords."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for bucket in buckets:
        name, value = keyword_of(str(bucket["key"]))
        if name in names:
            found[name][value] = int(str(bucket["doc_count"]))
    return {name: found.get(name, {}) for name in names}
