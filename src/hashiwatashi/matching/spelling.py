"""Spellings that are one to a reader: what the engine folds in texts, for names and lists elsewhere."""

from __future__ import annotations

import jaconv

from hashiwatashi.common.folding import name_key, plain
from mekiki.text.variants import forms_of, usual

# A condition for each form and field goes to the database.
_MOST_FORMS = 40
_MOST_KANJI_FORMS = 12


def alike_key(name: str) -> str:
    """`name_key` with variant kanji in their usual form: names that share it may be one, and a person decides."""
    return usual(name_key(name))


def written_variants(word: str) -> list[str]:
    """The ways in which lists write one word, at most 40: as given, in full and in half width, in either kana, with
    any hyphen and with variant kanji (高橋, 髙橋).

    For conditions on stored texts; upper and lower case are for the database to fold.
    """
    folded = plain(word)
    forms = [word]
    for form in forms_of(folded, _MOST_KANJI_FORMS):
        forms += [form, jaconv.hira2kata(form), jaconv.kata2hira(form)]
    for form in dict.fromkeys([folded, jaconv.hira2kata(folded), jaconv.kata2hira(folded)]):
        wide = jaconv.h2z(form, kana=True, ascii=True, digit=True)
        forms += [wide, wide.upper(), wide.lower(), jaconv.z2h(form, kana=True, ascii=False, digit=False)]
    if "-" in folded:
        forms += [folded.replace("-", hyphen) for hyphen in "‐－–−ー―"]
    return list(dict.fromkeys(forms))[:_MOST_FORMS]
