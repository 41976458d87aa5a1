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

from mekiki.ranking.analysis import Analysis, counts
from mekiki.ranking.blend import KIN, LOOKING_UP, Formula, kin_share
from mekiki.ranking.candidates import Candidate, Part, Sought, View, Weights
from mekiki.ranking.statistics import Statistics, rarity
from mekiki.text.words import says_little

_KIN_DOCUMENTS = 3
_KIN_WORDS = 30
# A related word that only one of the best documents has may be chance.
_ALONE = 0.5
_HEAVIEST = {"words": 1000, "pairs": 64, "grams": 64}


class Ranking:
    """The candidates of one query: first scored by plain numbers, explained later where somebody looks."""

    def __init__(self, weights: Weights, candidates: Sequence[Candidate], statistics: Statistics) -> None:
        """``weights`` come from `query_weights`; candidates without a score are left out."""
        self._sought = Sought(weights)
        self._statistics = statistics
        self._views = [View(candidate, self._sought, statistics) for candidate in candidates]
        self._formulas = self._chosen_formulas()
        asked = [self._asked(view) for view in self._views]
        self._kin_factor, self._kin_weights = self._related(asked)
        scores = [score + self._kin(view) for score, view in zip(asked, self._views, strict=True)]
        # Rounded, so that the order in which floating numbers were added never decides.
        order = sorted(range(len(scores)), key=lambda i: (-round(scores[i], 9), candidates[i].id))
        #: Positions among the candidates with their scores (> 0), best first, ties by id.
        self.best = [(i, scores[i]) for i in order if scores[i] > 0]

    def parts(self, position: int) -> dict[Part, float]:
        """The parts of a candidate's score: (field, term) → share > 0; they add up to the score."""
        view = self._views[position]
        found: defaultdict[Part, float] = defaultdict(float)
        for formula, factor in self._formulas:
            for part, share in view.parts(formula):
                found[part] += factor * share
        for term, share in view.word_shares(self._kin_weights, KIN.words):
            found["kin", term] += self._kin_factor * share
        return found

    def _chosen_formulas(self) -> list[tuple[Formula, float]]:
        """The formulas that take part, each scaled so that its best candidate gets its portion."""
        looked_up = [view.score(LOOKING_UP) for view in self._views]
        best = max(looked_up, default=0.0)
        self.kin_share = kin_share(len(self._sought.weights["words"]), sorted(looked_up, reverse=True))
        if best <= 0:
            return []
        formulas = [(LOOKING_UP, (1 - self.kin_share) / best)]
        if self.kin_share > 0:
            formulas.append((KIN, self.kin_share / max(view.score(KIN) for view in self._views)))
        return [(formula, factor) for formula, factor in formulas if factor > 0]

    def _asked(self, view: View) -> float:
        return sum(factor * view.score(formula) for formula, factor in self._formulas)

    def _related(self, asked: Sequence[float]) -> tuple[float, dict[str, float]]:
        """The weights of related words and the factor that gives the candidate with most of them its portion."""
        best = sorted(range(len(asked)), key=lambda i: (-round(asked[i], 9), self._views[i].candidate.id))
        portion = (1 - self.kin_share) * LOOKING_UP.kin + self.kin_share * KIN.kin
        weights = self._kin_of([(asked[i], self._views[i]) for i in best[:_KIN_DOCUMENTS]]) if portion else {}
        if not weights:
            return 0.0, {}
        most = max(view.worth(weights, KIN.words) for view in self._views)
        return portion * asked[best[0]] / most, weights

    def _kin(self, view: View) -> float:
        return self._kin_factor * view.worth(self._kin_weights, KIN.words) if self._kin_weights else 0.0

    def _kin_of(self, best: Sequence[tuple[float, View]]) -> dict[str, float]:
        """The words that mark the best documents out, weighted, at most 30; those of a single one count half."""
        total = sum(score for score, _ in best)
        if total <= 0:
            return {}
        centre: defaultdict[str, float] = defaultdict(float)
        for score, view in best:
            for term, value in self._direction(view.all_words).items():
                centre[term] += score / total * value
        shared = Counter(term for _, view in best for term in view.all_words)
        values = {term: value * (1.0 if shared[term] > 1 else _ALONE) for term, value in centre.items()}
        telling = ((term, value) for term, value in values.items() if not says_little(term))
        chosen = sorted(telling, key=lambda item: (-item[1], item[0]))[:_KIN_WORDS]
        return {term: value * rarity(self._statistics, "words", term) for term, value in chosen}

    def _direction(self, words: Mapping[str, int]) -> dict[str, float]:
        """The TF-IDF vector of length 1 (Salton and Buckley, Term-weighting approaches, 1988)."""
        vector = {term: (1 + math.log(n)) * rarity(self._statistics, "words", term) for term, n in words.items()}
        norm = math.sqrt(math.fsum(value * value for value in vector.values())) or 1.0
        return {term: value / norm for term, value in vector.items()}


def query_weights(query: Analysis, statistics: Statistics) -> dict[str, dict[str, float]]:
    """Field → term → weight: rarity times the damped count. Terms that occur nowhere are left out, and of a page's
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
    return weights
