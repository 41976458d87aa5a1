"""How alike works and texts are: by what they say (words, neighbours, grams) and by what lies behind it (axes).

Cosine of TF-IDF vectors (Salton and Buckley, Term-weighting approaches, 1988) and of latent ones (Deerwester and
others, Indexing by latent semantic analysis, 1990). The axes come from the works at hand alone, so nothing
pre-trained is needed and the same works always give the same scores.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import svds

from mekiki.documents import Document
from mekiki.index.analysts import prepared

Numbers = NDArray[np.float64]
_FIELDS = 3
_LATENT_FIELDS = (0, 2)  # words and grams; pairs are too rare to have axes of their own
_AXES = 100
_TEXTS_AT_ONCE = 64
# Fewer works than this have no common structure to be found.
_FEWEST_FOR_AXES = 20
_SAMPLE = 400


class Likeness:
    """A collection of works, ready to be compared with texts."""

    def __init__(self, works: Sequence[Document]) -> None:
        self._views = [_View() for _ in range(_FIELDS)]
        counted = [view.count(field) for view, field in zip(self._views, _fields(works), strict=True)]
        self._size = len(works)
        self._compared: list[Callable[[sparse.csr_matrix], Numbers]] = []
        self._counted_by = [*range(_FIELDS)]
        latent = _LATENT_FIELDS if len(works) >= _FEWEST_FOR_AXES else ()
        for view, counts in zip(self._views, counted, strict=True):
            view.learn(counts)
            self._compared.append(_by_cosine(view.vectors(counts)))
        for field in latent:
            # One term alone spans a single axis, which says no more than its cosine does.
            if counted[field].shape[1] > 1:
                self._counted_by.append(field)
                self._compared.append(_by_axes(self._views[field].vectors(counted[field])))
        pairs = zip(self._counted_by, self._compared, strict=True)
        usual = np.array([_usual_best(self._views[field].vectors(counted[field]), by) for field, by in pairs])
        # A count on which the works are seldom near each other says more when it finds something near. The weights
        # belong to the works and not to a text: else one text's numbers could not stand beside another's.
        self._weights = 1 / usual / (1 / usual).sum()

    def to(self, texts: Sequence[Document]) -> Iterator[Numbers]:
        """For each text in order an array (works,) of numbers from 0 to 1; 1 for a work that says the same.

        (A text of a single word stays below 1: it has no pairs to be alike in.)

        Each is the mean of the cosines on all counts, each divided by how near a work of the collection usually is to
        the one most like it, so that no count drowns the others. It depends on the text, the work and what the
        collection is like, not on what else is near the text: numbers compare between works and between texts.
        """
        for start in range(0, len(texts), _TEXTS_AT_ONCE):
            yield from self._block(texts[start : start + _TEXTS_AT_ONCE])

    def _block(self, texts: Sequence[Document]) -> Numbers:
        counted = [view.count(field, grow=False) for view, field in zip(self._views, _fields(texts), strict=True)]
        vectors = [view.vectors(counts) for view, counts in zip(self._views, counted, strict=True)]
        nearness = np.zeros((len(texts), self._size))
        for field, compared, weight in zip(self._counted_by, self._compared, self._weights, strict=True):
            nearness += weight * np.clip(compared(vectors[field]), 0.0, 1.0)
        return nearness


class _View:
    """One way to cut texts into terms: numbers for the terms, and how rare each is among the works."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._rarity: Numbers = np.zeros(0)

    def count(self, texts: Iterable[Sequence[str]], *, grow: bool = True) -> sparse.csr_matrix:
        """A row for each text, a column for each term; terms not met before are left out unless ``grow``."""
        columns: list[int] = []
        ends = [0]
        numbers = self._numbers
        for terms in texts:
            if grow:
                columns += [numbers.setdefault(term, len(numbers)) for term in terms]
            else:
                columns += [numbers[term] for term in terms if term in numbers]
            ends.append(len(columns))
        found = sparse.csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(ends) - 1, max(1, len(numbers))))
        found.sum_duplicates()
        return found

    def learn(self, works: sparse.csr_matrix) -> None:
        count = np.bincount(works.indices, minlength=works.shape[1])
        self._rarity = np.log(1 + (works.shape[0] - count + 0.5) / (count + 0.5))

    def vectors(self, counts: sparse.csr_matrix) -> sparse.csr_matrix:
        """Rows of length 1 (or 0): damped count times rarity."""
        damped = counts.copy()
        damped.data = (1 + np.log(damped.data)) * self._rarity[damped.indices]
        lengths = np.sqrt(np.asarray(damped.multiply(damped).sum(axis=1)).ravel())
        damped.data /= np.repeat(np.where(lengths > 0, lengths, 1.0), np.diff(damped.indptr))
        return damped


def _usual_best(works: sparse.csr_matrix, compared: Callable[[sparse.csr_matrix], Numbers]) -> float:
    """How alike a work and the one most like it usually are on one count, above 0 to 1; 1 where there is no other.

    Of many works a sample that is spread evenly tells it.
    """
    sample = np.unique(np.linspace(0, works.shape[0] - 1, min(_SAMPLE, works.shape[0])).astype(int))
    found = np.clip(compared(works[sample]), 0.0, 1.0)
    found[np.arange(len(sample)), sample] = 0.0
    usual = float(found.max(axis=1).mean())
    return usual if usual > 0 else 1.0


def _by_cosine(works: sparse.csr_matrix) -> Callable[[sparse.csr_matrix], Numbers]:
    def compared(texts: sparse.csr_matrix) -> Numbers:
        found: Numbers = (texts @ works.T).toarray()
        return found

    return compared


def _by_axes(works: sparse.csr_matrix) -> Callable[[sparse.csr_matrix], Numbers]:
    """Cosine in the space of the strongest axes of the works."""
    _, _, axes = svds(works, k=min(_AXES, min(works.shape) - 1), random_state=np.random.default_rng(0))
    placed = _unit(works @ axes.T)

    def compared(texts: sparse.csr_matrix) -> Numbers:
        found: Numbers = _unit(texts @ axes.T) @ placed.T
        return found

    return compared


def _unit(rows: Numbers) -> Numbers:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Numbers = rows / np.where(lengths > 1e-12, lengths, 1.0)
    return unit


def _fields(texts: Sequence[Document]) -> list[list[list[str]]]:
    """For words, pairs and grams: the terms of each text. Many texts are analysed on all cores."""
    found: list[list[list[str]]] = [[] for _ in range(_FIELDS)]
    for document in prepared(texts):
        for field, (terms, number) in zip(found, document.fields, strict=True):
            field.append(terms.split(" ") if number else [])
    return found
