"""The first stage: turning a query into what the index finds by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import tantivy

from mekiki.index.layout import keyword_column, keyword_value, near_term
from mekiki.ranking.vectors import UNKNOWN, vectors
from mekiki.text.characters import LATIN_GRAM, OTHER_GRAM, folded, stretches
from mekiki.text.words import says_little

# A page has hundreds of different words; the heaviest find the same candidates at a fraction of the cost.
_HEAVIEST = {"words": 48, "pairs": 24, "grams": 48}
_FIELD_WEIGHT = {"words": 1.0, "pairs": 0.4, "grams": 0.3}
# So many of the words look for neighbours, so many each, and what a neighbour counts beside the word itself.
_NEAR_WORDS, _NEAREST, _NEAR_WEIGHT = 24, 5, 0.5
# Beside the scores of single words, which reach about 20.
LIFTED = 12.0
Bounds = Mapping[str, tuple[str, ...]]
Lift = Mapping[str, Mapping[str, float]]
Part = tuple[tantivy.Occur, tantivy.Query]


def sharing(schema: tantivy.Schema, weights: Mapping[str, Mapping[str, float]], lift: Lift) -> list[Part]:
    """What documents must and may share with a query, scored by weighted BM25: a word, one near to it in meaning, or
    what the query lifts; else a gram."""
    lifted = [*_lifted(schema, lift)]
    words = [*_terms(schema, "words", telling(weights["words"])), *_near(schema, weights["words"]), *lifted]
    if words:
        extra = [*_terms(schema, "pairs", weights["pairs"]), *_terms(schema, "grams", weights["grams"])]
        return [(tantivy.Occur.Must, _any_of(words)), *((tantivy.Occur.Should, query) for query in extra)]
    return [(tantivy.Occur.Must, _any_of(_terms(schema, "grams", weights["grams"])))]


def telling(weights: Mapping[str, float]) -> Mapping[str, float]:
    """The words that are evidence; those of asking and of function only where there are no others."""
    return {term: weight for term, weight in weights.items() if not says_little(term)} or weights


def neighbours(weights: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    """(direction, boost) of the heaviest words and of the directions nearest to each."""
    known = vectors()
    if known is None or not weights:
        return
    most = max(weights.values())
    heaviest = sorted(telling(weights).items(), key=lambda item: (-item[1], item[0]))[:_NEAR_WORDS]
    found: dict[str, float] = {}
    for term, weight in heaviest:
        row = int(known.sought([term])[0])
        if row != UNKNOWN:
            boost = _NEAR_WEIGHT * max(weight / most, 0.1)
            for near, cosine in ((row, 1.0), *known.nearest(row, _NEAREST)):
                found[near_term(near)] = max(found.get(near_term(near), 0.0), boost * cosine)
    yield from found.items()


def _near(schema: tantivy.Schema, weights: Mapping[str, float]) -> Iterator[tantivy.Query]:
    for direction, boost in neighbours(weights):
        yield tantivy.Query.boost_query(tantivy.Query.term_query(schema, "near", direction, "basic"), boost)


def _lifted(schema: tantivy.Schema, lift: Lift) -> Iterator[tantivy.Query]:
    for name, weights in lift.items():
        for value, weight in weights.items():
            yield tantivy.Query.const_score_query(_keyword(schema, name, value), LIFTED * weight)


def matching(schema: tantivy.Schema, shared: list[Part], *, only: Bounds, never: Bounds) -> tantivy.Query:
    """Documents within the bounds that have what `sharing` asks for."""
    return _all_of([*bounds(schema, only=only, never=never), *shared])


def within(schema: tantivy.Schema, *, only: Bounds, never: Bounds) -> tantivy.Query:
    """All documents within the bounds."""
    return _all_of(bounds(schema, only=only, never=never))


def containing(schema: tantivy.Schema, words: Iterable[Iterable[str]]) -> tantivy.Query:
    """Documents whose folded letters contain those of every word, in one of its spellings, wherever they stand.

    What lies between the grams of one word is not looked at, so a few more documents may be among them.
    """
    return _all_of(
        [
            (tantivy.Occur.Must, _any_of(_together(_inside(schema, folded(form))) for form in spellings))
            for spellings in words
        ]
    )


def _together(queries: Iterable[tantivy.Query]) -> tantivy.Query:
    return _all_of([(tantivy.Occur.Must, query) for query in queries])


def _inside(schema: tantivy.Schema, word: str) -> Iterable[tantivy.Query]:
    for stretch in stretches(word):
        size = LATIN_GRAM if stretch[0].isascii() else OTHER_GRAM
        for start in range(len(stretch) - size + 1):
            gram = stretch[start : start + size].replace(" ", "_")
            yield tantivy.Query.term_query(schema, "grams", gram, "freq")
        if len(stretch) < size:
            # Shorter than a gram: whichever grams hold it. Folded letters mean nothing special in a pattern.
            yield tantivy.Query.regex_query(schema, "grams", f".*{stretch.replace(' ', '_')}.*")


def bounds(schema: tantivy.Schema, *, only: Bounds, never: Bounds) -> list[Part]:
    """The filters of a query; they never add to a score."""
    parts = []
    for name, values in only.items():
        allowed = _any_of(_keyword(schema, name, value) for value in values)
        parts.append((tantivy.Occur.Must, tantivy.Query.const_score_query(allowed, 0.0)))
    for name, values in never.items():
        parts += [(tantivy.Occur.MustNot, _keyword(schema, name, value)) for value in values]
    return parts


def _terms(schema: tantivy.Schema, field: str, weights: Mapping[str, float]) -> Iterable[tantivy.Query]:
    heaviest = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[: _HEAVIEST[field]]
    most = max((weight for _, weight in heaviest), default=1.0)
    for term, weight in heaviest:
        written = term.replace(" ", "_") if field == "grams" else term
        query = tantivy.Query.term_query(schema, field, written, "freq")
        # tantivy multiplies by rarity itself, so the boost says only how the field and repetition count.
        yield tantivy.Query.boost_query(query, _FIELD_WEIGHT[field] * max(weight / most, 0.1))


def _keyword(schema: tantivy.Schema, name: str, value: str) -> tantivy.Query:
    return tantivy.Query.term_query(schema, keyword_column(name), keyword_value(value), "basic")


def _any_of(queries: Iterable[tantivy.Query]) -> tantivy.Query:
    listed = [(tantivy.Occur.Should, query) for query in queries]
    return tantivy.Query.boolean_query(listed) if listed else tantivy.Query.empty_query()


def _all_of(parts: list[Part]) -> tantivy.Query:
    if not any(occur == tantivy.Occur.Must for occur, _ in parts):
        parts = [*parts, (tantivy.Occur.Must, tantivy.Query.all_query())]
    return tantivy.Query.boolean_query(parts)
