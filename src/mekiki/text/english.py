"""English words: which carry nothing, and which stem the others share."""

from __future__ import annotations

from functools import lru_cache
from threading import local

import snowballstemmer

_STOP_WORDS = """
a about after all also an and any are as at be been before being between both but by can could did do does
during each every few for from had has have having he her here his how i if in into is it its may me might
more most must my no nor not of on only onto or other our over own same shall she should so some such than
that the their them then there these they this those through to too under upon very via was we were what
when where which who whom whose why will with would you your
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
_SHORTEST = 3
_threads = local()


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem of a lower-case word after Porter's second algorithm (Snowball English); short words stay."""
    if len(word) < _SHORTEST:
        return word
    if not hasattr(_threads, "stemmer"):
        _threads.stemmer = snowballstemmer.stemmer("english")
    return str(_threads.stemmer.stemWord(word))
