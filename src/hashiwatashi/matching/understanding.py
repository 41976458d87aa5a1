"""What a question means beyond its words: the problem, what answers it, and which kinds of instrument can.

All that is found here is shown with the answer and can be taken off; it lifts what fits and hides nothing (R-32).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

from hashiwatashi.equipment.vocabulary import InstrumentKind, Method, Problem, Question, vocabulary
from hashiwatashi.matching.examples import Likeness, examples
from hashiwatashi.matching.spoken import kinds_spoken
from mekiki.text.words import words

# Each further method of a problem, each further place of a method among those of a kind, and each problem of which
# fewer words are said than of the first, counts less.
_NEXT_METHOD, _NEXT_PLACE, _LESS_SAID = 0.75, 0.88, 0.85
# Whoever names the instrument wants it more than what might do as well.
_NAMED, _BY_METHOD, _BY_PROBLEM, _BY_WORK = 1.0, 0.9, 0.8, 0.8
# Beside a problem, what is named and does not answer it only says where the problem is: 「めっきが剥がれる」.
_BESIDE = 0.3
# What questions like this one were answered with, beside what its own words say.
_LIKE = 0.7
_TOO_LITTLE = 0.05
_WELL = 0.6
_TOLD = 3


@dataclass(frozen=True)
class Understanding:
    """``kinds`` says for each kind of instrument (by key) how well it answers, above 0 to 1; ``through`` by which
    method, except where the kind itself is named; ``like`` is the known question nearest to this one, and ``likened``
    names the kinds that speak for it by that alone."""

    problems: tuple[Problem, ...] = ()
    methods: tuple[Method, ...] = ()
    named: tuple[InstrumentKind, ...] = ()
    kinds: Mapping[str, float] = field(default_factory=dict)
    through: Mapping[str, Method] = field(default_factory=dict)
    like: Question | None = None
    likened: frozenset[str] = frozenset()
    asked_for: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.kinds)

    @property
    def instruments(self) -> tuple[InstrumentKind, ...]:
        """The kinds that were asked for by name, at most three."""
        return tuple(kind for kind in self.named if kind.key in self.asked_for)[:_TOLD]

    @property
    def ways(self) -> tuple[Method, ...]:
        """The methods that count most, at most three."""
        ordered = sorted(self.through, key=lambda kind: -self.kinds[kind])
        return tuple(dict.fromkeys(self.through[kind] for kind in ordered))[:_TOLD]


@lru_cache(maxsize=500)
def understood(text: str) -> Understanding:
    """What the vocabulary makes of a question; nothing where it knows none of it."""
    known = vocabulary()
    said = _problems_in({word.term for word in words(text)})
    methods = known.methods_named(text)
    named = known.kinds_named(text, strictly=True) or kinds_spoken(text)
    most_said = max(said.values(), default=0)
    answering = {key for problem, size in said.items() if size == most_said for key in problem.methods[:2]}
    instruments = known.instruments_named(text) | {kind.key for kind in kinds_spoken(text)}
    # 「めっき」 names what is done, a kind of instrument only by the way.
    by_work = _BESIDE if said else _BY_WORK
    weights = {kind.key: _NAMED if kind.key in instruments else by_work for kind in named}
    through: dict[str, Method] = {}
    answers = [
        *((_BY_METHOD if not said or method.key in answering else _BESIDE, (method.key,)) for method in methods),
        *((_BY_PROBLEM * _LESS_SAID ** (most_said - size), each.methods) for each, size in said.items()),
    ]
    for most, ways in answers:
        for later, way in enumerate(ways):
            for kind_key, place in _serving()[way]:
                weight = most * _NEXT_METHOD**later * _NEXT_PLACE**place
                if weight > weights.get(kind_key, 0.0):
                    weights[kind_key], through[kind_key] = weight, known.methods[way]
    asked_for = frozenset(kind.key for kind in named if weights[kind.key] == _NAMED)
    like = Likeness() if asked_for else examples().likeness(text)
    both = {
        kind: weight
        for kind in {**weights, **like.kinds}
        if (weight := weights.get(kind, 0.0) + _LIKE * like.kinds.get(kind, 0.0)) > _TOO_LITTLE
    }
    most = max(both.values(), default=0.0)
    kinds = {kind: weight / max(most, 1.0) for kind, weight in both.items()}
    likened = frozenset(kind for kind in kinds if kind not in weights)
    return Understanding(tuple(said), methods, named, kinds, through, like.nearest, likened, asked_for)


def kinds_meant(text: str) -> frozenset[str]:
    """The keys of the kinds that answer a text about as well as the best one."""
    return frozenset(key for key, weight in understood(text).kinds.items() if text.strip() and weight >= _WELL)


@cache
def _serving() -> Mapping[str, tuple[tuple[str, int], ...]]:
    """Method → the kinds that serve it, each with the method's place among its own."""
    found: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for kind in vocabulary().kinds.values():
        for place, method in enumerate(kind.methods):
            found[method].append((kind.key, place))
    return defaultdict(tuple, {method: tuple(kinds) for method, kinds in found.items()})


def _problems_in(terms: set[str]) -> dict[Problem, int]:
    """The problems of which a phrase is in the question and no exception, with how many words of it; most first."""
    phrases, exceptions = _phrases()
    found: dict[str, int] = {}
    for term in terms:
        for needed, key in phrases.get(term, ()):
            if needed <= terms and not any(barred <= terms for barred in exceptions[key]):
                found[key] = max(found.get(key, 0), len(needed))
    known = vocabulary().problems
    order = {key: number for number, key in enumerate(known)}
    return {known[key]: found[key] for key in sorted(found, key=lambda key: (-found[key], order[key]))}


Phrases = Mapping[str, tuple[tuple[frozenset[str], str], ...]]


@cache
def _phrases() -> tuple[Phrases, Mapping[str, tuple[frozenset[str], ...]]]:
    """Term → phrases that begin with it in the order of letters, each with its problem; problem → its exceptions."""
    by_term: defaultdict[str, list[tuple[frozenset[str], str]]] = defaultdict(list)
    exceptions = {}
    for problem in vocabulary().problems.values():
        for phrase in problem.phrases:
            if needed := _terms(phrase):
                by_term[min(needed)].append((needed, problem.key))
        exceptions[problem.key] = tuple(filter(None, map(_terms, problem.exceptions)))
    return {term: tuple(some) for term, some in by_term.items()}, exceptions


def _terms(phrase: str) -> frozenset[str]:
    """The words of a phrase, each analysed by itself, as a question's are."""
    return frozenset(word.term for part in phrase.split() for word in words(part))
