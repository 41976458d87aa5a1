"""One place by what somebody writes who asks: 仙台市青葉区, 東京都大田区, 宮城 仙台, "Sendai, Miyagi".

More is understood than in a declaration, which must name exactly what it means (`gazetteer`): a town that is not
registered counts as its prefecture, and whoever wrote it is told so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from hashiwatashi.areas.gazetteer import Place, place_of, shortened
from hashiwatashi.areas.models import Prefecture

# The designated cities, which alone have wards, by the code of their prefecture (Cabinet Order 254 of 1956).
_DESIGNATED = {
    "札幌市": "01",
    "仙台市": "04",
    "さいたま市": "11",
    "千葉市": "12",
    "横浜市": "14",
    "川崎市": "14",
    "相模原市": "14",
    "新潟市": "15",
    "静岡市": "22",
    "浜松市": "22",
    "名古屋市": "23",
    "京都市": "26",
    "大阪市": "27",
    "堺市": "27",
    "神戸市": "28",
    "岡山市": "33",
    "広島市": "34",
    "北九州市": "40",
    "福岡市": "40",
    "熊本市": "43",
}
# The cities that share their name with one of another prefecture, which need not be registered here.
_NAMESAKES = {"府中市": ("13", "34"), "伊達市": ("01", "07")}
_WARD = re.compile(rf"({'|'.join(_DESIGNATED)})[^市区町村]{{1,5}}区")
_WORD = re.compile(r"[a-z]+")
_NOT_JAPANESE = re.compile(r"[\x00-\x7f]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text means: a place; else what it may mean, to choose from; else nothing that is known.

    Of one that ``is_rough`` only the prefecture was understood.
    """

    place: Place | None = None
    offered: tuple[str, ...] = ()
    is_rough: bool = False


def read_place(text: str) -> Reading:
    """The place that somebody means who writes freely."""
    written = " ".join(unicodedata.normalize("NFKC", text).split())
    areas = {area.code: area for area in Prefecture.objects.all()}
    if codes := _NAMESAKES.get(written):
        return Reading(offered=tuple(f"{areas[code].name}{written}" for code in codes))
    joined = written.replace(" ", "")
    for one in (written, joined, _without_ward(joined)):
        if found := place_of(one):
            return Reading(found)
    place, towns = shortened(joined)
    if place is not None or towns:
        return Reading(place, tuple(str(town) for town in towns))
    return _in_english(written, areas) or _roughly(written, areas)


def _without_ward(text: str) -> str:
    """The designated city of a ward."""
    return _WARD.sub(lambda match: match[1], text, count=1)


def _in_english(text: str, areas: dict[str, Prefecture]) -> Reading | None:
    """A prefecture among words in Latin letters, in whichever order; None where there is none."""
    words = [word for word in _WORD.findall(text.lower()) if word not in {"prefecture", "pref", "ken", "japan"}]
    found = [area for area in areas.values() if area.name_en.lower() in words]
    if len(found) > 1:
        return Reading(offered=tuple(area.name_en for area in found))
    if not found:
        return None
    # As English pages write it: Miyagi 石巻市.
    town = _NOT_JAPANESE.sub("", text)
    place = place_of(found[0].name + _without_ward(town))
    return Reading(place or (found[0], None), is_rough=place is None or len(set(words)) > 1)


def _roughly(text: str, areas: dict[str, Prefecture]) -> Reading:
    """The prefecture of a town that is not registered."""
    found = next((area for area in areas.values() if _is_within(text, area)), None)
    city = next((code for name, code in _DESIGNATED.items() if text.startswith(name)), None)
    area = found or (areas[city] if city else None)
    return Reading((area, None), is_rough=True) if area else Reading()


def _is_within(text: str, area: Prefecture) -> bool:
    """Whether a text begins with the prefecture. Without its ending it must stand apart or before a city, for towns
    and villages elsewhere begin with the same letters: 長野原町, 山形村."""
    if text.startswith(area.name):
        return True
    return any(re.match(rf"{short}(?: |[^ ]*[市区]$)", text) for short in _short_names(area))


def _short_names(area: Prefecture) -> Iterator[str]:
    """The name without its ending, where it has one."""
    return (area.name[:-1] for ending in "都府県" if area.name.endswith(ending))
