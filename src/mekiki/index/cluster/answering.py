"""The loop of `mekiki.index.answering` over a snapshot of the cluster, which counts many terms in one request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mekiki.documents import Hit, Query, Results
from mekiki.index.candidates import Lift
from mekiki.index.cluster import queries
from mekiki.index.cluster.queries import Clause
from mekiki.index.cluster.snapshot import Found, Laid, Snapshot
from mekiki.index.layout import lifts
from mekiki.ranking.analysis import Analysis, analyse
from mekiki.ranking.candidates import Candidate
from mekiki.ranking.ranker import Ranking, Sought, sought_by
from mekiki.reasons import Explainer, beginning

# So many candidates are scored anew; a page beyond them keeps the index's own order.
POOL = 100


def nothing(query: Query) -> Results:
    """The answer where nothing can match."""
    return Results((), 0, {name: {} for name in query.facets})


class Answerer:
    """Answers queries from one snapshot; the analysis of a text is kept for the next query with the same."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = self._snapshot = snapshot
        self._asked: tuple[str, Lift] = ("", {})
        self._analysis = analyse("")
        self._sought = Sought({})
        self._shared: Clause = {}

    def answer(self, query: Query) -> Results:
        """The page of hits a query asks for."""
        if not query.text.strip():
            return self._browse(query)
        self._analyse(query.text, query.lift)
        if not any(self._sought.weights.values()) and not query.lift:
            return nothing(query)
        found = queries.matching(self._shared, only=query.only, never=query.never)
        best, total, facets = self._snapshot.best(found, max(POOL, query.offset + query.limit), query.facets)
        hits = _Page(self._snapshot, query, self._analysis, self._sought).hits(best)
        return Results(tuple(hits), total, facets)

    def _analyse(self, text: str, lift: Lift) -> None:
        if (text, lift) != self._asked:
            analysis = analyse(text)
            self._sought = self._snapshot.settled(lambda statistics: sought_by(analysis, statistics))
            self._shared = queries.sharing(self._sought.weights, lift)
            self._asked, self._analysis = (text, lift), analysis

    def _browse(self, query: Query) -> Results:
        """All documents within the bounds, by title."""
        found = queries.within(only=query.only, never=query.never)
        laid, total, facets = self._snapshot.listed(
            found, limit=query.limit, offset=query.offset, facets=query.facets
        )
        documents = [self._snapshot.stored(one) for one in laid]
        hits = tuple(Hit(d.id, 0.0, d.keywords, (), beginning(d)) for d in documents)
        return Results(hits, total, facets)


class _Page:
    """The hits of one query that its page shows."""

    def __init__(self, snapshot: Snapshot, query: Query, analysis: Analysis, sought: Sought) -> None:
        self._snapshot, self._query, self._sought = snapshot, query, sought
        self._explainer = Explainer(query.text, analysis)

    def hits(self, best: list[Found]) -> Iterator[Hit]:
        """The page's hits, best first, out of what the index found."""
        pool = sorted((laid for _, laid in best[:POOL]), key=lambda laid: self._snapshot.candidate(laid).id)
        (ranking,) = self._rankings([pool])
        first, end = self._query.offset, self._query.offset + self._query.limit
        for position, score in ranking.best[first:end]:
            yield self._hit(pool[position], ranking, position, score)
        if end > POOL and len(best) > POOL and ranking.best:
            tail = best[max(POOL, first) : end]
            yield from self._behind(tail, below=ranking.best[-1][1])

    def _behind(self, tail: list[Found], *, below: float) -> Iterator[Hit]:
        """Documents behind the pool, in the index's own order with its scores, scaled to stay ``below``."""
        rankings = self._rankings([[laid] for _, laid in tail])
        for place, ((score, laid), ranking) in enumerate(zip(tail, rankings, strict=True)):
            if ranking.best:
                scaled = below * min(1.0, score / tail[0][0]) * 0.999999**place
                yield self._hit(laid, ranking, 0, scaled)

    def _rankings(self, pools: list[list[Laid]]) -> list[Ranking]:
        """A ranking of each pool, all with the counts of one request."""
        candidates = [[self._candidate(laid) for laid in pool] for pool in pools]
        return self._snapshot.settled(
            lambda statistics: [Ranking(self._sought, pool, statistics) for pool in candidates]
        )

    def _candidate(self, laid: Laid) -> Candidate:
        found = self._snapshot.candidate(laid)
        if not self._query.lift:
            return found
        return replace(found, lifts=lifts(self._snapshot.stored(laid).keywords, self._query.lift))

    def _hit(self, laid: Laid, ranking: Ranking, position: int, score: float) -> Hit:
        document = self._snapshot.stored(laid)
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
