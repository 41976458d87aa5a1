"""The whole vocabulary of the engine: what goes in and what comes out, as frozen data classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Document:
    """One thing that can be found.

    ``id`` is unique in an index; adding a document whose id is known replaces the old one.
    ``title`` and ``text`` are searched; they are given as people wrote them and are kept for display.
    ``context`` is searched and shown like the end of the text, but says nothing of what the thing is: whose it is,
    where it stands. Words that good answers have in common are never learnt from it.
    ``keywords`` are exact values to filter and count by (kind, prefecture, audience …), never searched.
    ``version`` is any 63-bit number that changes when the source record does; it lets a caller compare
    an index with its source without reading a text.
    """

    id: str
    title: str
    text: str = ""
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    version: int = 0
    context: str = ""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How hits stand beside their scores; each part names a keyword, and is empty where nothing is asked.

    Documents that share a value of ``same`` are one hit, the best of them. Those with a value of ``last`` come behind
    all others. Of the first five at most two share a value of ``spread``. It is looked at among the hundred best.
    """

    same: str = ""
    spread: str = ""
    last: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked, in plain words of any length, and within which bounds.

    ``only`` keeps documents that carry, for every named keyword, at least one of the given values;
    ``never`` leaves out documents that carry any of the given values.
    ``lift`` puts documents that carry such a value forward by its weight, above 0 to 1, though they share no word.
    ``facets`` names the keywords whose values are to be counted over all matching documents.
    ``limit`` and ``offset`` cut the page (limit 1–1,000, offset ≥ 0).
    ``strictly`` leaves out documents that hold none of the weightiest words, none near to one, and nothing that is
    lifted by half of the most or more. ``arranged`` says what else than the score orders them. Only the first
    ``explained`` hits of the page tell their reasons and a passage, which takes most of the time.
    """

    text: str
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    never: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facets: tuple[str, ...] = ()
    limit: int = 20
    offset: int = 0
    lift: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    strictly: bool = False
    arranged: Arrangement = Arrangement()
    explained: int = 1000


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of a score: a word of the query found in a ``field`` of the document, "title" or "text".

    ``share`` is in the unit of the score; the shares of a hit add up to its score.
    ``word`` is written as the asker wrote it. In the field "near" ``found`` is the document's word that is near to it
    in meaning; in "related" there is no word of the asker, and ``word`` is the document's; in "lift" ``word`` is the
    keyword's value; "little" is what words of asking and of function add.
    """

    word: str
    field: str
    share: float
    found: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """The stretch of the document's text that matched best; ``marks`` are (start, end) offsets into ``text``."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """One document that answers a query; ``score`` ≥ 0, comparable within one result only.

    ``others`` are the ids of those that are the same to the query's arrangement, by score.
    """

    id: str
    score: float
    keywords: Mapping[str, tuple[str, ...]]
    reasons: tuple[Reason, ...]
    passage: Passage
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """The page of hits, best first; ``total`` counts all documents that match, ``facets`` their keyword values.

    Those that are the same to the arrangement count once as far as they were looked at.
    """

    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, Mapping[str, int]]
