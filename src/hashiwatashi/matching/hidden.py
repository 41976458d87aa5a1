"""Keeping a search from telling whose an anonymous need is.

A firm's own description of itself is often the nearest thing in the country to the need it registered without its
name. Whoever asks with the words of such a need is shown no organisations (INV-03).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from hashiwatashi.common.folding import fold
from hashiwatashi.common.visitors import Visitor
from hashiwatashi.matching.enums import Kind
from hashiwatashi.needs.disclosure import sheet_for
from hashiwatashi.needs.models import Need
from mekiki import Hit, Query

# The needs nearest to a text are looked at: of a longer text a need may be but a part.
_NEAREST = 5
_GRAM = 3
# So many characters in a row can be chance; words that people search for are shorter than what a need says.
_SHARED = 8
# Of the shorter of both texts.
_SHARE = 0.5


def nearest_needs(text: str) -> Query:
    """The query for the needs nearest to ``text``, whoever may see them: what was withdrawn can still be pasted."""
    return Query(text, {"kind": (Kind.NEED.value,)}, limit=_NEAREST)


def quoted(asks: Mapping[str, Collection[Hit]], visitor: Visitor) -> frozenset[str]:
    """Those of the texts that come near to a need whose owner ``visitor`` must not know; one query for all."""
    ids = {key_of(hit) for hits in asks.values() for hit in hits}
    if not ids:
        return frozenset()
    # Not through the visitor's door: nothing of these needs is shown, they only take away.
    needs = {need.pk: need for need in Need.objects.filter(pk__in=ids).for_lists().order_by()}
    hidden = {pk: _grams(_public_words(need)) for pk, need in needs.items() if not sheet_for(need, visitor).owner}
    return frozenset(
        text
        for text, hits in asks.items()
        if any(is_near(_grams(text), hidden[key_of(hit)]) for hit in hits if key_of(hit) in hidden)
    )


def is_near(asked: frozenset[str], known: frozenset[str]) -> bool:
    """Whether one of two texts, given as their grams, is largely part of the other."""
    shared = len(asked & known)
    return shared >= _SHARED and shared >= _SHARE * min(len(asked), len(known))


def key_of(hit: Hit) -> int:
    """The key of the record that a hit stands for."""
    return _key(hit.id)


def others_of(hit: Hit) -> tuple[int, ...]:
    """The keys of the records that are the same to whoever looks for one of them."""
    return tuple(map(_key, hit.others))


def _key(document: str) -> int:
    return int(document.rpartition(":")[2])


def _public_words(need: Need) -> str:
    sheet = sheet_for(need, None)
    return f"{sheet.title} {sheet.text}"


def _grams(text: str) -> frozenset[str]:
    """Every three characters in a row, spelling folded, without spaces and punctuation."""
    letters = "".join(letter for letter in fold(text) if letter.isalnum())
    return frozenset(letters[start : start + _GRAM] for start in range(len(letters) - _GRAM + 1))
