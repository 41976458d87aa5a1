"""The table of all areas and all indicators as a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common.visitors import Visitor
from hashiwatashi.web.areas.indicators import INDICATORS, Counted, Indicator
from hashiwatashi.web.areas.standing import whole
from hashiwatashi.web.exports import Column

Counts = Mapping[str, Mapping[str | None, Counted]]
Row = tuple[Prefecture | str, Callable[[Indicator], Counted | None]]


def columns() -> list[Column]:
    """Code, name, region, and one column an indicator, with its unit."""
    named = [
        Column(gettext_lazy("Code"), lambda row: getattr(row[0], "code", "")),
        Column(gettext_lazy("Prefecture"), lambda row: row[0]),
        Column(gettext_lazy("Region"), lambda row: getattr(row[0], "region", "")),
    ]
    return [*named, *(_column(indicator) for indicator in INDICATORS.values())]


def rows(prefectures: Sequence[Prefecture], visitor: Visitor, large_class: str) -> list[Row]:
    """The 47, then what lies in none of them, then all of Japan; one query an indicator."""
    counts = {key: one.counted(visitor, large_class) for key, one in INDICATORS.items()}

    def of(code: str | None) -> Callable[[Indicator], Counted | None]:
        return lambda one: counts[one.key].get(code, Counted(0, 0 if one.is_share else None))

    nowhere: Row = (_("Prefecture not known"), lambda one: of(None)(one) if one.adds_up else None)
    japan: Row = (_("All prefectures"), lambda one: whole(one, counts[one.key]))
    return [*((area, of(area.code)) for area in prefectures), nowhere, japan]


def _column(indicator: Indicator) -> Column:
    def value(row: Any) -> float | str:
        counted: Counted | None = row[1](indicator)
        if counted is None or counted.value is None:
            return ""
        return round(counted.value, 1) if indicator.is_share else counted.number

    return Column(format_lazy("{label} ({unit})", label=indicator.label, unit=indicator.unit), value)
