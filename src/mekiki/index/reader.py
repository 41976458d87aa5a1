"""One state of an embedded index, opened for reading: counts of the collection and access to its documents."""

from __future__ import annotations

import json
from collections.abc import Iterator

import tantivy

_REMEMBERED = 200_000


class Snapshot:
    """What one commit of an index holds; stays the same while others write. Fits `ranking.Statistics`."""

    def __init__(self, index: tantivy.Index) -> None:
        self.schema = index.schema
        self.searcher = index.searcher()
        self.documents = int(self.searcher.num_docs)
        self._averages: dict[str, float] = {}
        self._frequencies: dict[tuple[str, str], int] = {}

    def frequency(self, field: str, term: str) -> int:
        """In how many documents ``term`` occurs (deleted ones count until their segment is merged)."""
        key = (field, term)
        if key not in self._frequencies:
            if len(self._frequencies) > _REMEMBERED:
                self._frequencies.clear()
            written = term.replace(" ", "_") if field == "grams" else term
            self._frequencies[key] = min(self.documents, self.searcher.doc_freq(field, written))
        return self._frequencies[key]

    def average_length(self, field: str) -> float:
        """Mean number of terms of a document in a field; 1.0 for an empty collection."""
        if field not in self._averages:
            request = json.dumps({"mean": {"avg": {"field": f"{field}_length"}}})
            found = self.searcher.aggregate(tantivy.Query.all_query(), json.loads(request)) if self.documents else {}
            self._averages[field] = max(float((found.get("mean") or {}).get("value") or 0.0), 1.0)
        return self._averages[field]

    def read(self, address: tantivy.DocAddress) -> tantivy.Document:
        """One document as it lies."""
        return self.searcher.doc(address)

    def versions(self) -> Iterator[tuple[str, int]]:
        """Every document's id and version."""
        if self.documents:
            everything = self.searcher.search(tantivy.Query.all_query(), self.documents, count=False)
            for _, address in everything.hits:
                laid = self.searcher.doc(address)
                yield str(laid.get_first("id")), int(str(laid.get_first("version")))
