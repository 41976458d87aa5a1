"""One state of the cluster's index, opened for reading: questions to it, and the documents they find."""

from __future__ import annotations

import weakref
from collections.abc import Mapping, Sequence
from typing import Any

from mekiki.errors import MekikiError
from mekiki.index.cluster import mapping, queries
from mekiki.index.cluster.client import Cluster, ClusterRefused
from mekiki.index.cluster.counting import Counting, Term
from mekiki.index.cluster.queries import Bounds, Clause
from mekiki.index.cluster.state import State
from mekiki.index.layout import MOST_LISTED, Stored, version_of
from mekiki.ranking.candidates import Candidate
from mekiki.ranking.statistics import LENGTHS

# A state is kept open so long after the last question; after that it is opened anew.
_KEPT_OPEN = "5m"
_AT_ONCE = 5_000
# Scores of the index are single floats: what differs by less than this is a tie.
_SAME = 1e-5
_MOST_TIES = 20_000
_OUR_FAULT = frozenset({400, 401, 403})
Entry = Mapping[str, str]
Found = tuple[float, Entry]
Facets = dict[str, dict[str, int]]


class SnapshotLost(Exception):
    """What was opened is gone, with its node perhaps; the question must be asked anew of the latest state."""


class Snapshot:
    """What was in force at one moment; stays the same while others write.

    ``gone`` names rows of the index that are replaced or removed already, but not cleared away yet.
    """

    def __init__(self, cluster: Cluster, state: State, point: str, gone: Sequence[str]) -> None:
        self._cluster = cluster
        self._point = point
        weakref.finalize(self, _let_go, cluster, point).atexit = False
        self._superseded: Clause | None = None
        superseded = _superseded(state, gone)
        self.documents, averages, hidden = self._measure(superseded)
        if hidden:
            # Only while somebody writes, or after one was killed: else no query pays for it.
            self._superseded = superseded
            self.documents, averages, _ = self._measure(superseded)
        self._counting = Counting(self.documents, averages, self._counts)
        #: `Counting.settled`: what is computed from statistics of this snapshot.
        self.settled = self._counting.settled

    def best(self, query: Clause, wanted: int, facets: Sequence[str]) -> tuple[list[Found], int, Facets]:
        """The ``wanted`` best (score, document), how many match at all, and the facets of all of them.

        Equal scores stand in an order that neither the insertion nor ``wanted`` changes.
        """
        limit = wanted + 1
        answer = self._scored(query, limit, total=True, facets=facets)
        hits = answer["hits"]["hits"]
        total = int(answer["hits"]["total"]["value"])
        # All that are tied at the cut are needed to decide which of them are in.
        while len(hits) == limit and _tied(hits[wanted - 1], hits[-1]) and limit < _MOST_TIES:
            limit *= 4
            hits = self._scored(query, limit, total=False, facets=())["hits"]["hits"]
        found = [(float(hit["_score"]), hit["_source"]) for hit in _settled(hits)[:wanted]]
        return found, total, queries.counted(facets, answer)

    def listed(
        self, query: Clause, *, limit: int, offset: int, facets: Sequence[str]
    ) -> tuple[list[Entry], int, Facets]:
        """Documents by title, how many match at all, and the facets of all of them."""
        answer = self._search(
            query,
            _source=mapping.LAID,
            size=limit,
            sort=["order"],
            track_total_hits=True,
            aggs=queries.facets(facets),
            skip=offset,
        )
        found = [hit["_source"] for hit in answer["hits"]["hits"]]
        return found, int(answer["hits"]["total"]["value"]), queries.counted(facets, answer)

    def containing(self, words: Sequence[Sequence[str]], *, only: Bounds, keyword: str) -> list[str] | None:
        """See `Index.containing`."""
        found = queries.containing(words, only=only)
        counts = queries.facets([keyword], most=MOST_LISTED + 1)
        answer = self._search(found, size=0, track_total_hits=True, aggs=counts)
        if int(answer["hits"]["total"]["value"]) > MOST_LISTED:
            return None
        return [*queries.counted([keyword], answer)[keyword]]

    @staticmethod
    def candidate(entry: Entry) -> Candidate:
        """What the ranker needs of a document found."""
        return mapping.candidate(entry)

    @staticmethod
    def stored(entry: Entry) -> Stored:
        """What a hit needs of a document found."""
        return mapping.stored(entry)

    def versions(self, after: str) -> list[tuple[str, tuple[str, int]]]:
        """The next documents in the order of their keys: (key, (id, version)); none after the last."""
        more: dict[str, Any] = {"search_after": [after]} if after else {}
        answer = self._search(
            {"match_all": {}}, size=_AT_ONCE, sort=["key"], _source=False, docvalue_fields=["stamp"], **more
        )
        return [(hit["sort"][0], version_of(hit["fields"]["stamp"][0])) for hit in answer["hits"]["hits"]]

    def _scored(self, query: Clause, limit: int, *, total: bool, facets: Sequence[str]) -> Any:
        # A document must score the same whichever shard it lies in.
        return self._search(
            query,
            spread=True,
            _source=mapping.LAID,
            size=limit,
            docvalue_fields=["tie"],
            track_total_hits=total,
            aggs=queries.facets(facets),
        )

    def _counts(self, wanted: Sequence[Term]) -> list[int]:
        filters = [queries.term(field, term) for field, term in wanted]
        answer = self._search({"match_all": {}}, size=0, aggs={"counts": {"filters": {"filters": filters}}})
        return [int(bucket["doc_count"]) for bucket in answer["aggregations"]["counts"]["buckets"]]

    def _measure(self, superseded: Clause) -> tuple[int, Mapping[str, float], int]:
        """How many documents, their mean lengths, and how many rows are not in force."""
        aggregations: dict[str, Any] = {name: {"avg": {"field": f"{name}_length"}} for name in LENGTHS}
        aggregations["superseded"] = {"filter": superseded}
        answer = self._search({"match_all": {}}, size=0, track_total_hits=True, aggs=aggregations)
        found = answer["aggregations"]
        averages = {name: max(float(found[name]["value"] or 0.0), 1.0) for name in LENGTHS}
        return int(answer["hits"]["total"]["value"]), averages, int(found["superseded"]["doc_count"])

    def _search(self, query: Clause, *, spread: bool = False, skip: int = 0, **body: Any) -> Any:
        """One question to all shards; ``spread`` counts rarity over all of them before it scores."""
        body |= {
            "from": skip,
            "query": queries.in_force(query, self._superseded),
            "pit": {"id": self._point, "keep_alive": _KEPT_OPEN},
        }
        try:
            # Rather no answer than one without a shard that is lost.
            answer = self._cluster.send(
                "POST",
                "/_search",
                body,
                patient=False,
                allow_partial_search_results=False,
                search_type="dfs_query_then_fetch" if spread else "query_then_fetch",
            )
        except ClusterRefused as error:
            if error.status in _OUR_FAULT:
                raise
            raise SnapshotLost(str(error)) from error
        if answer["timed_out"] or answer["_shards"]["failed"]:
            raise SnapshotLost("A shard did not answer.")
        return answer


def opened(cluster: Cluster, index: str) -> str:
    """Hold an index as it is now, for reading. Raises `SnapshotLost` when it is gone already."""
    try:
        answer = cluster.send(
            "POST",
            f"/{index}/_search/point_in_time",
            patient=False,
            keep_alive=_KEPT_OPEN,
            allow_partial_pit_creation=False,
        )
    except ClusterRefused as error:
        if error.status in _OUR_FAULT:
            raise
        raise SnapshotLost(str(error)) from error
    return str(answer["pit_id"])


def _let_go(cluster: Cluster, point: str) -> None:
    try:
        cluster.send("DELETE", "/_search/point_in_time", {"pit_id": [point]}, patient=False)
    except MekikiError:
        # Gone already, or the cluster lets go of it by itself in some minutes.
        return


def _superseded(state: State, gone: Sequence[str]) -> Clause:
    """Rows that are not, or no longer, in force."""
    clauses: list[Clause] = [{"range": {"born": {"gt": state.committed}}}]
    if state.abandoned:
        clauses.append({"terms": {"born": list(state.abandoned)}})
    clauses += [{"ids": {"values": list(gone[i : i + _AT_ONCE])}} for i in range(0, len(gone), _AT_ONCE)]
    return {"bool": {"should": clauses, "minimum_should_match": 1}}


def _settled(hits: list[Any]) -> list[Any]:
    """The hits with those of equal score in the order of a digest of their ids."""
    groups: list[list[Any]] = []
    for hit in hits:
        if groups and _tied(groups[-1][0], hit):
            groups[-1].append(hit)
        else:
            groups.append([hit])
    return [hit for group in groups for hit in sorted(group, key=lambda one: int(one["fields"]["tie"][0]))]


def _tied(one: Any, other: Any) -> bool:
    first, second = float(one["_score"]), float(other["_score"])
    return abs(first - second) <= _SAME * max(abs(first), abs(second))
