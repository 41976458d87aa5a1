"""The first stage on the cluster: the same terms, boosts and bounds as `mekiki.index.candidates`, as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mekiki.index.candidates import LIFTED, Clues, Lift, clues, grams_within, strict_clues
from mekiki.index.cluster.mapping import column
from mekiki.index.layout import keyword_value
from mekiki.ranking.ranker import WeightedQuery
from mekiki.text.characters import folded

_HEAVIEST = {"words": 48, "pairs": 24, "grams": 48}
_FIELD_WEIGHT = {"words": 1.0, "pairs": 0.4, "grams": 0.3}
# More values than any catalogue has of one kind.
_FACET_VALUES = 10_000
Clause = dict[str, Any]
Bounds = Mapping[str, tuple[str, ...]]


def sharing(weighted: WeightedQuery, lift: Lift, *, strictly: bool) -> Clause:
    """What documents must and may share with a query: the same as `mekiki.index.candidates.sharing`."""
    every, grams = clues(weighted, lift), _terms("grams", weighted.weights["grams"])
    if not every:
        if not strictly:
            return {"must": [_any_of(grams)]}
        return {"must": (grams if weighted.is_spelt else []) or [{"match_none": {}}]}
    needed = [_any_of(_clues(every))]
    if strictly:
        strict = _any_of(_clues(strict_clues(weighted, lift)))
        needed.append({"constant_score": {"filter": strict, "boost": 0.0}})
    # Beside a clause that must match, the others only add.
    return {
        "must": needed,
        "should": [*_terms("pairs", weighted.weights["pairs"]), *grams],
        "minimum_should_match": 0,
    }


def _clues(some: Clues) -> list[Clause]:
    return [
        *_terms("words", some.words),
        *({"term": {"words": {"value": term, "boost": boost}}} for term, boost in some.meant.items()),
        *({"term": {"near": {"value": row, "boost": boost}}} for row, boost in some.near.items()),
        *(
            {"constant_score": {"filter": {"term": {column(name): keyword_value(value)}}, "boost": LIFTED * weight}}
            for (name, value), weight in some.lifted.items()
        ),
    ]


def matching(shared: Clause, *, only: Bounds, never: Bounds) -> Clause:
    """Documents within the bounds that have what `sharing` asks for."""
    return {"bool": {**shared, **_bounds(only=only, never=never)}}


def within(*, only: Bounds, never: Bounds) -> Clause:
    """All documents within the bounds."""
    return {"bool": _bounds(only=only, never=never)}


def containing(words: Sequence[Sequence[str]], *, only: Bounds) -> Clause:
    """Documents that contain every word in one of its spellings: the same as `mekiki.index.candidates.containing`."""
    inside = [_any_of([_inside(folded(form)) for form in spellings]) for spellings in words]
    bounds = _bounds(only=only, never={})
    return {"bool": {**bounds, "filter": [*bounds["filter"], *inside]}}


def in_force(query: Clause, superseded: Clause | None) -> Clause:
    """A query that leaves out rows which are not, or no longer, in force."""
    return {"bool": {"must": [query], "must_not": [superseded]}} if superseded else query


def term(field: str, written: str) -> Clause:
    """Documents with a term, without a score."""
    return {"term": {field: in_index(field, written)}}


def in_index(field: str, written: str) -> str:
    """A term as it is indexed: a gram may hold a space, which would split it."""
    return written.replace(" ", "_") if field == "grams" else written


def facets(names: Sequence[str], *, most: int = _FACET_VALUES) -> dict[str, Any]:
    """The request that counts the values of keywords, the ``most`` frequent ones."""
    return {str(number): {"terms": {"field": column(name), "size": most}} for number, name in enumerate(names)}


def counted(names: Sequence[str], answer: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """Facet name → value → in how many documents, from the answer to `facets`."""
    unmarked = len(keyword_value(""))
    return {
        name: {
            str(bucket["key"])[unmarked:]: int(bucket["doc_count"])
            for bucket in answer["aggregations"][str(number)]["buckets"]
        }
        for number, name in enumerate(names)
    }


def _terms(field: str, weights: Mapping[str, float]) -> list[Clause]:
    heaviest = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[: _HEAVIEST[field]]
    most = max((weight for _, weight in heaviest), default=1.0)
    return [
        # The cluster multiplies by rarity itself, so the boost says only how the field and repetition count.
        {"term": {field: {"value": in_index(field, word), "boost": _FIELD_WEIGHT[field] * max(weight / most, 0.1)}}}
        for word, weight in heaviest
    ]


def _bounds(*, only: Bounds, never: Bounds) -> Clause:
    """The filters of a query; they never add to a score."""
    return {
        "filter": [{"terms": {column(name): [*map(keyword_value, values)]}} for name, values in only.items()],
        "must_not": [{"terms": {column(name): [*map(keyword_value, values)]}} for name, values in never.items()],
    }


def _inside(word: str) -> Clause:
    pieces: list[Clause] = [
        {"term": {"grams": gram}} if is_whole else {"regexp": {"grams": {"value": f".*{gram}.*", "flags": "NONE"}}}
        for gram, is_whole in grams_within(word)
    ]
    return {"bool": {"filter": pieces}}


def _any_of(clauses: list[Clause]) -> Clause:
    return {"bool": {"should": clauses, "minimum_should_match": 1}}
