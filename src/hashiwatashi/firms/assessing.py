"""Of which class a firm is by a rule set, with the reasons line by line; all sums are exact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _

from hashiwatashi.firms.enums import FirmClass, Group
from hashiwatashi.firms.rules_data import Rules, in_language


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm:
    """What is known of a firm; None: not told. Shares are parts of one, amounts yen.

    ``largest_share`` is what one large firm holds at most, ``large_share`` what large firms hold together,
    ``deemed_share`` what deemed large firms hold; officers are counted likewise.
    """

    group: Group
    capital: int | None = None
    employees: int | None = None
    largest_share: Fraction | None = None
    large_share: Fraction | None = None
    deemed_share: Fraction | None = None
    officers: int | None = None
    large_officers: int | None = None
    deemed_officers: int | None = None
    average_income: int | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One line: what was looked at, whether it holds (None: it cannot be told), and which text says so."""

    text: str
    holds: bool | None
    source: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """The class and the reasons for it; ``missing`` says what to tell for a firm that cannot be classed yet."""

    verdict: FirmClass
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...] = ()


def assess(firm: Firm, rules: Rules, day: date) -> Assessment:
    """The class of a firm on a day by a rule set that holds then."""
    size, reasons, missing = _by_size(firm, rules, day)
    if size not in {FirmClass.SME, FirmClass.SMALL} or not rules.knows_deemed:
        return Assessment(size, reasons, missing)
    tests = tuple(_deemed(firm, rules))
    if any(test.holds for test in tests):
        return Assessment(FirmClass.DEEMED_LARGE, (*reasons, *tests))
    if open_tests := [test.text for test in tests if test.holds is None]:
        return Assessment(FirmClass.UNKNOWN, (*reasons, *tests), tuple(open_tests))
    return Assessment(size, (*reasons, *tests))


def _by_size(firm: Firm, rules: Rules, day: date) -> tuple[FirmClass, tuple[Reason, ...], tuple[str, ...]]:
    bounds = rules.bounds(firm.group)
    told = {"group": firm.group.label}
    capital = Reason(
        _("Capital at most ¥%(bound)s (%(group)s)") % {**told, "bound": f"{bounds.capital:,}"},
        None if firm.capital is None else firm.capital <= bounds.capital,
        rules.source,
    )
    employees = Reason(
        _("Regular employees at most %(bound)s (%(group)s)") % {**told, "bound": f"{bounds.employees:,}"},
        None if firm.employees is None else firm.employees <= bounds.employees,
        rules.source,
    )
    reasons = (capital, employees)
    # One of both is enough.
    if capital.holds or employees.holds:
        is_small = firm.employees is not None and firm.employees <= bounds.small
        small = Reason(
            _("Regular employees at most %(bound)s: small") % {"bound": bounds.small},
            None if firm.employees is None else is_small,
            rules.source,
        )
        return (FirmClass.SMALL if is_small else FirmClass.SME), (*reasons, small), ()
    missing = tuple(one.text for one in reasons if one.holds is None)
    if missing:
        return FirmClass.UNKNOWN, reasons, missing
    return _above(firm, rules, day, reasons)


def _above(
    firm: Firm, rules: Rules, day: date, reasons: tuple[Reason, ...]
) -> tuple[FirmClass, tuple[Reason, ...], tuple[str, ...]]:
    """Mid-sized or large; before its day there was no class between."""
    if day < rules.medium_since:
        return FirmClass.LARGE, reasons, ()
    assert firm.employees is not None  # told, or the size could not have been decided
    is_medium = firm.employees <= rules.medium_employees
    line = _("Regular employees at most %(bound)s: mid-sized") % {"bound": f"{rules.medium_employees:,}"}
    medium = Reason(line, is_medium, in_language(rules.medium_sources))
    return (FirmClass.MEDIUM if is_medium else FirmClass.LARGE), (*reasons, medium), ()


def _deemed(firm: Firm, rules: Rules) -> Iterator[Reason]:
    """The tests for large firms behind a small one; whatever is not told cannot be told."""
    one, every, officers = rules.one_large_holder, rules.all_large_holders, rules.officers_of_large
    if one is not None:
        line = _("One large firm holds %(bound)s of the shares or more") % {"bound": one}
        yield Reason(line, _reaches(firm.largest_share, one), rules.source)
    if every is not None:
        line = _("Large firms together hold %(bound)s of the shares or more") % {"bound": every}
        yield Reason(line, _reaches(firm.large_share, every), rules.source)
    if officers is not None:
        line = _("%(bound)s of the officers or more serve large firms") % {"bound": officers}
        yield Reason(line, _reaches(_part(firm.large_officers, firm.officers), officers), rules.source)
        line = _("Deemed large firms hold all shares")
        yield Reason(line, _reaches(firm.deemed_share, Fraction(1)), rules.source)
        line = _("All officers serve deemed large firms")
        yield Reason(line, _reaches(_part(firm.deemed_officers, firm.officers), Fraction(1)), rules.source)
    if rules.average_income is not None:
        line = _("Taxable income over ¥%(bound)s a year on the average of three years")
        over = None if firm.average_income is None else firm.average_income > rules.average_income
        yield Reason(line % {"bound": f"{rules.average_income:,}"}, over, rules.source)


def _part(some: int | None, every: int | None) -> Fraction | None:
    return None if some is None or not every else Fraction(some, every)


def _reaches(part: Fraction | None, bound: Fraction) -> bool | None:
    return None if part is None else part >= bound
