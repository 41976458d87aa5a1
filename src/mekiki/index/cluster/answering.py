"""The loop of `mekiki.index.answering` over a snapshot of the cluster, which counts many terms in one request."""

from __future__ import annotations

from mekiki.documents import Query, Results
from mekiki.index.cluster import queries
from mekiki.index.cluster.snapshot import Snapshot
from mekiki.index.page import POOL, Page, listed, nothing
from mekiki.ranking.analysis import analyse
from mekiki.ranking.ranker import WeightedQuery, weighted_query
from mekiki.reasons import Explainer


class Answerer:
    """Answers queries from one snapshot; the analysis of a text is kept for the next query with the same."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = self._snapshot = snapshot
        self._text = ""
        self._explainer = Explainer("", analyse(""))
        self._sought = WeightedQuery({})

    def answer(self, query: Query) -> Results:
        """The page of hits a query asks for."""
        if not query.text.strip():
            return self._browse(query)
        self._analyse(query)
        if not any(self._sought.weights.values()) and not query.lift:
            return nothing(query)
        shared = queries.sharing(self._sought, query.lift, strictly=query.strictly)
        found = queries.matching(shared, only=query.only, never=query.never)
        best, total, facets = self._snapshot.best(found, POOL, query.facets)
        page = Page(self._snapshot, query, self._sought, self._explainer, best)
        if page.is_empty:
            return nothing(query)
        hits = [*page.hits()]
        first, end = page.behind
        if end > first and total > first:
            tail, _, _ = self._snapshot.best(found, end, ())
            hits += page.hits_behind(tail[first:])
        return Results(tuple(hits), total - page.merged, facets)

    def _analyse(self, query: Query) -> None:
        if query.text != self._text:
            analysis = analyse(query.text)
            self._sought = self._snapshot.settled(lambda statistics: weighted_query(analysis, statistics))
            self._explainer = Explainer(query.text, analysis)
            self._text = query.text

    def _browse(self, query: Query) -> Results:
        """All documents within the bounds, by title."""
        found = queries.within(only=query.only, never=query.never)
        entry, total, facets = self._snapshot.listed(
            found, limit=query.limit, offset=query.offset, facets=query.facets
        )
        return Results(listed(self._snapshot.stored(one) for one in entry), total, facets)
