"""Static word vectors: which words are near in meaning. Read with numpy alone, mapped from files all processes share.

They are made from a package by `mekiki vectors` (`ranking.shipped`). The engine is complete without them: then only
the same words meet.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mekiki.ranking.occurrences import Codes, codes_of_words

Numbers = NDArray[np.float32]
Rows = NDArray[np.int64]
UNKNOWN = -1
#: The arrays that make them up, each in a file of its own.
FILES = ("keys", "which", "rows", "scales", "nearest", "cosines")
_VERSION = 1
# What is less alike than this says nothing.
THRESHOLD = 0.4


class Vectors:
    """A direction for each known word; words are given by their codes (`occurrences.code_of_word`)."""

    def __init__(self, folder: Path) -> None:
        self._keys, self._which, self._rows, self._scales, self._nearest, self._cosines = (
            np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r")) for name in FILES
        )

    def rows_of(self, codes: Codes) -> Rows:
        """The row of each word, (words,); `UNKNOWN` for those that have none."""
        at = np.minimum(np.searchsorted(self._keys, codes), len(self._keys) - 1)
        return np.where(self._keys[at] == codes, self._which[at].astype(np.int64), UNKNOWN)

    def rows_for_query(self, words: Sequence[str]) -> Rows:
        """The row of each word of a query, (words,). `UNKNOWN` for Latin words, too: what stands near to them in
        Japanese texts misleads in English ones."""
        rows = self.rows_of(codes_of_words(words))
        rows[[word.isascii() for word in words]] = UNKNOWN
        return rows

    def cosines(self, one: Rows, other: Rows) -> Numbers:
        """How alike the words of two sets of rows are, (one, other), -1 to 1; none may be `UNKNOWN`."""
        found: Numbers = self._directions(one) @ self._directions(other).T
        return found

    def nearest(self, row: int, count: int) -> list[tuple[int, float]]:
        """The ``count`` (at most 8) rows nearest to one above `THRESHOLD`, with their cosines, nearest first."""
        near = zip(self._nearest[row, :count].tolist(), self._cosines[row, :count].tolist(), strict=True)
        return [(other, cosine) for other, cosine in near if cosine > THRESHOLD]

    def _directions(self, rows: Rows) -> Numbers:
        found: Numbers = self._rows[rows].astype(np.float32)
        found *= self._scales[rows][:, np.newaxis]
        return found


@cache
def vectors() -> Vectors | None:
    """The vectors of this installation, if it has them."""
    folder = home()
    return Vectors(folder) if all((folder / f"{name}.npy").is_file() for name in FILES) else None


def home() -> Path:
    """Where the vectors lie: MEKIKI_VECTORS, else beside the installation."""
    given = os.environ.get("MEKIKI_VECTORS")
    return Path(given) if given else Path(sys.prefix) / "share" / "mekiki" / f"vectors-{_VERSION}"


def soft_share(cosines: NDArray[np.float32]) -> NDArray[np.float32]:
    """0 for words no more alike than `THRESHOLD`, 1 for those in the same direction."""
    found: Numbers = np.clip((cosines - THRESHOLD) / (1 - THRESHOLD), 0.0, 1.0)
    return found
