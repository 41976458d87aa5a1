"""The formula of the second stage: one for all collections and all questions.

Its few constants were found by trying some thousand settings on all labelled sets of ``bench/quality.py`` at once,
leaving one family of sets out in turn; after a change its figures (docs/engine/index.md) are measured again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Length = TypeVar("Length", float, NDArray[np.float64])
# From so many different words on a text is a page and seeks what is akin, rather than a question.
_QUESTION_WORDS, _PAGE_WORDS = 12, 40


@dataclass(frozen=True, slots=True)
class Saturation:
    """BM25's two constants: ``k1`` how much repetition counts, ``b`` how much length is held against a document."""

    k1: float
    b: float

    def norm(self, length: Length) -> Length:
        """What stands beside the count in BM25, for documents ``length`` times as long as the mean."""
        return self.k1 * (1 - self.b + self.b * length)


#: Field → its weight and saturation (BM25 by field, Robertson and Zaragoza 2009).
FIELDS: dict[str, tuple[float, Saturation]] = {
    "words": (1.0, Saturation(0.6, 0.9)),
    "pairs": (0.20, Saturation(1.2, 0.75)),
    "grams": (0.15, Saturation(1.2, 0.75)),
    "title": (0.40, Saturation(1.2, 0.75)),
}
#: Rare words count more than their rarity says.
RARITY_POWER = 1.3
#: For a word of the query that a document, or its title, lacks: a word near in meaning.
SOFT, SOFT_TITLE = 0.90, 0.50
#: How much a document's length is held against its words of the other language.
MEANT_LENGTH = 0.2
#: For the share of a title that the query covers.
COVERAGE = 0.30
#: What the best share (Rocchio, Relevance feedback in information retrieval, 1971).
KIN_DOCUMENTS, KIN_WORDS = 5, 60
KIN_SATURATION = Saturation(1.2, 0.75)
_KIN_LEAST, _KIN_MOST = 0.1, 0.5
#: What belongs to a kind that the asker's words mean, against the best text: enough to stand before one loose word.
LIFT = 3.5


def kin_weight(different_words: int) -> float:
    """What related words may add, against all the rest: little for a question, much for a page."""
    length = (different_words - _QUESTION_WORDS) / (_PAGE_WORDS - _QUESTION_WORDS)
    return max(_KIN_LEAST, _KIN_MOST * min(1.0, max(0.0, length)))
