"""Why a document matched: the parts of its score in the asker's own words, and the passage that shows it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from mekiki.documents import Passage, Reason
from mekiki.index.layout import SEAM, Stored
from mekiki.ranking.analysis import Analysis, halves
from mekiki.ranking.candidates import Part
from mekiki.text.words import says_little

PASSAGE_LENGTH = 120
# A little of what stands before the first word that matched, so that the passage can be read.
_LEAD = 24
_CLAUSE_END = re.compile(r"[。．、，,.!?！？\n]\s*")
# Words of such parts of speech ("small", "that") are no reason by themselves.
_LITTLE_SUBSTANCE, _LOOSE_SUBSTANCE = 0.4, 0.6
# Verbs that say nothing without their noun (ひびが入る, 傷が付く).
_LIGHT = frozenset(
    {
        *("入る", "出る", "付く", "取る", "取れる", "来る", "行く", "見る"),
        *("入れる", "出す", "付ける", "掛ける", "掛かる", "起こる", "起きる", "続く"),
    }
)
Place = tuple[int, int, str]


class Explainer:
    """Tells of each hit of one query why it matched."""

    def __init__(self, text: str, query: Analysis) -> None:
        self._written = {word.term: text[word.start : word.end] for word in reversed(query.words)}
        self._little = {
            word.term for word in query.words if _is_little(word.term) or word.substance <= _LITTLE_SUBSTANCE
        }
        self._folded = {term: _plain(written) for term, written in self._written.items()}
        self._little_written = {self._written[term] for term in self._little}
        # What is near to an adverb (すぐ and 前) tells nobody anything.
        self._loose = {word.term for word in query.words if word.substance <= _LOOSE_SUBSTANCE}
        self._homes: dict[str, str] = {}

    def reasons(self, shares: Mapping[Part, float], document: Stored) -> tuple[Reason, ...]:
        """The parts of a score, strongest first; they add up to it.

        A pair counts half for each of its words, a character gram for the word of the query that it lies in or
        touches. Words that the best matches have in common stand under ``related``, as the document writes them;
        words near in meaning under ``near``; words of asking and of function under ``little``.
        """
        found: defaultdict[tuple[str, str, str], float] = defaultdict(float)
        in_title = _title_shares(document)
        written = _plain(document.whole)
        for (where, term), share in shares.items():
            if where in {"words", "title", "coverage"} and term in self._little:
                found[self._written[term], "little", ""] += share
            elif where == "feedback" and term not in self._written:
                found[_as_written(term, document), "related", ""] += share
            elif where == "near":
                word, _, nearest = term.partition(" ")
                if word in self._little or word in self._loose or _is_little(nearest):
                    found[self._written[word], "little", ""] += share
                else:
                    found[self._written[word], "near", _as_written(nearest, document)] += share
            elif where == "lift":
                found[term, "lift", ""] += share
            elif where == "grams":
                home = self._home(term)
                is_there = home not in self._little_written and _plain(home) in written
                found[home, "text" if is_there else "little", ""] += share
            elif where in {"title", "coverage"}:
                found[self._written[term], "title", ""] += share
            else:
                terms = halves(term) if where == "pairs" else (term,)
                for one in terms:
                    title = in_title.get(one, 0.0)
                    if one in self._little:
                        found[self._written[one], "little", ""] += share / len(terms)
                        continue
                    found[self._written[one], "title", ""] += share * title / len(terms)
                    found[self._written[one], "text", ""] += share * (1 - title) / len(terms)
        parts = [Reason(word, field, share, near) for (word, field, near), share in found.items() if share > 0]
        return tuple(sorted(parts, key=lambda part: (-part.share, part.word, part.field, part.found)))

    def passage(self, parts: Mapping[Part, float], document: Stored) -> Passage:
        """The stretch of about 120 characters of the text (else of the title) that holds most of the score."""
        shares = {term: share for (where, term), share in parts.items() if where == "words"}
        first = len(document.title) + len(SEAM) if document.text.strip() else 0
        whole = document.whole if first else document.title
        places = [
            (start, end, term)
            for term, (start, end) in zip(document.terms, document.places, strict=True)
            if start >= first and end <= len(whole) and term in shares
        ]
        start = _readable(whole, _best_start(places, shares, first), first)
        end = min(len(whole), start + PASSAGE_LENGTH)
        marks = [(left - start, right - start) for left, right, _ in places if start <= left and right <= end]
        return Passage(whole[start:end], tuple(_joined(marks)))

    def _home(self, gram: str) -> str:
        """The word of the query, as written, that a character gram lies in, else one it touches."""
        if gram not in self._homes:
            bare = gram.strip()
            inside = (term for term, text in self._folded.items() if bare in text or text in bare)
            touching = (term for term, text in self._folded.items() if {bare[0], bare[-1]} & {text[0], text[-1]})
            home = next(inside, None) or next(touching, None)
            self._homes[gram] = self._written[home] if home else bare
        return self._homes[gram]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _is_little(term: str) -> bool:
    return term in _LIGHT or says_little(term)


def beginning(document: Stored) -> Passage:
    """What to show of a document when nothing was asked."""
    return Passage((document.text.strip() or document.title)[:PASSAGE_LENGTH])


def _best_start(places: Sequence[Place], shares: Mapping[str, float], first: int) -> int:
    """Where the window begins that holds the largest share of the score, each word counted once."""
    best, best_value = first, 0.0
    inside: Counter[str] = Counter()
    value, right = 0.0, 0
    for start, _, term in places:
        while right < len(places) and places[right][1] <= start + PASSAGE_LENGTH - _LEAD:
            if not inside[places[right][2]]:
                value += shares[places[right][2]]
            inside[places[right][2]] += 1
            right += 1
        if value > best_value + 1e-12:
            best, best_value = max(first, start - _LEAD), value
        inside[term] -= 1
        if not inside[term]:
            value -= shares[term]
    return best


def _readable(whole: str, start: int, first: int) -> int:
    """Where a reader would begin: at the last clause that starts in the lead, else where the window does."""
    lead = whole[start : start + _LEAD]
    ends = [match.end() for match in _CLAUSE_END.finditer(lead)]
    return start + ends[-1] if ends and start > first else start


def _joined(marks: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Neighbouring marks become one."""
    current: tuple[int, int] | None = None
    for start, end in marks:
        if current and start <= current[1]:
            current = (current[0], max(end, current[1]))
        else:
            if current:
                yield current
            current = (start, end)
    if current:
        yield current


def _title_shares(document: Stored) -> Mapping[str, float]:
    """For each term of the title, which part of its occurrences stands there, above 0 to 1."""
    in_title = sum(end <= len(document.title) for _, end in document.places)
    title = Counter(document.terms[:in_title])
    everywhere = Counter(document.terms)
    return {term: count / everywhere[term] for term, count in title.items()}


def _as_written(term: str, document: Stored) -> str:
    start, end = document.places[document.terms.index(term)]
    return document.whole[start:end]
