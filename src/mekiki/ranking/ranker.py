"""The second stage: the best candidates of an index, scored anew from their own words.

The index finds candidates with its built-in BM25. Here they are scored by words, adjacent pairs, character grams, the
title by itself and how much of it is asked for, words near in meaning, what the best have in common (pseudo-relevance
feedback: Rocchio, Relevance feedback in information retrieval, 1971), and what the query lifts. Everything needed is
a document's words and counts over the collection, so every index gives the same ranking.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mekiki.ranking.analysis import Analysis, counts
from mekiki.ranking.blend import KIN_DOCUMENTS, KIN_SATURATION, KIN_WORDS, LIFT, RARITY_POWER, kin_weight
from mekiki.ranking.candidates import Candidate, Numbers, Part, Pool, Weights
from mekiki.ranking.meanings import meanings_of
from mekiki.ranking.statistics import Statistics, rarity, rarity_of
from mekiki.ranking.vectors import UNKNOWN, vectors
from mekiki.text.words import says_little

# A related word that only one of the best documents has may be chance.
_ALONE = 0.5
# What weighs so much of the weightiest word is as telling as it.
_NEARLY = 0.5
_HEAVIEST = {"words": 1000, "pairs": 128, "grams": 512}


class Ranking:
    """The candidates of one query: first scored by plain numbers, explained later where somebody looks."""

    def __init__(self, weighted: WeightedQuery, candidates: Sequence[Candidate], statistics: Statistics) -> None:
        """``candidates`` stand in the order of their ids, which decides between equal scores."""
        self._pool = Pool(candidates, weighted.weights, statistics, vectors())
        self._statistics, self._weighted = statistics, weighted
        asked = self._pool.scores()
        best = float(asked.max(initial=0.0))
        # The best text counts 1, so that what is added to texts means the same for every question.
        self._scale = 1.0 / best if best > 0 else 0.0
        asked = asked * self._scale
        self._lifted = LIFT * np.array([max(one.lifts.values(), default=0.0) for one in candidates])
        self._kin_words, self._kin_worth = self._related(asked + self._lifted)
        scores = asked + self._lifted + self._kin_worth.sum(axis=1)
        #: Positions among the candidates with their scores (> 0; others are left out), best first.
        self.best = [(i, float(scores[i])) for i in self._in_order(scores) if scores[i] > 0]

    def parts(self, position: int) -> dict[Part, float]:
        """The parts of a candidate's score: (field, term) → share > 0; they add up to the score."""
        found: defaultdict[Part, float] = defaultdict(float)
        for part, share in self._pool.parts(position):
            found[part] += self._scale * share
        for term, share in zip(self._kin_words, self._kin_worth[position], strict=True):
            if share > 0:
                found["feedback", term] += float(share)
        if lifts := self._pool.candidates[position].lifts:
            found["lift", max(lifts, key=lambda value: (lifts[value], value))] += float(self._lifted[position])
        return found

    def _in_order(self, scores: Numbers) -> list[int]:
        # Rounded, so that the order in which floating numbers were added never decides.
        order: list[int] = np.argsort(-np.round(scores, 9), kind="stable").tolist()
        return order

    def _related(self, asked: Numbers) -> tuple[list[str], Numbers]:
        """Related words, and what they add to each candidate: the one with most of them gets its portion.

        Nothing is added where neither a telling word nor what is lifted speaks for a candidate.
        """
        portion = kin_weight(len(self._weighted.weights["words"]))
        best = self._in_order(asked)[:KIN_DOCUMENTS]
        candidates = self._pool.candidates
        best_words = [(float(asked[i]), Counter(candidates[i].body_words)) for i in best if asked[i] > 0]
        weights = self._kin_of(best_words)
        if not weights:
            return [], np.zeros((len(asked), 0))
        worth = self._pool.worth(weights, KIN_SATURATION)
        worth[~(self._pool.holds | (self._lifted > 0))] = 0.0
        most = worth.sum(axis=1).max(initial=0.0)
        return [*weights], worth * (portion / most if most > 0 else 0.0)

    def _kin_of(self, best: Sequence[tuple[float, Counter[str]]]) -> dict[str, float]:
        """The words that mark the best documents out, weighted, at most 60; those of a single one count half."""
        total = sum(score for score, _ in best)
        if total <= 0:
            return {}
        centre: defaultdict[str, float] = defaultdict(float)
        for score, words in best:
            for term, value in self._direction(words).items():
                centre[term] += score / total * value
        shared = Counter(term for _, words in best for term in words)
        values = {term: value * (1.0 if shared[term] > 1 else _ALONE) for term, value in centre.items()}
        telling = ((term, value) for term, value in values.items() if not says_little(term))
        chosen = sorted(telling, key=lambda item: (-item[1], item[0]))[:KIN_WORDS]
        return {term: value * rarity(self._statistics, "words", term) for term, value in chosen}

    def _direction(self, words: Mapping[str, int]) -> dict[str, float]:
        """The TF-IDF vector of length 1 (Salton and Buckley, Term-weighting approaches, 1988)."""
        vector = {term: (1 + math.log(n)) * rarity(self._statistics, "words", term) for term, n in words.items()}
        norm = math.sqrt(math.fsum(value * value for value in vector.values())) or 1.0
        return {term: value / norm for term, value in vector.items()}


@dataclass(frozen=True, slots=True)
class WeightedQuery:
    """What one query looks for: field → term → weight.

    Whoever holds one of the ``weightiest`` words answers it strictly. ``is_spelt`` where all its grams occur.
    """

    weights: Weights
    weightiest: frozenset[str] = frozenset()
    is_spelt: bool = False


def _has_kin(term: str) -> bool:
    """Whether words near to it may stand where it does not stand itself."""
    known = vectors()
    return known is not None and not says_little(term) and known.rows_for_query([term])[0] != UNKNOWN


def _occurrences(statistics: Statistics, where: str, term: str) -> int | None:
    """In how many documents a term occurs, or else what it means in the other language; `None` for what can meet
    nothing."""
    count = statistics.frequency(where, term)
    if count or where != "words":
        return count or None
    meant = max((statistics.frequency(where, one) for one, _ in meanings_of(term)), default=0)
    return meant or (0 if _has_kin(term) else None)


def weighted_query(query: Analysis, statistics: Statistics) -> WeightedQuery:
    """Terms weigh their rarity, raised, times their damped count. Those that occur nowhere are left out, and of a
    page's hundreds of grams and pairs only the heaviest stay: the rest changes nothing but the time it takes."""
    weights = {}
    substance = {word.term: word.substance for word in query.words}
    counted = counts(query)
    for where, terms in counted.items():
        found = {
            term: (1 + math.log(count)) * rarity_of(statistics, known) ** RARITY_POWER * substance.get(term, 1.0)
            for term, count in terms.items()
            if (known := _occurrences(statistics, where, term)) is not None
        }
        heaviest = sorted(found.items(), key=lambda item: (-item[1], item[0]))
        weights[where] = dict(heaviest[: _HEAVIEST[where]])
    is_spelt = all(statistics.frequency("grams", gram) for gram in counted["grams"])
    return WeightedQuery(weights, _weightiest(weights["words"], statistics), is_spelt)


def _weightiest(weights: Mapping[str, float], statistics: Statistics) -> frozenset[str]:
    """The fewest words that make half of the weight of those which occur, and others that weigh nearly as much as the
    first; with them what occurs only as words near to it."""
    telling = {term: weight for term, weight in weights.items() if not says_little(term)} or weights
    occurring = {term: weight for term, weight in telling.items() if statistics.frequency("words", term)}
    half, most = sum(occurring.values()) / 2, max(occurring.values(), default=0.0)
    found = {term for term in telling if term not in occurring}
    gathered = 0.0
    for term, weight in occurring.items():
        if gathered < half or weight >= _NEARLY * most:
            found.add(term)
        gathered += weight
    return frozenset(found)
