"""Places by what people write: 宮城, 宮城県仙台市, Sendai's code …; many at once, in two queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hashiwatashi.areas.models import Municipality, Prefecture

#: What is said of a name that no place is found for.
NO_PLACE = _("No such prefecture or municipality, or several. Write it with its prefecture: 宮城県仙台市.")

Place = tuple[Prefecture, Municipality | None]
#: So many are offered to choose from.
MOST_OFFERED = 12
# So long are the names of prefectures, which may stand before a municipality's.
_LENGTHS = (3, 4)
# Both databases take this many parameters in one query.
_AT_ONCE = 400


class Gazetteer:
    """The prefectures, and the municipalities that ``texts`` may mean; for one text alone see `place_of`."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.prefectures = tuple(Prefecture.objects.all())
        self._prefectures: dict[str, Prefecture] = {}
        for area in self.prefectures:
            short = (area.name.removesuffix(ending) for ending in "都府県")
            self._prefectures |= dict.fromkeys((area.code, area.name, area.name_en.lower(), *short), area)
        self._named: defaultdict[str, list[Municipality]] = defaultdict(list)
        others = (text.strip() for text in texts if self._prefecture(text) is None)
        wanted = sorted({part for text in others for part in _parts(text) if part})
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            towns = Municipality.objects.select_related("prefecture").filter(Q(code__in=some) | Q(name__in=some))
            for town in towns:
                for name in (town.code, town.name, str(town)):
                    self._named[name].append(town)

    def find(self, text: str) -> Place | None:
        """A prefecture or municipality by its code or its name, with or without the prefecture before it; None for
        none, and for a name that several bear."""
        text = text.strip()
        if area := self._prefecture(text):
            return area, None
        found = {town.code: town for town in self._named.get(text, ())}
        town = next(iter(found.values())) if len(found) == 1 else None
        return (town.prefecture, town) if town else None

    def _prefecture(self, text: str) -> Prefecture | None:
        return self._prefectures.get(text.strip().lower())


def place_of(text: str) -> Place | None:
    """The place that one text means; see `Gazetteer.find`."""
    return Gazetteer([text]).find(text)


def shortened(text: str) -> tuple[Place | None, list[Municipality]]:
    """The municipality that a name without its ending means where one alone does (気仙沼, 宮城県気仙沼), and else
    those that it may mean, at most `MOST_OFFERED`."""
    text = text.strip()
    if not text:
        return None, []
    names, wanted = {text}, Q(name__startswith=text)
    for area in Prefecture.objects.all():
        for before in (area.name, *(area.name.removesuffix(ending) for ending in "都府県")):
            if text.startswith(before) and (rest := text.removeprefix(before)):
                names.add(rest)
                wanted |= Q(prefecture=area, name__startswith=rest)
    towns = list(Municipality.objects.select_related("prefecture").filter(wanted))
    whole = [town for town in towns if town.name in names or town.name[:-1] in names]
    if len(whole) == 1:
        return (whole[0].prefecture, whole[0]), []
    return None, (whole or towns)[:MOST_OFFERED]


def _parts(text: str) -> list[str]:
    """The text, and what may be left of it when the prefecture before it is taken off."""
    return [text, *(text[length:] for length in _LENGTHS)]
