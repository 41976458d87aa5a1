"""Where sought things stand in a long row of codes, all at once: words, neighbours, grams of a pool of texts.

A code is 64 bits of a digest or of a product, so that among all words of a language no two are likely to share one.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int64]
NONE: Codes = np.zeros(0, np.int64)
_BYTES = 8
# Odd and without pattern, so that the codes of different stretches differ (multiplicative hashing: Knuth, The Art of
# Computer Programming 3, section 6.4).
_FACTORS = np.array(
    [0x1E3779B97F4A7C15, 0x2545F4914F6CDD1D, 0x369DEA0F31A53F85, 0x4F5F4A3E6B1D9C33, 0x5851F42D4C957F2D], np.int64
)
_SIEVE_BITS = 12


@lru_cache(maxsize=200_000)
def code_of_word(word: str) -> bytes:
    """The eight bytes that stand for a word in an index."""
    return hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=_BYTES).digest()


def codes_of_words(words: Iterable[str]) -> Codes:
    """A code for each word."""
    return np.frombuffer(b"".join(map(code_of_word, words)), np.int64)


def neighbours(first: Codes, second: Codes) -> Codes:
    """A code for each two words that stand side by side."""
    codes: Codes = first * _FACTORS[0] + second * _FACTORS[1]
    return codes


class Lookup:
    """Finds the few sought codes in a long row. A sieve of bits keeps nearly all others from the exact comparison."""

    def __init__(self, sought: Codes) -> None:
        self._order = np.argsort(sought, kind="stable")
        self._sorted = sought[self._order]
        self._sieve = np.zeros(1 << _SIEVE_BITS, bool)
        self._sieve[_some_bits(sought)] = True

    def find(self, codes: Codes) -> tuple[Codes, Codes]:
        """Places in ``codes`` that hold a sought code, and which one: its place among those sought."""
        if not len(self._sorted):
            return NONE, NONE
        likely = np.flatnonzero(self._sieve[_some_bits(codes)])
        at = np.minimum(np.searchsorted(self._sorted, codes[likely]), len(self._sorted) - 1)
        equal = self._sorted[at] == codes[likely]
        return likely[equal], self._order[at[equal]]


class Letters:
    """The letters of several texts in one row, a space around each text."""

    def __init__(self, texts: Iterable[bytes]) -> None:
        """``texts`` are folded and in UTF-8, so that no line break stands in them."""
        self._letters = _letters(b"".join(b" %b \n" % text for text in texts).decode())
        ends = np.flatnonzero(self._letters == ord("\n")) + 1
        whole = np.diff(ends, prepend=0)
        #: To which text each letter belongs.
        self.owners: Codes = np.repeat(np.arange(len(ends)), whole)
        #: How many letters each text has.
        self.sizes: Codes = whole - 3

    def stretches(self, grams: Sequence[str]) -> Iterator[tuple[Codes, Codes, Codes]]:
        """For each length of gram: the places of such grams in ``grams``, their codes, and the codes of all stretches
        of that length. Grams longer than five characters are not found."""
        by_length: defaultdict[int, list[int]] = defaultdict(list)
        for number, gram in enumerate(grams):
            by_length[len(gram)].append(number)
        for length, numbers in sorted(by_length.items()):
            if 0 < length <= min(len(_FACTORS), len(self._letters)):
                sought = _codes(_letters("".join(grams[i] for i in numbers)), length)[::length]
                yield np.array(numbers, np.int64), sought, _codes(self._letters, length)


def _codes(letters: Codes, length: int) -> Codes:
    """A code for each stretch of ``length`` letters."""
    end = len(letters) - length + 1
    found: Codes = letters[:end] * _FACTORS[0]
    for i in range(1, length):
        found += letters[i : end + i] * _FACTORS[i]
    return found


def _letters(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.int64)


def _some_bits(codes: Codes) -> Codes:
    # The upper bits of a product are its well-mixed ones.
    bits: Codes = (codes >> (62 - _SIEVE_BITS)) & ((1 << _SIEVE_BITS) - 1)
    return bits
