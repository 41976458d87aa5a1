"""The first stage: turning a query into what the index finds by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import tantivy

from mekiki.index.layout import keyword_column, keyword_value, near_term
from mekiki.ranking.meanings import meanings_of
from mekiki.ranking.ranker import WeightedQuery
from mekiki.ranking.vectors import UNKNOWN, vectors
from mekiki.text.characters import LATIN_GRAM, OTHER_GRAM, folded, stretches
from mekiki.text.words import says_little

# A page has hundreds of different words; the heaviest find the same candidates at a fraction of the cost.
_HEAVIEST = {"words": 48, "pairs": 24, "grams": 48}
_FIELD_WEIGHT = {"words": 1.0, "pairs": 0.4, "grams": 0.3}
# So many of the words look for neighbours, so many each, and what a neighbour counts beside the word itself.
_NEAR_WORDS, _NEAREST, _MEANINGS, _NEAR_WEIGHT = 24, 5, 8, 0.5
# A neighbour so near, and a lift of so much of the strongest, is as good as the word.
_NEAR_ENOUGH, _LIFTED_ENOUGH = 0.6, 0.5
_PARTS_OF_ADDRESSES = frozenset("都道府県市区町村郡国州")
# Beside the scores of single words, which reach about 20.
LIFTED = 12.0
Bounds = Mapping[str, tuple[str, ...]]
Lift = Mapping[str, Mapping[str, float]]
Part = tuple[tantivy.Occur, tantivy.Query]
_NOTHING: Part = (tantivy.Occur.Must, tantivy.Query.empty_query())


@dataclass(frozen=True, slots=True)
class Clues:
    """What speaks for a document, as (term, boost): words, what they mean in the other language, directions of words
    near in meaning, keywords by name."""

    words: Mapping[str, float]
    meant: Mapping[str, float]
    near: Mapping[str, float]
    lifted: Mapping[tuple[str, str], float]

    def __bool__(self) -> bool:
        return bool(self.words or self.meant or self.near or self.lifted)


def clues(weighted: WeightedQuery, lift: Lift) -> Clues:
    """Everything of which a document may hold one to match at all; empty where only grams are left to go by."""
    words = telling(weighted.weights["words"])
    lifted = {(name, value): weight for name, weights in lift.items() for value, weight in weights.items()}
    return Clues(words, dict(meant(words)), dict(neighbours(words)), lifted)


def strict_clues(weighted: WeightedQuery, lift: Lift) -> Clues:
    """Those of which a document must hold one to be an answer, rather than to share a word by the way."""
    every = clues(weighted, lift)
    words = {term: weight for term, weight in every.words.items() if term in weighted.weightiest}
    enough = _LIFTED_ENOUGH * max(every.lifted.values(), default=0.0)
    lifted = {value: weight for value, weight in every.lifted.items() if weight >= enough}
    # A lone kanji (厚, 金) means too much, and every address is near to 市.
    long = {term: weight for term, weight in words.items() if len(term) > 1}
    apart = {term: weight for term, weight in words.items() if term not in _PARTS_OF_ADDRESSES}
    return Clues(words, dict(meant(long, _NEAR_ENOUGH)), dict(neighbours(apart, _NEAR_ENOUGH)), lifted)


def sharing(schema: tantivy.Schema, weighted: WeightedQuery, lift: Lift, *, strictly: bool) -> list[Part]:
    """What documents must and may share with a query, scored by weighted BM25: a word, one near to it in meaning, or
    what the query lifts; else a gram, or ``strictly`` all of them."""
    every = clues(weighted, lift)
    grams = [*_terms(schema, "grams", weighted.weights["grams"])]
    if not every:
        if not strictly:
            return [(tantivy.Occur.Must, _any_of(grams))]
        return [(tantivy.Occur.Must, query) for query in (grams if weighted.is_spelt else [])] or [_NOTHING]
    extra = [*_terms(schema, "pairs", weighted.weights["pairs"]), *grams]
    needed = [(tantivy.Occur.Must, _any_of(_clues(schema, every)))]
    if strictly:
        strict = _any_of(_clues(schema, strict_clues(weighted, lift)))
        needed.append((tantivy.Occur.Must, tantivy.Query.const_score_query(strict, 0.0)))
    return [*needed, *((tantivy.Occur.Should, query) for query in extra)]


def telling(weights: Mapping[str, float]) -> Mapping[str, float]:
    """The words that are evidence; those of asking and of function only where there are no others."""
    return {term: weight for term, weight in weights.items() if not says_little(term)} or weights


def neighbours(weights: Mapping[str, float], least: float = 0.0) -> Iterator[tuple[str, float]]:
    """(direction, boost) of the heaviest words and of the directions nearest to each, of at least that cosine."""
    known = vectors()
    if known is None or not weights:
        return
    most = max(weights.values())
    heaviest = sorted(telling(weights).items(), key=lambda item: (-item[1], item[0]))[:_NEAR_WORDS]
    found: dict[str, float] = {}
    for term, weight in heaviest:
        row = int(known.rows_for_query([term])[0])
        if row != UNKNOWN:
            boost = _NEAR_WEIGHT * max(weight / most, 0.1)
            for near, cosine in ((row, 1.0), *known.nearest(row, _NEAREST)):
                if cosine >= least:
                    found[near_term(near)] = max(found.get(near_term(near), 0.0), boost * cosine)
    yield from found.items()


def meant(weights: Mapping[str, float], least: float = 0.0) -> Iterator[tuple[str, float]]:
    """(term, boost) of what the heaviest words mean in the other language, as far as it fits so well."""
    most = max(weights.values(), default=1.0)
    heaviest = sorted(telling(weights).items(), key=lambda item: (-item[1], item[0]))[:_NEAR_WORDS]
    found: dict[str, float] = {}
    for term, weight in heaviest:
        for other, share in meanings_of(term)[:_MEANINGS]:
            if share >= least:
                found[other] = max(found.get(other, 0.0), _NEAR_WEIGHT * max(weight / most, 0.1) * share)
    yield from found.items()


def _clues(schema: tantivy.Schema, some: Clues) -> Iterator[tantivy.Query]:
    yield from _terms(schema, "words", some.words)
    for term, boost in some.meant.items():
        yield tantivy.Query.boost_query(tantivy.Query.term_query(schema, "words", term, "freq"), boost)
    for direction, boost in some.near.items():
        yield tantivy.Query.boost_query(tantivy.Query.term_query(schema, "near", direction, "basic"), boost)
    for (name, value), weight in some.lifted.items():
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


def _inside(schema: tantivy.Schema, word: str) -> Iterator[tantivy.Query]:
    for gram, is_whole in grams_within(word):
        if is_whole:
            yield tantivy.Query.term_query(schema, "grams", gram, "freq")
        else:
            yield tantivy.Query.regex_query(schema, "grams", f".*{gram}.*")


def grams_within(word: str) -> Iterator[tuple[str, bool]]:
    """The grams of a folded word as they are indexed, each with whether it is a whole one.

    A shorter stretch stands for whichever grams hold it. Folded letters mean nothing special in a pattern.
    """
    for stretch in stretches(word):
        size = LATIN_GRAM if stretch[0].isascii() else OTHER_GRAM
        written = stretch.replace(" ", "_")
        if len(written) < size:
            yield written, False
        for start in range(len(written) - size + 1):
            yield written[start : start + size], True


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
