"""What some firms of the demo world have told of their size and of those behind them; all of it invented (架空)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hashiwatashi.demo.bodies import Bodies
from hashiwatashi.demo.dates import fiscal_year_start
from hashiwatashi.demo.marking import DEMO
from hashiwatashi.firms.actions import tell_figures, tell_holding, tell_officer, withdraw
from hashiwatashi.firms.enums import FirmClass, Group
from hashiwatashi.organisations.actions import change_organisation

# Firm, main business, officers, whether all firms behind it are listed.
_FIRMS = (
    ("f-hamanasu", Group.MANUFACTURING, 4, True),
    ("f-ryofu", Group.MANUFACTURING, 3, True),
    ("f-hoshizora", Group.MANUFACTURING, 3, True),
    ("f-soft", Group.SOFTWARE, 5, True),
    ("f-tekko", Group.MANUFACTURING, 6, True),
    ("f-zosen", Group.MANUFACTURING, 8, True),
    ("f-kairo", Group.MANUFACTURING, 4, False),
    ("f-hagane", Group.MANUFACTURING, 4, True),
    ("f-haguruma", Group.MANUFACTURING, 4, True),
)
# Who holds what: holder, its class as told where it is none of ours, firm, shares, of how many.
_HOLDINGS = (
    ("f-ryofu", FirmClass.UNKNOWN, "f-hamanasu", 300, 1000),
    ("架空総合食品ホールディングス（架空）", FirmClass.LARGE, "f-hamanasu", 150, 1000),
    ("架空重機械工業（架空）", FirmClass.LARGE, "f-tekko", 1, 2),
    ("f-tekko", FirmClass.UNKNOWN, "f-zosen", 800, 800),
    # A ring: the two hold each other.
    ("f-hagane", FirmClass.UNKNOWN, "f-haguruma", 2, 3),
    ("f-haguruma", FirmClass.UNKNOWN, "f-hagane", 2, 3),
)


def assess_firms(bodies: Bodies, *, day: date) -> int:
    """Figures, shareholders and officers of some firms; returns how many have a class.

    One is deemed large, one wholly owned by that one is too, two hold each other; one does not know who holds it.
    """
    since = fiscal_year_start(day, years_before=1)
    change_organisation(bodies["f-hamanasu"], supervisor=bodies["pk"], by=DEMO)
    for key, group, officers, is_complete in _FIRMS:
        figures = _figures(bodies, key, group, officers, is_complete)
        # A year ago it had fewer people.
        earlier = max(1, (figures["employees"] or 2) - 2)
        tell_figures(bodies[key], since=since, by=DEMO, **{**figures, "employees": earlier})
        tell_figures(bodies[key], since=fiscal_year_start(day, years_before=0), by=DEMO, **figures)
    for holder, told_class, firm, part, whole in _HOLDINGS:
        linked = bodies.get(holder)
        name = linked.name if linked else holder
        values = {"holder": linked, "holder_name": name, "told_class": told_class, "part": part, "whole": whole}
        tell_holding(bodies[firm], since=since, by=DEMO, **values)
    _correct(bodies, since)
    return len(_FIRMS)


def _figures(bodies: Bodies, key: str, group: Group, officers: int, is_complete: bool) -> dict[str, Any]:
    firm = bodies[key]
    return {
        "group": group,
        "capital": firm.capital_yen,
        "employees": firm.employees,
        "average_income": 30_000_000,
        "officers": officers,
        "is_complete": is_complete,
    }


def _correct(bodies: Bodies, since: date) -> None:
    """An officer who also serves another firm, and a line that was a mistake."""
    firm = bodies["f-hamanasu"]
    ended = since + timedelta(days=180)
    served = {"serves_name": "架空総合食品ホールディングス（架空）", "told_class": FirmClass.LARGE}
    tell_officer(firm, name="浜路坂 実（架空）", since=since, by=DEMO, **served)
    tell_officer(firm, name="架空 太郎（架空）", since=since, until=ended, by=DEMO, **served)
    mistaken = {"holder_name": "架空水産（架空）", "told_class": FirmClass.LARGE, "part": 1, "whole": 2}
    withdraw(tell_holding(firm, since=since, by=DEMO, **mistaken), by=DEMO)
