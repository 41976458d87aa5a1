"""The second stage: the best candidates of an index, scored anew from their own words.

The index finds candidates with its built-in BM25. Here they are scored by words, adjacent pairs and character grams,
for long queries also by TF-IDF cosine, and at last by what the three best have in common (pseudo-relevance feedback:
Rocchio, Relevance feedback in information retrieval, 1971; three documents and few words, as more drifts away).
Everything needed is a document's words and counts over the collection, so every index gives the same ranking.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mekiki.ranking.analysis import JOIN, Analysis, counts
from mekiki.ranking.blend import PAGE, QUESTION, Formula, page_share
from mekiki.ranking.statistics import Statistics, rarity
from mekiki.text.words import says_little

_KIN_DOCUMENTS = 3
_KIN_WORDS = 30
_HEAVIEST = {"words": 1000, "pairs": 64, "grams": 64}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document found by the first stage: its terms in order, joined by spaces, and its folded text."""

    id: str
    terms: str
    folded: str


@dataclass(slots=True)
class Scored:
    """A candidate with the parts of its score: (field, term) → share; the shares add up to ``score``."""

    candidate: Candidate
    parts: dict[tuple[str, str], float] = field(default_factory=dict)

    @property
    def score(self) -> float:
        return math.fsum(self.parts.values())

    def add(self, where: str, term: str, share: float) -> None:
        if share > 0:
            self.parts[where, term] = self.parts.get((where, term), 0.0) + share


class _View:
    """A candidate's counts, made once; pairs and grams are counted in strings, which is fast and needs no tables."""

    __slots__ = ("grams", "lengths", "pairs", "words")

    def __init__(self, candidate: Candidate) -> None:
        terms = candidate.terms.split(" ")
        self.words = Counter(terms)
        self.pairs = f" {candidate.terms} "
        self.grams = f" {candidate.folded} "
        self.lengths = {"words": len(terms), "pairs": len(terms) - 1, "grams": len(candidate.folded)}

    def counts(self, where: str, weights: Mapping[str, float]) -> Iterator[tuple[str, int]]:
        """Which of the weighted terms occur, and how often."""
        if where == "words":
            return ((term, self.words[term]) for term in self.words.keys() & weights.keys())
        if where == "pairs":
            return ((pair, self.pairs.count(f" {pair.replace(JOIN, ' ')} ")) for pair in weights)
        return ((gram, self.grams.count(gram)) for gram in weights)


Weights = Mapping[str, Mapping[str, float]]


def rank(weights: Weights, candidates: Sequence[Candidate], statistics: Statistics) -> list[Scored]:
    """All candidates with a score above 0, best first, ties by id; ``weights`` come from `query_weights`."""
    share = page_share(len(weights["words"]))
    views = [_View(candidate) for candidate in candidates]
    scored = [Scored(candidate) for candidate in candidates]
    for formula, portion in ((QUESTION, 1 - share), (PAGE, share)):
        if portion:
            _score_fields(formula, portion, weights, views, scored, statistics)
    kin = (1 - share) * QUESTION.kin + share * PAGE.kin
    _score_kin(kin, views, scored, statistics)
    return _sorted([one for one in scored if one.parts])


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


def _score_fields(
    formula: Formula,
    portion: float,
    weights: Weights,
    views: Sequence[_View],
    scored: Sequence[Scored],
    statistics: Statistics,
) -> None:
    """Add one formula's share: field scores scaled to the best candidate, then cosine."""
    parts = [_field_parts(formula, weights, view, statistics) for view in views]
    best = max((sum(found.values()) for found in parts), default=0.0)
    if best <= 0:
        return
    for one, found in zip(scored, parts, strict=True):
        for (where, term), value in found.items():
            one.add(where, term, portion * value / best)
    if formula.cosine:
        _score_cosine(portion * formula.cosine, weights["words"], views, scored, statistics)


def _field_parts(
    formula: Formula, weights: Weights, view: _View, statistics: Statistics
) -> dict[tuple[str, str], float]:
    found = {}
    for where, factor, saturation in (
        ("words", 1.0, formula.words),
        ("pairs", formula.pairs, formula.others),
        ("grams", formula.grams, formula.others),
    ):
        length = view.lengths[where] / statistics.average_length(where)
        for term, count in view.counts(where, weights[where]):
            if count:
                found[where, term] = factor * weights[where][term] * saturation(count, length)
    return found


def _score_cosine(
    factor: float,
    weights: Mapping[str, float],
    views: Sequence[_View],
    scored: Sequence[Scored],
    statistics: Statistics,
) -> None:
    """Add the cosine of TF-IDF vectors, scaled to the best candidate (Salton and Buckley, 1988)."""
    known: dict[str, float] = {}
    parts = [_cosine_parts(weights, view, statistics, known) for view in views]
    best = max((sum(found.values()) for found in parts), default=0.0)
    if best > 0:
        for one, found in zip(scored, parts, strict=True):
            for term, value in found.items():
                one.add("words", term, factor * value / best)


def _cosine_parts(
    weights: Mapping[str, float], view: _View, statistics: Statistics, known: dict[str, float]
) -> dict[str, float]:
    vector = _vector(view, statistics, known)
    norm = math.sqrt(sum(value * value for value in vector.values())) or 1.0
    return {term: weight * vector[term] / norm for term, weight in weights.items() if term in vector}


def _vector(view: _View, statistics: Statistics, known: dict[str, float]) -> dict[str, float]:
    """A document's TF-IDF vector; ``known`` keeps rarities between documents."""
    vector = {}
    for term, count in view.words.items():
        if term not in known:
            known[term] = rarity(statistics, "words", term)
        vector[term] = (1 + math.log(count)) * known[term]
    return vector


def _score_kin(factor: float, views: Sequence[_View], scored: Sequence[Scored], statistics: Statistics) -> None:
    """Add what each candidate shares with the three best, scaled to the best candidate."""
    order = sorted(range(len(scored)), key=lambda i: (-scored[i].score, scored[i].candidate.id))[:_KIN_DOCUMENTS]
    weights = _kin_weights([(scored[i].score, views[i]) for i in order], statistics)
    if not weights or not factor:
        return
    parts = []
    for view in views:
        length = view.lengths["words"] / statistics.average_length("words")
        parts.append(
            {
                term: weight * PAGE.words(view.words[term], length)
                for term, weight in weights.items()
                if view.words[term]
            }
        )
    best = max((sum(found.values()) for found in parts), default=0.0)
    top = max(one.score for one in scored)
    for one, found in zip(scored, parts, strict=True):
        for term, value in found.items():
            one.add("kin", term, factor * top * value / best)


def _kin_weights(best: Sequence[tuple[float, _View]], statistics: Statistics) -> dict[str, float]:
    """The words that mark the best documents out, weighted, at most 30; those of a single one count half."""
    total = sum(score for score, _ in best)
    if total <= 0:
        return {}
    known: dict[str, float] = {}
    centre: defaultdict[str, float] = defaultdict(float)
    for score, view in best:
        vector = _vector(view, statistics, known)
        norm = math.sqrt(sum(value * value for value in vector.values())) or 1.0
        for term, value in vector.items():
            centre[term] += score / total * value / norm
    shared = Counter(term for _, view in best for term in view.words)
    chosen_from = [
        (term, value * (1.0 if shared[term] > 1 else 0.5)) for term, value in centre.items() if not says_little(term)
    ]
    chosen = sorted(chosen_from, key=lambda item: (-item[1], item[0]))[:_KIN_WORDS]
    return {term: value * known[term] for term, value in chosen}


def _sorted(scored: list[Scored]) -> list[Scored]:
    scores = {id(one): one.score for one in scored}
    # Rounded, so that the order in which floating numbers were added never decides.
    return sorted(scored, key=lambda one: (-round(scores[id(one)], 9), one.candidate.id))
