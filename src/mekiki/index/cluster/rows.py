"""The rows of one index of the cluster: written in batches, found and deleted by name."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from mekiki.index.cluster import mapping
from mekiki.index.cluster.client import Cluster, ClusterRefused, kind_of
from mekiki.index.layout import Prepared

_BATCH_BYTES = 4_000_000
_BATCH_ROWS = 1_000
_AT_ONCE = 5_000
_EXISTS = "resource_already_exists_exception"
_TRIES = 20


class Rows:
    """All rows of an index; ``check`` is called before each batch and raises when this writer must stop."""

    def __init__(self, cluster: Cluster, index: str, check: Callable[[], None]) -> None:
        self._cluster = cluster
        self._index = index
        self._check = check

    def create(self, *, shards: int, replicas: int) -> None:
        """Make the index; one that is there already (a request sent twice) is it."""
        try:
            self._cluster.send("PUT", f"/{self._index}", mapping.settings(shards=shards, replicas=replicas))
        except ClusterRefused as error:
            if error.kind != _EXISTS:
                raise

    def write(self, documents: Iterable[Prepared], *, ticket: int) -> Iterator[int]:
        """Write the rows; yields after each batch how many were written so far, repeats counted."""
        lines: list[bytes] = []
        size = written = 0
        for prepared in documents:
            name, row = mapping.row(prepared, ticket=ticket)
            lines += [json.dumps({"index": {"_id": name}}).encode(), row]
            size += len(row)
            written += 1
            if size > _BATCH_BYTES or len(lines) >= 2 * _BATCH_ROWS:
                self._bulk(lines)
                yield written
                lines, size = [], 0
        if lines:
            self._bulk(lines)
        yield written

    def delete(self, names: Iterable[str]) -> None:
        """Delete rows by name; those that are gone already are no trouble."""
        stream = iter(names)
        while batch := list(islice(stream, _AT_ONCE)):
            self._bulk([json.dumps({"delete": {"_id": name}}).encode() for name in batch])

    def of_keys(self, keys: Iterable[str], *, without: Iterable[int]) -> Iterator[str]:
        """Names of the rows of some documents, leaving out the rows of the tickets ``without``."""
        stream = iter(keys)
        leaving = [{"terms": {"born": list(without)}}]
        while batch := list(islice(stream, _AT_ONCE)):
            wanted = {"bool": {"filter": [{"terms": {"key": batch}}], "must_not": leaving}}
            yield from self._names(wanted)

    def of_tickets(self, tickets: Iterable[int]) -> Iterator[str]:
        """Names of the rows written under some tickets."""
        yield from self._names({"terms": {"born": list(tickets)}})

    def show(self) -> None:
        """Make all that was written visible on every copy. A copy that cannot follow is taken out by the cluster."""
        for attempt in range(_TRIES):
            if not self._cluster.send("POST", f"/{self._index}/_refresh")["_shards"]["failed"]:
                return
            self._cluster.pause(attempt)
        raise ClusterRefused(f"Not all of {self._index} can be refreshed.", status=503, kind="refresh")

    def settle(self, *, has_repeats: bool) -> None:
        """After a rebuild: drop what repeats left behind, and let the copies catch up where nodes are there."""
        if has_repeats:
            self._cluster.send("POST", f"/{self._index}/_forcemerge", only_expunge_deletes=True)
        # The client would take a parameter named timeout for its own, so it stands in the path.
        path = f"/_cluster/health/{self._index}?timeout=20s&wait_for_no_initializing_shards=true"
        try:
            self._cluster.send("GET", path)
        except ClusterRefused as error:
            # The wait was too short: what is written is kept all the same, the copies come later.
            if error.status != 408:
                raise

    def _names(self, query: dict[str, Any]) -> Iterator[str]:
        after: list[Any] = []
        while True:
            self._check()
            body: dict[str, Any] = {"query": query, "size": _AT_ONCE, "_source": False, "sort": ["key", "born"]}
            if after:
                body["search_after"] = after
            answer = self._cluster.send("POST", f"/{self._index}/_search", body, allow_partial_search_results=False)
            hits = answer["hits"]["hits"]
            yield from (hit["_id"] for hit in hits)
            if len(hits) < _AT_ONCE:
                return
            after = hits[-1]["sort"]

    def _bulk(self, lines: list[bytes]) -> None:
        """Every line done, or `ClusterRefused`: what a lost node left undone is sent again, all of it."""
        body = b"\n".join(lines) + b"\n"
        for attempt in range(_TRIES):
            self._check()
            answer = self._cluster.send("POST", f"/{self._index}/_bulk", body)
            if not answer["errors"]:
                return
            troubles = [one for item in answer["items"] for one in item.values() if "error" in one]
            passing = all(self._cluster.passes(int(one["status"]), kind_of(one["error"])) for one in troubles)
            if troubles and (not passing or attempt == _TRIES - 1):
                raise ClusterRefused(
                    f"The search cluster refused rows: {json.dumps(troubles[0]['error'])[:1000]}",
                    status=int(troubles[0]["status"]),
                    kind=kind_of(troubles[0]["error"]),
                )
            if not troubles:
                return
            self._cluster.pause(attempt)
