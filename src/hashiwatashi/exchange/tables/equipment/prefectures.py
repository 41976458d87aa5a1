"""In which prefecture an instrument stands, where its own row does not say so."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from django.utils.translation import gettext as _

from hashiwatashi.areas.prefectures import PREFECTURES
from hashiwatashi.exchange.errors import Rejected

# An organisation's seat is taken from its instruments only where at least this part of them agrees.
_AGREEMENT = 2 / 3
_CODES = {row[1]: row[0] for row in PREFECTURES}
_ENGLISH = {row[2].lower(): row[0] for row in PREFECTURES}
_NAME = re.compile("|".join(_CODES))
# Campuses whose rows name no prefecture although others of the same university do: where they are, as published.
_CAMPUSES = {
    ("東京大学", "柏地区キャンパス"): "12",
    ("東京大学", "駒場地区キャンパス"): "13",
    ("東京大学", "白金台キャンパス"): "13",
}


def code_of(field: str, text: str) -> str | None:
    """The code of a prefecture by its name, with or without 都府県, or in English; None when empty.

    Raises `Rejected`.
    """
    if not text:
        return None
    found = next((code for name, code in _CODES.items() if text in (name, name[:-1])), _ENGLISH.get(text.lower()))
    if found is None:
        raise Rejected(field, text, _("This is not one of the 47 prefectures."))
    return found


def within(address: str) -> str | None:
    """The code of the first prefecture that an address names."""
    found = _NAME.search(address)
    return _CODES[found[0]] if found else None


class Whereabouts:
    """What the rows of one file say of each organisation.

    A row without prefecture takes the one named in its address; else that of the rows with the same campus (the first
    word of the place) or, failing that, of all rows of the organisation, provided they all agree; else that of the
    organisation's own record, provided no row contradicts it. Otherwise it stays unknown: an instrument on another
    campus is not where its university's head office is.
    """

    def __init__(self) -> None:
        self._by_owner: dict[str, Counter[str]] = defaultdict(Counter)
        self._by_campus: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)

    def learn(self, owner: str, place: str, stated: str | None) -> None:
        """Take in one row; ``stated`` is the prefecture's code that the row itself gives."""
        code = stated or within(place)
        if code:
            self._by_owner[owner][code] += 1
            self._by_campus[owner, _campus(place)][code] += 1

    def of(self, owner: str, place: str, seat: str | None) -> str | None:
        """The prefecture of an instrument whose row names none; ``seat`` is that of the organisation's record."""
        if code := within(place):
            return code
        campus, whole = self._by_campus.get((owner, _campus(place))), self._by_owner.get(owner)
        if campus and _campus(place) and len(campus) == 1:
            return next(iter(campus))
        if (owner, _campus(place)) in _CAMPUSES:
            return _CAMPUSES[owner, _campus(place)]
        if whole:
            return next(iter(whole)) if len(whole) == 1 else None
        return seat

    def seat_of(self, owner: str) -> str | None:
        """Where a newly registered organisation is, if its instruments leave little doubt."""
        counts = self._by_owner.get(owner)
        if not counts:
            return None
        code, number = counts.most_common(1)[0]
        return code if number >= _AGREEMENT * counts.total() else None


def _campus(place: str) -> str:
    return place.split(" ", maxsplit=1)[0]
