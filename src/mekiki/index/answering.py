"""From a query to its page of hits: candidates, ranking, reasons, passages, counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import tantivy

from mekiki.documents import Hit, Query, Results
from mekiki.index import candidates
from mekiki.index.candidates import Lift
from mekiki.index.layout import candidate, lifts, stored
from mekiki.index.reader import Found, Snapshot
from mekiki.ranking.analysis import analyse
from mekiki.ranking.candidates import Candidate
from mekiki.ranking.ranker import Ranking, sought_by
from mekiki.reasons import Explainer, beginning

# So many candidates are scored anew; a page beyond them keeps the index's own order.
POOL = 100


def nothing(query: Query) -> Results:
    """The answer where nothing can match."""
    return Results((), 0, {name: {} for name in query.facets})


class _Asked:
    """What is the same for all queries with one text and lift."""

    def __init__(self, text: str, lift: Lift, snapshot: Snapshot) -> None:
        self.key = (text, lift)
        analysis = analyse(text)
        self.sought = sought_by(analysis, snapshot)
        self.shared = candidates.sharing(snapshot.schema, self.sought.weights, lift)
        self.explainer = Explainer(text, analysis)


class Answerer:
    """Answers queries from one snapshot; what was worked out for a text is kept for the next query with the same."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._last = _Asked("", {}, snapshot)

    def answer(self, query: Query) -> Results:
        """The page of hits a query asks for."""
        if not query.text.strip():
            return self._browse(query)
        if (query.text, query.lift) != self._last.key:
            self._last = _Asked(query.text, query.lift, self._snapshot)
        asked = self._last
        if not any(asked.sought.weights.values()) and not query.lift:
            return nothing(query)
        found = candidates.matching(self._snapshot.schema, asked.shared, only=query.only, never=query.never)
        best, total = self._snapshot.best(found, max(POOL, query.offset + query.limit))
        hits = _Page(self._snapshot, query, asked).hits(best)
        return Results(tuple(hits), total, self._snapshot.facets(found, query.facets))

    def _browse(self, query: Query) -> Results:
        """All documents within the bounds, by title."""
        found = candidates.within(self._snapshot.schema, only=query.only, never=query.never)
        addresses, total = self._snapshot.listed(found, limit=query.limit, offset=query.offset)
        documents = [stored(self._snapshot.read(address)) for address in addresses]
        hits = tuple(Hit(d.id, 0.0, d.keywords, (), beginning(d)) for d in documents)
        return Results(hits, total, self._snapshot.facets(found, query.facets))


class _Page:
    """The hits of one query that its page shows."""

    def __init__(self, snapshot: Snapshot, query: Query, asked: _Asked) -> None:
        self._snapshot, self._query = snapshot, query
        self._sought, self._explainer = asked.sought, asked.explainer

    def hits(self, best: list[Found]) -> Iterator[Hit]:
        """The page's hits, best first, out of what the index found."""
        laid = [self._snapshot.read(address) for _, address in best[:POOL]]
        pool = sorted(((self._candidate(document), document) for document in laid), key=lambda pair: pair[0].id)
        ranking = Ranking(self._sought, [found for found, _ in pool], self._snapshot)
        first, end = self._query.offset, self._query.offset + self._query.limit
        for position, score in ranking.best[first:end]:
            yield self._hit(pool[position][1], ranking, position, score)
        if end > POOL and len(best) > POOL and ranking.best:
            tail = best[max(POOL, first) : end]
            yield from self._behind(tail, below=ranking.best[-1][1])

    def _behind(self, tail: list[Found], *, below: float) -> Iterator[Hit]:
        """Documents behind the pool, in the index's own order with its scores, scaled to stay ``below``."""
        for place, (score, address) in enumerate(tail):
            laid = self._snapshot.read(address)
            ranking = Ranking(self._sought, [self._candidate(laid)], self._snapshot)
            if ranking.best:
                scaled = below * min(1.0, score / tail[0][0]) * 0.999999**place
                yield self._hit(laid, ranking, 0, scaled)

    def _candidate(self, laid: tantivy.Document) -> Candidate:
        found = candidate(laid)
        if not self._query.lift:
            return found
        return replace(found, lifts=lifts(stored(laid).keywords, self._query.lift))

    def _hit(self, laid: tantivy.Document, ranking: Ranking, position: int, score: float) -> Hit:
        document = stored(laid)
        found = ranking.parts(position)
        # A document behind the pool is given the index's score; its parts keep their proportions.
        factor = score / sum(found.values())
        parts = {part: share * factor for part, share in found.items()}
        return Hit(
            id=document.id,
            score=score,
            keywords=document.keywords,
            reasons=self._explainer.reasons(parts, document),
            passage=self._explainer.passage(parts, document),
        )
