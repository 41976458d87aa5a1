"""How an instrument is used: year by year for everybody (R-06), and in a few lines for its card."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.common.calendar import fiscal_year
from hashiwatashi.common.forms_print.forms import Line
from hashiwatashi.opening.models import Unit
from hashiwatashi.reservations.answers import Answer
from hashiwatashi.reservations.utilisation import Use
from hashiwatashi.reservations.yearly import use_by_year
from hashiwatashi.web import formats
from hashiwatashi.web.opening.summary import hours

#: This fiscal year and those before it that are told.
_YEARS = 3


@dataclass(frozen=True, slots=True)
class Year:
    """The use of an instrument in a fiscal year."""

    year: int
    use: Use

    @property
    def used_hours(self) -> float:
        return round(self.use.used / 60, 1)

    @property
    def open_hours(self) -> float:
        return round(self.use.open / 60, 1)

    @property
    def percent(self) -> str:
        return "—" if self.use.percent is None else f"{self.use.percent:.1f} %"


def yearly_use(units: Sequence[Unit], now: datetime) -> list[Year]:
    """The years in which the units were open, the latest first; hours alone, nobody's name. Empty without units."""
    if not units:
        return []
    this = fiscal_year(timezone.localdate(now))
    found = use_by_year(units, range(this - _YEARS + 1, this + 1), now)
    return [Year(year, found[year]) for year in sorted(found, reverse=True) if found[year].open or found[year].used]


def using_lines(answer: Answer, years: Sequence[Year]) -> Iterator[Line]:
    """The rules in words, what is needed, and the hours of the last fiscal year that is over."""
    if answer.rules is not None:
        yield Line(_("Opening hours"), hours(answer.rules).replace("\n", "、"))
        yield Line(_("What is needed"), " ".join(answer.needs))
    if answer.takes_tests:
        yield Line(_("Commissioned test"), _("The institution also does it for you."))
    this = fiscal_year(timezone.localdate())
    if last := next((one for one in years if one.year == this - 1), None):
        told = _("%(used)s of %(open)s hours (%(percent)s)")
        said = {"used": last.used_hours, "open": last.open_hours, "percent": last.percent}
        yield Line(_("Used in %(year)s") % {"year": formats.fiscal_year(last.year)}, told % said)
