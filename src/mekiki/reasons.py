"""Why a document matched: the parts of its score in the asker's own words, and the passage that shows it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from mekiki.documents import Passage, Reason
from mekiki.index.layout import SEAM, Stored
from mekiki.ranking.analysis import Analysis, halves
from mekiki.ranking.ranker import Scored

PASSAGE_LENGTH = 120
_LEAD = 24


def reasons(query_text: str, query: Analysis, scored: Scored, document: Stored) -> tuple[Reason, ...]:
    """The parts of a score, strongest first; they add up to it.

    A pair counts half for each of its words, a character gram for the word of the query it lies in, words that the
    best matches have in common stand under the field ``related`` as the document writes them.
    """
    written = {word.term: query_text[word.start : word.end] for word in reversed(query.words)}
    in_title = _title_shares(document)
    found: dict[tuple[str, str], float] = {}

    def give(word: str, field: str, share: float) -> None:
        found[word, field] = found.get((word, field), 0.0) + share

    def give_by_place(term: str, share: float) -> None:
        title = in_title.get(term, 0.0)
        if title:
            give(written[term], "title", share * title)
        if title < 1:
            give(written[term], "text", share * (1 - title))

    homes = _gram_homes(written)
    for (where, term), share in scored.parts.items():
        if where == "words":
            give_by_place(term, share)
        elif where == "pairs":
            for half in halves(term):
                give_by_place(half, share / 2)
        elif where == "grams":
            home = homes(term)
            give(written[home] if home else term.strip(), "text", share)
        else:
            give(_as_document_writes(term, document), "related", share)
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Reason(word, field, share) for (word, field), share in ordered)


def passage(query: Analysis, scored: Scored, document: Stored) -> Passage:
    """The stretch of about 120 characters of the text (of the title where there is no text) with most of the score."""
    shares = {term: share for (where, term), share in scored.parts.items() if where in {"words", "kin"}}
    asked = {word.term for word in query.words}
    body = len(document.title) + len(SEAM) if document.text.strip() else 0
    whole = document.whole if body else document.title
    places = [
        (start, end, shares.get(term, 0.0), term in asked)
        for term, (start, end) in zip(document.terms, document.places, strict=True)
        if start >= body and end <= len(whole)
    ]
    start = _best_start(places, body)
    end = min(len(whole), start + PASSAGE_LENGTH)
    marks = tuple(
        (first - start, last - start)
        for first, last, _, is_asked in places
        if is_asked and start <= first and last <= end
    )
    return Passage(whole[start:end], _joined(marks))


def beginning(document: Stored) -> Passage:
    """What to show of a document when nothing was asked."""
    return Passage((document.text.strip() or document.title)[:PASSAGE_LENGTH])


def _best_start(places: Sequence[tuple[int, int, float, bool]], body: int) -> int:
    """Where the window begins that holds most; each term counts once."""
    best, best_value = body, 0.0
    for index, (start, _, _, _) in enumerate(places):
        value, seen = 0.0, set()
        for first, last, share, _ in places[index:]:
            if last > start + PASSAGE_LENGTH - _LEAD:
                break
            if share not in seen:
                seen.add(share)
                value += share
        if value > best_value + 1e-12:
            best, best_value = max(body, start - _LEAD), value
    return best


def _joined(marks: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Neighbouring marks become one."""
    joined: list[tuple[int, int]] = []
    for start, end in marks:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def _title_shares(document: Stored) -> Mapping[str, float]:
    """For each term of the title, how many of its occurrences stand there, 0 to 1."""
    total: dict[str, int] = {}
    title: dict[str, int] = {}
    for term, (_, end) in zip(document.terms, document.places, strict=True):
        total[term] = total.get(term, 0) + 1
        if end <= len(document.title):
            title[term] = title.get(term, 0) + 1
    return {term: count / total[term] for term, count in title.items()}


class _gram_homes:
    """Finds the word of a query that a character gram lies in, else one it touches."""

    def __init__(self, written: Mapping[str, str]) -> None:
        self.folded = {term: unicodedata.normalize("NFKC", text).lower() for term, text in written.items()}

    def __call__(self, gram: str) -> str | None:
        bare = gram.strip()
        for term, text in self.folded.items():
            if bare in text or text in bare:
                return term
        for term, text in self.folded.items():
            if bare[-1:] == text[:1] or bare[:1] == text[-1:]:
                return term
        return None


def _as_document_writes(term: str, document: Stored) -> str:
    start, end = document.places[document.terms.index(term)]
    return document.whole[start:end]
