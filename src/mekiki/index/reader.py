"""One state of an embedded index, opened for reading: counts of the collection and access to its documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

import tantivy

from mekiki.index import candidates, layout
from mekiki.index.layout import MOST_LISTED, Stored, keyword_column, keyword_value, version_of
from mekiki.ranking.candidates import Candidate
from mekiki.ranking.statistics import LENGTHS, Statistics

_REMEMBERED = 500_000
_FACET_VALUES = 10_000
# Scores of the index are single floats: what differs by less than this is a tie.
_SAME = 1e-5
_MOST_TIES = 20_000
Found = tuple[float, tantivy.DocAddress]
T = TypeVar("T")


class Snapshot:
    """What one commit of an index holds; stays the same while others write. Fits `ranking.Statistics`.

    ``has_deletions`` says whether segments still hold documents that are deleted or replaced: the index's own counts
    include those, so then every document is counted anew, and an updated index ranks as a rebuilt one does.
    """

    def __init__(self, index: tantivy.Index, *, has_deletions: bool) -> None:
        self.schema = index.schema
        self._searcher = index.searcher()
        self._has_deletions = has_deletions
        self.documents = int(self._searcher.num_docs)
        self._averages = self._measure() if self.documents else {}
        self._frequencies: dict[tuple[str, str], int] = {}

    def frequency(self, field: str, term: str) -> int:
        """In how many documents ``term`` occurs."""
        key = (field, term)
        found = self._frequencies.get(key)
        if found is None:
            if len(self._frequencies) > _REMEMBERED:
                self._frequencies.clear()
            found = self._frequencies[key] = self._count(field, term.replace(" ", "_") if field == "grams" else term)
        return found

    def average_length(self, field: str) -> float:
        """Mean number of terms of a document in a field; 1.0 for an empty collection."""
        return self._averages.get(field, 1.0)

    def best(self, query: tantivy.Query, wanted: int) -> tuple[list[Found], int]:
        """The ``wanted`` best (score, address) and how many match at all.

        Equal scores stand in an order that neither the insertion nor ``wanted`` changes.
        """
        result = self._searcher.search(query, wanted + 1, count=True)
        hits: list[Found] = list(result.hits)
        limit = wanted + 1
        # All that are tied at the cut are needed to decide which of them are in.
        while len(hits) == limit and _tied(hits[wanted - 1][0], hits[-1][0]) and limit < _MOST_TIES:
            limit *= 4
            hits = list(self._searcher.search(query, limit, count=False).hits)
        return self._settled(hits)[:wanted], _total(result)

    def listed(self, query: tantivy.Query, *, limit: int, offset: int) -> tuple[list[tantivy.DocAddress], int]:
        """Addresses by title and how many match at all."""
        result = self._searcher.search(
            query, limit, count=True, order_by_field="order", offset=offset, order=tantivy.Order.Asc
        )
        return [address for _, address in result.hits], _total(result)

    def facets(self, query: tantivy.Query, names: Sequence[str]) -> dict[str, dict[str, int]]:
        """Facet name → value → in how many of the matching documents, most frequent first."""
        if not names:
            return {}
        request = {
            str(number): {"terms": {"field": keyword_column(name), "size": _FACET_VALUES}}
            for number, name in enumerate(names)
        }
        answer = self._searcher.aggregate(query, request)
        unmarked = len(keyword_value(""))
        return {
            name: {
                str(bucket["key"])[unmarked:]: int(bucket["doc_count"]) for bucket in answer[str(number)]["buckets"]
            }
            for number, name in enumerate(names)
        }

    def containing(
        self, words: Sequence[Sequence[str]], *, only: Mapping[str, tuple[str, ...]], keyword: str
    ) -> list[str] | None:
        """See `Index.containing`."""
        parts = [*candidates.bounds(self.schema, only=only, never={})]
        parts.append((tantivy.Occur.Must, candidates.containing(self.schema, words)))
        query = tantivy.Query.boolean_query(parts)
        if _total(self._searcher.search(query, 1, count=True)) > MOST_LISTED:
            return None
        request = {"0": {"terms": {"field": keyword_column(keyword), "size": MOST_LISTED + 1}}}
        unmarked = len(keyword_value(""))
        return [str(bucket["key"])[unmarked:] for bucket in self._searcher.aggregate(query, request)["0"]["buckets"]]

    def read(self, address: tantivy.DocAddress) -> tantivy.Document:
        """One document as it lies."""
        return self._searcher.doc(address)

    @staticmethod
    def candidate(entry: tantivy.Document) -> Candidate:
        """What the ranker needs of a document found."""
        return layout.candidate(entry)

    @staticmethod
    def stored(entry: tantivy.Document) -> Stored:
        """What a hit needs of a document found."""
        return layout.stored(entry)

    def settled(self, compute: Callable[[Statistics], T]) -> T:
        """What is computed from its statistics."""
        return compute(self)

    def versions(self) -> Iterator[tuple[str, int]]:
        """Every document's id and version."""
        # The filter leaves out terms of deleted documents.
        for stamp, _ in self._searcher.terms_with_prefix("stamp", "", filter_query=tantivy.Query.all_query()):
            yield version_of(stamp)

    def _count(self, field: str, term: str) -> int:
        found = int(self._searcher.doc_freq(field, term))
        if not found or not self._has_deletions:
            return found
        query = tantivy.Query.term_query(self.schema, field, term, "basic")
        return _total(self._searcher.search(query, 1, count=True))

    def _measure(self) -> Mapping[str, float]:
        request = {name: {"avg": {"field": f"{name}_length"}} for name in LENGTHS}
        found = self._searcher.aggregate(tantivy.Query.all_query(), request)
        return {name: max(float(found[name]["value"] or 0.0), 1.0) for name in LENGTHS}

    def _settled(self, hits: list[Found]) -> list[Found]:
        """The hits with those of equal score in the order of a digest of their ids."""
        ties = self._searcher.fast_field_values("tie", [address for _, address in hits]) if hits else []
        groups: list[list[int]] = []
        for number, (score, _) in enumerate(hits):
            if groups and _tied(score, hits[groups[-1][0]][0]):
                groups[-1].append(number)
            else:
                groups.append([number])
        return [hits[number] for group in groups for number in sorted(group, key=lambda i: int(ties[i] or 0))]


def _tied(one: float, other: float) -> bool:
    return abs(one - other) <= _SAME * max(abs(one), abs(other))


def _total(result: tantivy.SearchResult) -> int:
    """How many documents match; the library's type stubs do not know the attribute."""
    return int(result.count or 0)  # type: ignore[attr-defined]
