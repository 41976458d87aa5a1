"""The second stage: the best candidates of an index, scored anew from their own words.

The index finds candidates with its built-in BM25. Here they are scored by words, adjacent pairs and character grams,
and by what the three best have in common (pseudo-relevance feedback: Rocchio, Relevance feedback in information
retrieval, 1971; three documents and few words, as more drifts away). Everything needed is a document's words and
counts over the collection, so every index gives the same ranking.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mekiki.ranking.analysis import Analysis, counts
from mekiki.ranking.blend import KIN, LOOKING_UP, Formula, kin_share
from mekiki.ranking.candidates import Candidate, Numbers, Part, Pool, Weights
from mekiki.ranking.statistics import Statistics, rarity
from mekiki.text.asking import asks
from mekiki.text.words import says_little

_KIN_DOCUMENTS = 3
_KIN_WORDS = 30
# A related word that only one of the best documents has may be chance.
_ALONE = 0.5
_HEAVIEST = {"words": 1000, "pairs": 128, "grams": 512}


class Ranking:
    """The candidates of one query: first scored by plain numbers, explained later where somebody looks."""

    def __init__(self, sought: Sought, candidates: Sequence[Candidate], statistics: Statistics) -> None:
        """``candidates`` stand in the order of their ids, which decides between equal scores."""
        self._pool = Pool(candidates, sought.weights, statistics)
        self._statistics = statistics
        self._kin_share = sought.kin_share
        self._formulas, asked = self._chosen_formulas()
        self._kin_words, self._kin_worth = self._related(asked)
        scores = asked + self._kin_worth.sum(axis=1)
        #: Positions among the candidates with their scores (> 0; others are left out), best first.
        self.best = [(i, float(scores[i])) for i in self._in_order(scores) if scores[i] > 0]

    def parts(self, position: int) -> dict[Part, float]:
        """The parts of a candidate's score: (field, term) → share > 0; they add up to the score."""
        found: defaultdict[Part, float] = defaultdict(float)
        for formula, factor in self._formulas:
            for part, share in self._pool.parts(formula, position):
                found[part] += factor * share
        for term, share in zip(self._kin_words, self._kin_worth[position], strict=True):
            if share > 0:
                found["kin", term] += float(share)
        return found

    def _in_order(self, scores: Numbers) -> list[int]:
        # Rounded, so that the order in which floating numbers were added never decides.
        order: list[int] = np.argsort(-np.round(scores, 9), kind="stable").tolist()
        return order

    def _chosen_formulas(self) -> tuple[list[tuple[Formula, float]], Numbers]:
        """The formulas that take part, each scaled so that its best candidate gets its portion; and the scores."""
        looked_up = self._pool.scores(LOOKING_UP)
        best = float(looked_up.max(initial=0.0))
        if best <= 0:
            return [], looked_up
        found = [(LOOKING_UP, looked_up, (1 - self._kin_share) / best)]
        if self._kin_share > 0:
            kin = self._pool.scores(KIN)
            found.append((KIN, kin, self._kin_share / float(kin.max())))
        taking_part = [one for one in found if one[2] > 0]
        total = np.sum([factor * scores for _, scores, factor in taking_part], axis=0)
        return [(formula, factor) for formula, _, factor in taking_part], total

    def _related(self, asked: Numbers) -> tuple[list[str], Numbers]:
        """Related words, and what they add to each candidate: the one with most of them gets its portion."""
        portion = (1 - self._kin_share) * LOOKING_UP.kin + self._kin_share * KIN.kin
        best = self._in_order(asked)[:_KIN_DOCUMENTS]
        candidates = self._pool.candidates
        best_words = [(float(asked[i]), Counter(candidates[i].body_words)) for i in best]
        weights = self._kin_of(best_words) if portion else {}
        if not weights:
            return [], np.zeros((len(asked), 0))
        worth = self._pool.worth(weights, KIN.words)
        return [*weights], worth * (portion * asked[best[0]] / worth.sum(axis=1).max())

    def _kin_of(self, best: Sequence[tuple[float, Counter[str]]]) -> dict[str, float]:
        """The words that mark the best documents out, weighted, at most 30; those of a single one count half."""
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
        chosen = sorted(telling, key=lambda item: (-item[1], item[0]))[:_KIN_WORDS]
        return {term: value * rarity(self._statistics, "words", term) for term, value in chosen}

    def _direction(self, words: Mapping[str, int]) -> dict[str, float]:
        """The TF-IDF vector of length 1 (Salton and Buckley, Term-weighting approaches, 1988)."""
        vector = {term: (1 + math.log(n)) * rarity(self._statistics, "words", term) for term, n in words.items()}
        norm = math.sqrt(math.fsum(value * value for value in vector.values())) or 1.0
        return {term: value / norm for term, value in vector.items()}


@dataclass(frozen=True, slots=True)
class Sought:
    """What one query looks for: field → term → weight, and how much it looks for everything akin, 0 to 1."""

    weights: Weights
    kin_share: float


def sought_by(text: str, query: Analysis, statistics: Statistics) -> Sought:
    """Terms weigh their rarity times their damped count. Those that occur nowhere are left out, and of a page's
    hundreds of grams and pairs only the heaviest stay: the rest changes nothing but the time it takes."""
    weights = {}
    substance = {word.term: word.substance for word in query.words}
    for where, terms in counts(query).items():
        found = {
            term: (1 + math.log(count)) * rarity(statistics, where, term) * substance.get(term, 1.0)
            for term, count in terms.items()
            if statistics.frequency(where, term)
        }
        heaviest = sorted(found.items(), key=lambda item: (-item[1], item[0]))
        weights[where] = dict(heaviest[: _HEAVIEST[where]])
    return Sought(weights, kin_share(len(weights["words"]), asks=asks(text)))
