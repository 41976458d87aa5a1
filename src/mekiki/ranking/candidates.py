"""What the second stage counts in the candidates of a query, and what that is worth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mekiki.ranking.analysis import halves
from mekiki.ranking.blend import COVERAGE, FIELDS, MEANT_LENGTH, SOFT, SOFT_TITLE, Saturation
from mekiki.ranking.meanings import meanings_of_all
from mekiki.ranking.occurrences import NONE, Codes, Letters, Lookup, codes_of_words, neighbours
from mekiki.ranking.statistics import Statistics, rarity
from mekiki.ranking.vectors import UNKNOWN, Vectors, soft_share

Weights = Mapping[str, Mapping[str, float]]
Part = tuple[str, str]
Numbers = NDArray[np.float64]
_COUNTED = ("words", "pairs", "grams")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document found by the first stage, as it lies in an index: all texts in UTF-8."""

    id: str
    #: Its terms in order, joined by spaces.
    terms: bytes
    #: A code for each of its terms, as `occurrences.codes_of_words` makes them.
    codes: bytes
    #: Its letters and digits, as `text.characters.folded` makes them.
    folded: bytes
    #: How many of the terms, from the first, stand in the title.
    title: int
    #: How many of the terms, from the first, tell what the document is about; the rest is its context.
    body: int
    #: What the query lifts of its keywords, each with its weight.
    lifts: Mapping[str, float] = field(default_factory=dict)

    @property
    def words(self) -> list[str]:
        return self.terms.decode().split(" ")

    @property
    def body_words(self) -> list[str]:
        return self.words[: self.body]


class Pool:
    """All candidates of one query: how often each sought term occurs in each, counted once."""

    def __init__(
        self, candidates: Sequence[Candidate], weights: Weights, statistics: Statistics, vectors: Vectors | None
    ) -> None:
        self.candidates = candidates
        self._statistics, self._vectors = statistics, vectors
        self._codes = np.frombuffer(b"".join(candidate.codes for candidate in candidates), np.int64)
        sizes = np.array([len(candidate.codes) // self._codes.itemsize for candidate in candidates], np.int64)
        titles = np.array([candidate.title for candidate in candidates], np.int64)
        self._starts = np.cumsum(sizes) - sizes
        self._owners = np.repeat(np.arange(len(candidates)), sizes)
        self._in_title = np.arange(len(self._codes)) - self._starts[self._owners] < titles[self._owners]
        self._letters = Letters(candidate.folded for candidate in candidates)
        self._weights = {name: np.array([*weights[name].values()], float) for name in _COUNTED}
        self._terms = {name: [*weights[name]] for name in _COUNTED}
        self._weights["title"], self._terms["title"] = self._weights["words"], self._terms["words"]
        in_all, in_titles = self._count_words(self._terms["words"])
        self._counts = {
            "words": in_all,
            "pairs": self._count_pairs([halves(pair) for pair in self._terms["pairs"]]),
            "grams": self._count_grams(self._terms["grams"]),
            "title": in_titles,
        }
        self._lengths = {
            "words": sizes / statistics.average_length("words"),
            "pairs": (sizes - 1) / statistics.average_length("pairs"),
            "grams": self._letters.sizes / statistics.average_length("grams"),
            "title": titles / statistics.average_length("title"),
        }

    @cached_property
    def holds(self) -> NDArray[np.bool_]:
        """Whether a candidate holds a sought word that says something, (candidates,)."""
        telling = self._weights["words"] > 0.25 * self._weights["words"].max(initial=0.0)
        return np.asarray((self._counts["words"][:, telling] > 0).any(axis=1), np.bool_)

    def scores(self) -> Numbers:
        """What each candidate is worth by its own words, (candidates,)."""
        total = np.zeros(len(self.candidates))
        for name, (factor, saturation) in FIELDS.items():
            total += factor * (_saturate(self._counts[name], self._lengths[name], saturation) @ self._weights[name])
        total += SOFT * (self._soft @ self._weights["words"])
        total += SOFT_TITLE * (self._soft_title @ self._weights["words"])
        return total + self._coverage

    def parts(self, position: int) -> Iterator[tuple[Part, float]]:
        """((field, term), share > 0) of one candidate; they add up to its score. The term of ``near`` is the word of
        the query and the document's, joined by a space."""
        for name, (factor, saturation) in FIELDS.items():
            counts, weights, terms = self._counts[name][position], self._weights[name], self._terms[name]
            norm = float(saturation.norm(self._lengths[name][position]))
            for i in np.flatnonzero(counts).tolist():
                count = float(counts[i])
                yield (name, terms[i]), factor * float(weights[i]) * (saturation.k1 + 1) * count / (count + norm)
        everywhere = np.ones(len(self._codes), bool)
        for factor, soft, where in (
            (SOFT, self._soft, everywhere),
            (SOFT_TITLE, self._soft_title, self._in_title),
        ):
            for i in np.flatnonzero(soft[position]).tolist():
                share = factor * float(soft[position, i]) * float(self._weights["words"][i])
                yield ("near", f"{self._terms['words'][i]} {self._nearest_word(position, i, where)}"), share
        if self._coverage[position] > 0:
            yield from self._parts_of_coverage(position)

    def worth(self, weights: Mapping[str, float], saturation: Saturation) -> Numbers:
        """What other weighted words are worth: a row for each candidate, a column for each word in order."""
        counts, _ = self._count_words([*weights])
        shares = _saturate(counts, self._lengths["words"], saturation)
        shares *= np.array([*weights.values()], float)
        return shares

    # --- words near in meaning ---

    @cached_property
    def _rows(self) -> tuple[Codes, Codes]:
        """The vectors' rows of the sought words and of all words of the candidates."""
        if self._vectors is None:
            return NONE, NONE
        return self._vectors.rows_for_query(self._terms["words"]), self._vectors.rows_of(self._codes)

    @cached_property
    def _soft(self) -> Numbers:
        return self._nearest(np.ones(len(self._codes), bool), self._counts["words"])

    @cached_property
    def _soft_title(self) -> Numbers:
        return self._nearest(self._in_title, self._counts["title"])

    @cached_property
    def _alike(self) -> tuple[Codes, Codes, Numbers]:
        """The sought words that others come near to; the places of those; how near, (sought, places)."""
        found = [self._alike_in_direction, self._alike_in_meaning]
        known = np.unique(np.concatenate([sought for sought, _, _ in found]))
        places = np.unique(np.concatenate([where for _, where, _ in found]))
        shares = np.zeros((len(known), len(places)))
        for sought, where, alike in found:
            if len(where):
                cells = np.ix_(np.searchsorted(known, sought), np.searchsorted(places, where))
                shares[cells] = np.maximum(shares[cells], alike)
        return known, places, shares

    @property
    def _alike_in_direction(self) -> tuple[Codes, Codes, Numbers]:
        """By the vectors of both words."""
        sought, given = self._rows
        known = np.flatnonzero(sought != UNKNOWN) if len(sought) else NONE
        if self._vectors is None or not len(known):
            return NONE, NONE, np.zeros((0, 0))
        places = np.flatnonzero(given != UNKNOWN)
        rows, back = np.unique(given[places], return_inverse=True)
        shares = soft_share(self._vectors.cosines(sought[known], rows)).astype(float)
        near = shares.max(axis=0) > 0
        some = near[back]
        return known, places[some], shares[:, back[some]]

    @property
    def _alike_in_meaning(self) -> tuple[Codes, Codes, Numbers]:
        """By the dictionary between both languages."""
        meanings = meanings_of_all(self._terms["words"])
        if not meanings:
            return NONE, NONE, np.zeros((0, 0))
        numbers, terms, fits = zip(*meanings, strict=True)
        of = np.array(numbers, np.int64)
        # One term may be what several sought words mean.
        meant, which = np.unique(codes_of_words(terms), return_inverse=True)
        hits, code = Lookup(meant).find(self._codes)
        known, places = np.unique(of), np.unique(hits)
        by_code = np.zeros((len(known), len(meant)))
        np.maximum.at(by_code, (np.searchsorted(known, of), which), np.array(fits, float))
        shares = np.zeros((len(known), len(places)))
        shares[:, np.searchsorted(places, hits)] = by_code[:, code]
        lengths = self._lengths["words"][self._owners[places]]
        return known, places, shares / (1 - MEANT_LENGTH + MEANT_LENGTH * lengths)

    def _nearest(self, where: NDArray[np.bool_], counts: Numbers) -> Numbers:
        """For each sought word that a candidate does not hold at ``where`` itself, how near the nearest of its words
        there is, 0 to 1, (candidates, words)."""
        shares = np.zeros((len(self.candidates), len(self._terms["words"])))
        known, places, alike = self._alike
        if not len(places) or not where[places].any():
            return shares
        inside = where[places]
        owners, alike = self._owners[places[inside]], alike[:, inside]
        # Places stand in the order of their owners, so each owner's are one stretch.
        first = np.flatnonzero(np.diff(owners, prepend=-1))
        shares[np.ix_(owners[first], known)] = np.maximum.reduceat(alike, first, axis=1).T
        shares[counts > 0] = 0.0
        return shares

    def _nearest_word(self, position: int, number: int, where: NDArray[np.bool_]) -> str:
        """The candidate's word that is nearest to a sought one."""
        known, places, alike = self._alike
        own = np.flatnonzero((self._owners[places] == position) & where[places])
        place = places[own[int(np.argmax(alike[int(np.flatnonzero(known == number)[0]), own]))]]
        return self.candidates[position].words[int(place) - int(self._starts[position])]

    # --- how much of a title is asked for ---

    @cached_property
    def _covering(self) -> Numbers:
        """What each sought word covers of each title's mass of rarity, 0 to 1, (candidates, words)."""
        sought = {term: number for number, term in enumerate(self._terms["words"])}
        covered = np.zeros((len(self.candidates), len(sought)))
        for position, masses in enumerate(self._masses):
            for word in masses.keys() & sought.keys():
                covered[position, sought[word]] = masses[word] / self._whole[position]
        return covered + self._softly_covered()

    @cached_property
    def _masses(self) -> list[dict[str, float]]:
        """The rarity of each different word of each candidate's title."""
        known: dict[str, float] = {}
        titles = [dict.fromkeys(candidate.words[: candidate.title]) for candidate in self.candidates]
        for word in dict.fromkeys(word for title in titles for word in title):
            known[word] = rarity(self._statistics, "words", word)
        return [{word: known[word] for word in title} for title in titles]

    @cached_property
    def _whole(self) -> list[float]:
        return [sum(masses.values()) for masses in self._masses]

    def _softly_covered(self) -> Numbers:
        """A word of a title that is not asked for itself is covered as far as the nearest sought word is near."""
        covered = np.zeros((len(self.candidates), len(self._terms["words"])))
        known, places, alike = self._alike
        if not len(places):
            return covered
        inside = np.flatnonzero(self._in_title[places])
        titles = [candidate.words[: candidate.title] for candidate in self.candidates]
        exact = set(codes_of_words(self._terms["words"]).tolist())
        seen: set[tuple[int, int]] = set()
        for column in inside.tolist():
            place = int(places[column])
            owner, code = int(self._owners[place]), int(self._codes[place])
            if code in exact or (owner, code) in seen:
                continue
            seen.add((owner, code))
            # The places of a title count its words from the first; a word twice counts once.
            word = titles[owner][place - int(self._starts[owner])]
            best = int(np.argmax(alike[:, column]))
            covered[owner, known[best]] += float(alike[best, column]) * self._masses[owner][word] / self._whole[owner]
        return covered

    @cached_property
    def _coverage(self) -> Numbers:
        whole = float(self._weights["words"].sum())
        found: Numbers = COVERAGE * whole * np.minimum(1.0, self._covering.sum(axis=1))
        return found

    def _parts_of_coverage(self, position: int) -> Iterator[tuple[Part, float]]:
        covered = self._covering[position]
        for i in np.flatnonzero(covered).tolist():
            yield ("coverage", self._terms["words"][i]), float(self._coverage[position] * covered[i] / covered.sum())

    # --- counting ---

    def _count_words(self, terms: Sequence[str]) -> tuple[Numbers, Numbers]:
        """How often each term occurs in each candidate, and in its title."""
        hits, which = Lookup(codes_of_words(terms)).find(self._codes)
        titled = self._in_title[hits]
        return (
            self._counted(self._owners[hits], which, len(terms)),
            self._counted(self._owners[hits[titled]], which[titled], len(terms)),
        )

    def _count_pairs(self, pairs: Sequence[tuple[str, str]]) -> Numbers:
        sought = neighbours(*(codes_of_words(side) for side in zip(*pairs, strict=True))) if pairs else NONE
        hits, which = Lookup(sought).find(neighbours(self._codes[:-1], self._codes[1:]))
        inside = self._owners[hits] == self._owners[hits + 1]
        return self._counted(self._owners[hits[inside]], which[inside], len(pairs))

    def _count_grams(self, grams: Sequence[str]) -> Numbers:
        total = self._counted(NONE, NONE, len(grams))
        for numbers, sought, codes in self._letters.stretches(grams):
            hits, which = Lookup(sought).find(codes)
            total += self._counted(self._letters.owners[hits], numbers[which], len(grams))
        return total

    def _counted(self, owners: Codes, which: Codes, columns: int) -> Numbers:
        cells = np.bincount(owners * columns + which, minlength=len(self.candidates) * columns)
        return cells.reshape(len(self.candidates), columns).astype(float)


def _saturate(counts: Numbers, lengths: Numbers, saturation: Saturation) -> Numbers:
    """The weight of a term that occurs ``counts`` times in a document ``lengths`` times as long as the mean."""
    shares = np.zeros_like(counts)
    # An empty document has neither counts nor a norm.
    np.divide(counts, counts + saturation.norm(lengths)[:, np.newaxis], out=shares, where=counts > 0)
    return (saturation.k1 + 1) * shares
