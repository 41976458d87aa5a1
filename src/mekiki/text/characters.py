"""Characters: folding of written variants, and character grams as a second view of a text."""

from __future__ import annotations

import re
import unicodedata

from mekiki.text.variants import usual


def _one_to_one() -> dict[int, str | None]:
    """Radicals that stand for ideographs (U+2E80–2FDF), control characters and lone surrogates."""
    radicals: dict[int, str | None] = {}
    for code in range(0x2E80, 0x2FE0):
        folded = unicodedata.normalize("NFKC", chr(code))
        if len(folded) == 1 and folded != chr(code):
            radicals[code] = folded
    controls: dict[int, str | None] = dict.fromkeys((*range(32), 127, *range(128, 160), 65279), " ")
    surrogates: dict[int, str | None] = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
    return radicals | controls | surrogates


_CLEAN = _one_to_one()
_UNCLEAN = re.compile("[" + re.escape("".join(map(chr, _CLEAN))) + "]")
_STRETCH = re.compile(r"[a-z0-9]+(?: [a-z0-9]+)*|[^\W_a-z0-9]+")
_NOT_WORD = re.compile(r"[\W_]+")
LATIN_GRAM = 5
OTHER_GRAM = 2


def clean(text: str) -> str:
    """The text with what a tokeniser trips over replaced, and variant kanji in their usual form, character by
    character, so that offsets stay valid."""
    return usual(text.translate(_CLEAN) if _UNCLEAN.search(text) else text)


def folded(text: str) -> str:
    """NFKC, lower case, everything that is neither letter nor digit a single space."""
    return _NOT_WORD.sub(" ", unicodedata.normalize("NFKC", clean(text)).lower()).strip()


def stretches(folded_text: str) -> list[str]:
    """The parts of a `folded` text that grams do not cross: Latin words with their spaces, and all others."""
    return _STRETCH.findall(folded_text)


def grams(text: str) -> list[str]:
    """Character grams in order, repeats kept: pairs in Japanese, five characters (with spaces) in Latin stretches.

    Five characters do in English what two do in Japanese: they bridge endings and compounds
    (McNamee and Mayfield, Character n-gram tokenization for European language text retrieval, 2004).
    """
    return grams_of(folded(text))


def grams_of(folded_text: str) -> list[str]:
    """`grams` of a text that is `folded` already."""
    found: list[str] = []
    for stretch in stretches(folded_text):
        if stretch[0].isascii():
            padded = f" {stretch} "
            found += [padded[i : i + LATIN_GRAM] for i in range(max(1, len(padded) - LATIN_GRAM + 1))]
        else:
            found += [stretch[i : i + OTHER_GRAM] for i in range(len(stretch) - OTHER_GRAM + 1)] or [stretch]
    return found
