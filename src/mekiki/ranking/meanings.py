"""What English words mean in Japanese and the reverse, from a dictionary: questions find texts of both languages.

Made from a package by `mekiki vectors` (`ranking.dictionary`) and read with numpy alone, mapped from files that all
processes share. The engine is complete without it: then only words of one language meet.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

import numpy as np

from mekiki.ranking.occurrences import codes_of_words
from mekiki.ranking.vectors import home

#: The arrays that make it up, each in a file of its own.
FILES = ("sources", "starts", "meant", "shares", "letters", "ends")
Meaning = tuple[str, float]


class Meanings:
    """Terms of the other language for each known term, with how well each fits, above 0 to 1, best first."""

    def __init__(self, folder: Path) -> None:
        self._sources, self._starts, self._meant, self._shares, self._letters, self._ends = (
            np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r")) for name in FILES
        )

    def of(self, term: str) -> tuple[Meaning, ...]:
        """What a term means; empty where it is not known."""
        (code,) = codes_of_words([term])
        at = int(np.searchsorted(self._sources, code))
        if at == len(self._sources) or self._sources[at] != code:
            return ()
        places = range(int(self._starts[at]), int(self._starts[at + 1]))
        return tuple((self._term(int(self._meant[place])), int(self._shares[place]) / 255) for place in places)

    def _term(self, number: int) -> str:
        start = int(self._ends[number - 1]) if number else 0
        return self._letters[start : int(self._ends[number])].tobytes().decode()


@lru_cache(maxsize=20_000)
def meanings_of(term: str) -> tuple[Meaning, ...]:
    """What a term means in the other language; empty where this installation has no dictionary."""
    dictionary = _dictionary()
    return dictionary.of(term) if dictionary else ()


def meanings_of_all(terms: Sequence[str]) -> list[tuple[int, str, float]]:
    """(place of the term, what it means, how well) for all terms."""
    return [(place, meant, share) for place, term in enumerate(terms) for meant, share in meanings_of(term)]


@cache
def _dictionary() -> Meanings | None:
    folder = home()
    return Meanings(folder) if all((folder / f"{name}.npy").is_file() for name in FILES) else None
