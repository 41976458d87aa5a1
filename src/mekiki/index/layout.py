"""How a document lies in the embedded index: what is searched, what filters, what comes back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote

import tantivy

from mekiki.documents import Document
from mekiki.ranking.analysis import analyse, pairs
from mekiki.ranking.candidates import Candidate
from mekiki.ranking.occurrences import code_of_word, codes_of_words
from mekiki.ranking.statistics import FIELDS, LENGTHS
from mekiki.ranking.vectors import UNKNOWN, vectors
from mekiki.text.characters import folded, grams_of

VERSION = 7
# Stands in a field without a term: indexes differ in whether such a field counts in the mean length of all.
NO_TERM = "-"
# Longer lists of documents are no narrowing down.
MOST_LISTED = 50_000
_PART = "\x1f"
# Between title, text and context, so that the last word of one and the first of the next never run together.
SEAM = "\n"


def schema() -> tantivy.Schema:
    """The fields of one index. Terms come ready from `mekiki.text`; tantivy only splits them at spaces."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    # Id and version in one term, so that all of them can be listed from the dictionary without reading a document.
    builder.add_text_field("stamp", stored=False, fast=True, tokenizer_name="raw", index_option="basic")
    for name in FIELDS:
        builder.add_text_field(name, stored=False, tokenizer_name="whitespace", index_option="freq")
    for name in LENGTHS:
        builder.add_integer_field(f"{name}_length", stored=False, indexed=False, fast=True)
    # The directions of its words, so that words near in meaning find it.
    builder.add_text_field("near", stored=False, tokenizer_name="whitespace", index_option="basic")
    # One column for each keyword name, so that counting one facet does not read the others.
    builder.add_json_field("keywords", stored=False, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("order", stored=False, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("tie", stored=False, indexed=False, fast=True)
    for name in ("title", "body"):
        builder.add_integer_field(name, stored=True, indexed=False, fast=False)
    for name in ("terms", "codes", "folded", "record"):
        builder.add_bytes_field(name, stored=True, indexed=False, fast=False)
    return builder.build()


class Prepared(NamedTuple):
    """A document analysed, ready to be written; plain values, so that it can come from another process."""

    id: str
    stamp: str
    order: str
    tie: int
    fields: tuple[tuple[str, int], ...]
    keywords: dict[str, list[str]]
    #: The rows of its words' directions, joined by spaces.
    near: str
    #: How many of the words, from the first, stand in the title, and before the context.
    title: int
    body: int
    codes: bytes
    folded: bytes
    record: bytes


@dataclass(frozen=True, slots=True)
class Stored:
    """What a hit needs of its document: ``terms`` with their ``places`` (start, end) in title + SEAM + text.

    ``text`` is what is shown: with the context at its end.
    """

    id: str
    title: str
    text: str
    keywords: Mapping[str, tuple[str, ...]]
    terms: tuple[str, ...]
    places: tuple[tuple[int, int], ...]

    @property
    def whole(self) -> str:
        return self.title + SEAM + self.text


def keyword_column(name: str) -> str:
    """The column of a keyword; dots and control characters would mean something else in a path."""
    return "keywords." + _column(name)


def keyword_value(value: str) -> str:
    """A value as it is indexed: marked, so that nothing that looks like a date or a number is read as one."""
    return "=" + value


def version_of(stamp: str) -> tuple[str, int]:
    """Id and version of a document from its stamp."""
    name, _, version = stamp.rpartition(_PART)
    return name, int(version)


def prepare(document: Document) -> Prepared:
    """Analyse a document: all the costly work of indexing."""
    body = document.title + SEAM + document.text
    text = document.text + SEAM + document.context if document.context else document.text
    whole = document.title + SEAM + text
    analysis = analyse(whole)
    terms = analysis.terms
    # A gram may hold a space, which would split it.
    grams = [gram.replace(" ", "_") for gram in grams_of(analysis.folded)]
    places = [place for word in analysis.words for place in (word.start, word.end)]
    record = [document.title, text, dict(document.keywords), places]
    return Prepared(
        id=document.id,
        stamp=f"{document.id}{_PART}{document.version}",
        order=f"{folded(document.title)[:100]}{_PART}{document.id}",
        tie=int.from_bytes(hashlib.blake2b(document.id.encode("utf-8", "surrogatepass"), digest_size=7).digest()),
        fields=tuple((" ".join(values) or NO_TERM, len(values)) for values in (terms, pairs(terms), grams)),
        keywords={
            _column(name): [keyword_value(value) for value in values] for name, values in document.keywords.items()
        },
        near=_near(terms),
        title=sum(word.end <= len(document.title) for word in analysis.words),
        body=sum(word.end <= len(body) for word in analysis.words),
        codes=b"".join(map(code_of_word, terms)),
        folded=analysis.folded.encode(),
        record=json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"),
    )


def near_term(row: int) -> str:
    """A direction as it is indexed."""
    return str(row)


def _near(terms: Sequence[str]) -> str:
    known = vectors()
    if known is None:
        return NO_TERM
    rows = known.rows_of(codes_of_words(dict.fromkeys(terms)))
    return " ".join(near_term(row) for row in sorted({int(row) for row in rows if row != UNKNOWN})) or NO_TERM


def lifts(keywords: Mapping[str, Sequence[str]], lift: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """What a query lifts of a document's keywords: value → weight."""
    return {
        value: weights[value]
        for name, weights in lift.items()
        for value in keywords.get(name, ())
        if value in weights
    }


def to_tantivy(prepared: Prepared) -> tantivy.Document:
    """A prepared document as the index takes it."""
    entry = tantivy.Document()
    for name in ("id", "stamp", "order"):
        entry.add_text(name, getattr(prepared, name))
    entry.add_integer("tie", prepared.tie)
    for name, (text, length) in zip(FIELDS, prepared.fields, strict=True):
        entry.add_text(name, text)
        entry.add_integer(f"{name}_length", length)
    entry.add_json("keywords", prepared.keywords)
    entry.add_integer("title_length", prepared.title)
    entry.add_text("near", prepared.near)
    entry.add_integer("title", prepared.title)
    entry.add_integer("body", prepared.body)
    terms, number = prepared.fields[0]
    entry.add_bytes("terms", terms.encode() if number else b"")
    entry.add_bytes("codes", prepared.codes)
    entry.add_bytes("folded", prepared.folded)
    entry.add_bytes("record", prepared.record)
    return entry


def candidate(entry: tantivy.Document) -> Candidate:
    """What the ranker needs of a document found."""
    terms, codes, folded_text = (bytes(entry[name][0]) for name in ("terms", "codes", "folded"))
    title, body = (int(entry[name][0]) for name in ("title", "body"))
    return Candidate(str(entry["id"][0]), terms, codes, folded_text, title=title, body=body)


def stored(entry: tantivy.Document) -> Stored:
    """What a hit needs of a document found."""
    title, text, keywords, places = json.loads(bytes(entry["record"][0]).decode("utf-8", "surrogatepass"))
    return Stored(
        id=str(entry["id"][0]),
        title=title,
        text=text,
        keywords={name: tuple(values) for name, values in keywords.items()},
        terms=tuple(bytes(entry["terms"][0]).decode().split(" ")) if places else (),
        places=tuple(zip(places[::2], places[1::2], strict=True)),
    )


def _column(name: str) -> str:
    return quote(name, safe=" ").replace(".", "%2E")
