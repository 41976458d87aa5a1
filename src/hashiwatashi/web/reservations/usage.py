"""How much an institution's instruments are used, year by year: by item, room, programme or as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hashiwatashi.common.calendar import fiscal_year, fiscal_year_days
from hashiwatashi.opening.models import Unit
from hashiwatashi.reservations.utilisation import NOTHING, Use, together, use_of
from hashiwatashi.web.exports import Column, file_response
from hashiwatashi.web.formats import called
from hashiwatashi.web.permissions import permitted
from hashiwatashi.web.reservations.views import kept_by
from hashiwatashi.web.visitors import account_of

_YEARS = 5
#: By what units are taken together.
BY: Mapping[str, tuple[str | Promise, Callable[[Unit], str]]] = {
    "item": (gettext_lazy("By instrument"), lambda unit: called(unit.equipment)),
    "room": (gettext_lazy("By room"), lambda unit: unit.room),
    "programme": (gettext_lazy("By programme of acquisition"), lambda unit: unit.equipment.acquisition_programme),
    "institution": (gettext_lazy("By institution"), lambda unit: called(unit.equipment.owner)),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what was used how much."""

    name: str
    use: Use

    @property
    def used_hours(self) -> float:
        return round(self.use.used / 60, 1)

    @property
    def open_hours(self) -> float:
        return round(self.use.open / 60, 1)

    @property
    def percent(self) -> str:
        """To one place; a dash where it was never open."""
        return "—" if self.use.percent is None else f"{self.use.percent:.1f} %"


_COLUMNS = (
    Column(gettext_lazy("name"), lambda row: row.name),
    Column(gettext_lazy("finished uses"), lambda row: row.use.number),
    Column(gettext_lazy("hours used"), lambda row: row.used_hours),
    Column(gettext_lazy("hours open"), lambda row: row.open_hours),
    Column(gettext_lazy("utilisation (%)"), lambda row: row.use.percent and round(row.use.percent, 1)),
)


@permitted("see_day_sheets")
def usage(request: HttpRequest) -> HttpResponseBase:
    """The table of a fiscal year; as a file, too."""
    now = timezone.now()
    this_year = fiscal_year(timezone.localdate(now))
    years = [this_year - back for back in range(_YEARS)]
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 and int(asked) in years else this_year
    by = request.GET.get("by", "item")
    label, key = BY.get(by, BY["item"])
    units = list(Unit.objects.filter(equipment__owner__in=kept_by(account_of(request))).for_lists())
    found = use_of(units, fiscal_year_days(year), now)
    of_each = together(units, found, key)
    rows = [Row(name or _("(not told)"), use) for name, use in sorted(of_each.items())]
    if export := request.GET.get("export"):
        return file_response("utilisation", "xlsx" if export == "xlsx" else "csv", _COLUMNS, rows)
    context = {
        "rows": rows,
        "whole": Row(_("All together"), sum(of_each.values(), NOTHING)),
        "year": year,
        "years": years,
        "by": by if by in BY else "item",
        "choices": [(name, label) for name, (label, _key) in BY.items()],
        "label": label,
    }
    return render(request, "reservations/usage.html", context)
