"""How the 47 prefectures stand in one indicator: number, rank, share of Japan."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.areas.offices import OFFICES, nearest
from hashiwatashi.common.languages import is_japanese
from hashiwatashi.common.visitors import Visitor
from hashiwatashi.web.areas.indicators import INDICATORS, Counted, Indicator
from hashiwatashi.web.formats import number

_NEIGHBOURS = 4


@dataclass(frozen=True, slots=True)
class Standing:
    """One prefecture; equal ones have the same ``rank``, and there is none where there is nothing to compare."""

    prefecture: Prefecture
    counted: Counted
    rank: int | None
    part: float | None
    """Percent of all that is counted in the 47; None where one record counts in several."""
    href: str

    @property
    def written(self) -> str:
        """The value as it is read."""
        return written(self.counted)


def written(counted: Counted) -> str:
    """A number with its thousands, a share in whole percent, a dash for no value."""
    if counted.value is None:
        return "—"
    return f"{counted.value:.0f}%" if counted.base is not None else number(counted.number)


def in_words(told: str, indicator: Indicator) -> str:
    """A written number with its unit; of a share it has one."""
    return told if indicator.is_share else _("%(number)s %(unit)s") % {"number": told, "unit": indicator.unit}


def standings(
    prefectures: Sequence[Prefecture],
    indicator: Indicator,
    counts: Mapping[str | None, Counted],
    large_class: str = "",
) -> list[Standing]:
    """Every prefecture, in the order given."""
    nothing = Counted(0, 0 if indicator.is_share else None)
    counted = {area.code: counts.get(area.code, nothing) for area in prefectures}
    values = [one.value for one in counted.values() if one.value is not None]
    total = sum(one.number for one in counted.values()) if indicator.adds_up and not indicator.is_share else 0
    return [
        Standing(
            prefecture=area,
            counted=(one := counted[area.code]),
            rank=None if one.value is None or not any(values) else 1 + sum(value > one.value for value in values),
            part=100 * one.number / total if total else None,
            href=indicator.href(area.code, large_class),
        )
        for area in prefectures
    ]


def whole(indicator: Indicator, counts: Mapping[str | None, Counted]) -> Counted | None:
    """All of Japan, where that is the sum; what lies in no prefecture is left out."""
    if not indicator.adds_up:
        return None
    inside = [one for code, one in counts.items() if code is not None]
    base = sum(one.base or 0 for one in inside) if indicator.is_share else None
    return Counted(sum(one.number for one in inside), base)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One prefecture beside those whose offices are nearest to its own, in every indicator."""

    neighbours: tuple[Prefecture, ...]
    rows: tuple[tuple[Indicator, Standing, tuple[Standing, ...]], ...]


def beside_its_neighbours(prefectures: Sequence[Prefecture], code: str, visitor: Visitor) -> Comparison:
    """The comparison for a prefecture; one query an indicator."""
    near = nearest(code)[:_NEIGHBOURS]
    rows = []
    for indicator in INDICATORS.values():
        stand = {one.prefecture.code: one for one in standings(prefectures, indicator, indicator.counted(visitor))}
        rows.append((indicator, stand[code], tuple(stand[other] for other in near)))
    named = {area.code: area for area in prefectures}
    return Comparison(tuple(named[other] for other in near), tuple(rows))


@dataclass(frozen=True, slots=True)
class Order:
    """A column to sort by; most first is how numbers are asked for first."""

    label: str | Promise
    key: Callable[[Standing], tuple[object, ...]]
    begins_descending: bool = False


def _by_name(one: Standing) -> tuple[object, ...]:
    return (OFFICES[one.prefecture.code].reading if is_japanese() else one.prefecture.name_en,)


def _by_value(one: Standing) -> tuple[object, ...]:
    value = one.counted.value
    return (-1 if value is None else value,)


ORDERS = {
    "code": Order(gettext_lazy("Code"), lambda one: (one.prefecture.code,)),
    "name": Order(gettext_lazy("Prefecture"), _by_name),
    "value": Order(gettext_lazy("Number"), _by_value, begins_descending=True),
}


def ordered(rows: Sequence[Standing], name: str, *, descending: bool) -> list[Standing]:
    """The rows by a column of `ORDERS`; equal ones stay in the order of their codes."""
    key = ORDERS[name].key
    return sorted(sorted(rows, key=ORDERS["code"].key), key=key, reverse=descending)
