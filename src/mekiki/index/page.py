"""The hits of one query that its page shows, out of what an index found: ranking, order, reasons, passages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Generic, Protocol, TypeVar

from mekiki.documents import Hit, Passage, Query, Results
from mekiki.index.layout import Stored, lifts
from mekiki.ranking.arranging import Placed, arranged
from mekiki.ranking.candidates import Candidate
from mekiki.ranking.ranker import Ranking, WeightedQuery
from mekiki.ranking.statistics import Statistics
from mekiki.reasons import Explainer, beginning

# So many candidates are scored anew; a page beyond them keeps the index's own order.
POOL = 100
Entry = TypeVar("Entry")
Entry_contra = TypeVar("Entry_contra", contravariant=True)
Result = TypeVar("Result")


class Readable(Protocol[Entry_contra]):
    """A snapshot of an index: what the ranker and a page need of a document as it lies in it."""

    def candidate(self, entry: Entry_contra) -> Candidate:
        """What the ranker needs."""

    def stored(self, entry: Entry_contra) -> Stored:
        """What a hit needs."""

    def settled(self, compute: Callable[[Statistics], Result]) -> Result:
        """What is computed from its statistics."""


def nothing(query: Query) -> Results:
    """The answer where nothing can match."""
    return Results((), 0, {name: {} for name in query.facets})


def listed(documents: Iterator[Stored]) -> tuple[Hit, ...]:
    """Hits of documents that were not searched for."""
    return tuple(Hit(one.id, 0.0, one.keywords, (), beginning(one)) for one in documents)


class Page(Generic[Entry]):
    """The hits of one query between its offset and limit."""

    def __init__(
        self,
        snapshot: Readable[Entry],
        query: Query,
        weighted: WeightedQuery,
        explainer: Explainer,
        best: Sequence[tuple[float, Entry]],
    ) -> None:
        """``best`` are the best `POOL` with the index's own scores."""
        self._snapshot, self._query, self._weighted, self._explainer = snapshot, query, weighted, explainer
        self._stored: dict[int, Stored] = {}
        pool = sorted(((snapshot.candidate(entry).id, entry) for _, entry in best), key=lambda pair: pair[0])
        self._pool = [entry for _, entry in pool]
        found = [self._candidate(entry, partial(self._document, at)) for at, entry in enumerate(self._pool)]
        (self._ranking,) = self._rankings([found])
        self._placed = arranged(self._ranking.best, self._keywords, query.arranged)
        #: How many of the pool are the same as one before them.
        self.merged = sum(len(hit.others) for hit in self._placed)

    @property
    def is_empty(self) -> bool:
        """Whether what was found shares nothing that counts with the query."""
        return not self._placed

    @property
    def behind(self) -> tuple[int, int]:
        """Which places of the index's own order, first and end, the page needs behind the pool."""
        missing = POOL - len(self._placed)
        first, end = self._query.offset, self._query.offset + self._query.limit
        return max(POOL, first + missing), max(POOL, end + missing)

    def hits(self) -> Iterator[Hit]:
        """Those within the pool, in order."""
        first, end = self._query.offset, self._query.offset + self._query.limit
        for place, placed in enumerate(self._placed[first:end]):
            document = self._document(placed.position)
            if place < self._query.explained:
                yield self._hit(document, self._ranking, placed)
            else:
                yield Hit(document.id, placed.score, document.keywords, (), Passage(""), self._others(placed))

    def hits_behind(self, tail: Sequence[tuple[float, Entry]]) -> Iterator[Hit]:
        """Documents behind the pool, in the index's own order with its scores, scaled to stay below the pool's."""
        if not self._ranking.best:
            return
        below = self._ranking.best[-1][1]
        rankings = self._rankings(
            [[self._candidate(entry, partial(self._snapshot.stored, entry))] for _, entry in tail]
        )
        for place, ((score, entry), ranking) in enumerate(zip(tail, rankings, strict=True)):
            if ranking.best:
                scaled = below * min(1.0, score / tail[0][0]) * 0.999999**place
                yield self._hit(self._snapshot.stored(entry), ranking, Placed(0, scaled))

    def _rankings(self, pools: list[list[Candidate]]) -> list[Ranking]:
        """A ranking of each pool, all with the same counts."""
        return self._snapshot.settled(
            lambda statistics: [Ranking(self._weighted, pool, statistics) for pool in pools]
        )

    def _candidate(self, entry: Entry, document: Callable[[], Stored]) -> Candidate:
        """What the ranker needs; the document is read for what the query lifts of its keywords."""
        found = self._snapshot.candidate(entry)
        lift = self._query.lift
        return replace(found, lifts=lifts(document().keywords, lift)) if lift else found

    def _document(self, position: int) -> Stored:
        if position not in self._stored:
            self._stored[position] = self._snapshot.stored(self._pool[position])
        return self._stored[position]

    def _keywords(self, position: int) -> Mapping[str, tuple[str, ...]]:
        return self._document(position).keywords

    def _hit(self, document: Stored, ranking: Ranking, placed: Placed) -> Hit:
        found = ranking.parts(placed.position)
        # A document behind the pool is given the index's score; its parts keep their proportions.
        factor = placed.score / sum(found.values())
        parts = {part: share * factor for part, share in found.items()}
        return Hit(
            id=document.id,
            score=placed.score,
            keywords=document.keywords,
            reasons=self._explainer.reasons(parts, document),
            passage=self._explainer.passage(parts, document),
            others=self._others(placed),
        )

    def _others(self, placed: Placed) -> tuple[str, ...]:
        return tuple(self._document(position).id for position in placed.others)
