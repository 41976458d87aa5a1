"""From a query to its page of hits: candidates, ranking, reasons, passages, counts."""

from __future__ import annotations

from mekiki.documents import Query, Results
from mekiki.index import candidates
from mekiki.index.candidates import Lift, Part
from mekiki.index.page import POOL, Page, listed, nothing
from mekiki.index.reader import Snapshot
from mekiki.ranking.analysis import analyse
from mekiki.ranking.ranker import weighted_query
from mekiki.reasons import Explainer


class _Asked:
    """What is the same for all queries with one text."""

    def __init__(self, text: str, snapshot: Snapshot) -> None:
        self.text = text
        analysis = analyse(text)
        self.weighted = weighted_query(analysis, snapshot)
        self.explainer = Explainer(text, analysis)
        self._schema = snapshot.schema
        self._shared: list[tuple[Lift, bool, list[Part]]] = []

    def shared(self, lift: Lift, *, strictly: bool) -> list[Part]:
        """What documents must share; worked out once for each lift."""
        for known_lift, known_strictly, parts in self._shared:
            if (known_lift, known_strictly) == (lift, strictly):
                return parts
        parts = candidates.sharing(self._schema, self.weighted, lift, strictly=strictly)
        self._shared.append((lift, strictly, parts))
        return parts


class Answerer:
    """Answers queries from one snapshot; what was worked out for a text is kept for the next query with the same."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._last = _Asked("", snapshot)

    def answer(self, query: Query) -> Results:
        """The page of hits a query asks for."""
        if not query.text.strip():
            return self._browse(query)
        if query.text != self._last.text:
            self._last = _Asked(query.text, self._snapshot)
        asked, snapshot = self._last, self._snapshot
        if not any(asked.weighted.weights.values()) and not query.lift:
            return nothing(query)
        shared = asked.shared(query.lift, strictly=query.strictly)
        found = candidates.matching(snapshot.schema, shared, only=query.only, never=query.never)
        best, total = snapshot.best(found, POOL)
        pool = [(score, snapshot.read(address)) for score, address in best]
        page = Page(snapshot, query, asked.weighted, asked.explainer, pool)
        if page.is_empty:
            return nothing(query)
        hits = [*page.hits()]
        first, end = page.behind
        if end > first and total > first:
            tail, _ = snapshot.best(found, end)
            hits += page.hits_behind([(score, snapshot.read(address)) for score, address in tail[first:]])
        return Results(tuple(hits), total - page.merged, snapshot.facets(found, query.facets))

    def _browse(self, query: Query) -> Results:
        """All documents within the bounds, by title."""
        snapshot = self._snapshot
        found = candidates.within(snapshot.schema, only=query.only, never=query.never)
        addresses, total = snapshot.listed(found, limit=query.limit, offset=query.offset)
        hits = listed(snapshot.stored(snapshot.read(address)) for address in addresses)
        return Results(hits, total, snapshot.facets(found, query.facets))
