"""From what is written down of a firm to what a rule set asks: shares and officers of large and deemed large firms.

Whatever is not known lies between two bounds. Where both lead to the same answer it is given, else None. A mid-sized
firm counts as large here: who stands behind a firm and is no small or medium-sized one is large to every programme.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from hashiwatashi.firms.assessing import Firm
from hashiwatashi.firms.enums import FirmClass, Ground, Group
from hashiwatashi.firms.rules_data import Rules

_LARGE = frozenset({FirmClass.LARGE, FirmClass.MEDIUM})
_DEEMED = frozenset({FirmClass.DEEMED_LARGE})
Classes = Mapping[int, FirmClass]


@dataclass(frozen=True, slots=True)
class Behind:
    """A firm behind another: ``node`` is its key among ours, None for one that is known by its name alone."""

    line: str
    name: str
    node: int | None
    told: FirmClass
    ground: Ground = Ground.TOLD

    def known_class(self, classes: Classes) -> FirmClass:
        """By its own assessment where it has one, else as told."""
        return self.told if self.node is None else classes.get(self.node, self.told)

    def ground_in(self, classes: Classes) -> Ground:
        return Ground.ASSESSED if self.node is not None and self.node in classes else self.ground


@dataclass(frozen=True, slots=True)
class Held:
    """A line of the shareholders; ``who`` is the same for lines of the same holder."""

    behind: Behind
    who: str
    share: Fraction


@dataclass(frozen=True, slots=True)
class Serving:
    """A line of the officers who serve other firms; ``who`` is the same for lines of the same officer."""

    behind: Behind
    who: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Everything that holds of a firm on a day; ``group`` None: no figures hold then."""

    group: Group | None = None
    capital: int | None = None
    employees: int | None = None
    average_income: int | None = None
    officers: int | None = None
    is_complete: bool = False
    held: tuple[Held, ...] = ()
    serving: tuple[Serving, ...] = ()

    @property
    def behind(self) -> tuple[Behind, ...]:
        return (*(line.behind for line in self.held), *(line.behind for line in self.serving))


def firm_of(told: Told, classes: Classes, rules: Rules) -> Firm | None:
    """What a rule set asks of a firm whose holders have these classes; None where no figures hold.

    Rules that know no deemed large firms ask for nothing behind it.
    """
    if told.group is None:
        return None
    if not rules.knows_deemed:
        return Firm(group=told.group, capital=told.capital, employees=told.employees)
    shares, officers = _shares(told, classes), told.officers
    large, deemed = _officers(told, classes, _LARGE), _officers(told, classes, _DEEMED)
    return Firm(
        group=told.group,
        capital=told.capital,
        employees=told.employees,
        average_income=told.average_income,
        largest_share=_settled(_largest(shares, told.is_complete), rules.one_large_holder),
        large_share=_settled(_together(shares, told.is_complete, _LARGE), rules.all_large_holders),
        deemed_share=_settled(_together(shares, told.is_complete, _DEEMED), Fraction(1)),
        officers=officers,
        large_officers=_count(large, officers, rules.officers_of_large),
        deemed_officers=_count(deemed, officers, Fraction(1)),
    )


def _shares(told: Told, classes: Classes) -> list[tuple[Fraction, FirmClass]]:
    """What each holder has, its lines together."""
    parts: dict[str, Fraction] = {}
    known: dict[str, FirmClass] = {}
    for line in told.held:
        parts[line.who] = parts.get(line.who, Fraction(0)) + line.share
        known[line.who] = line.behind.known_class(classes)
    return [(parts[who], known[who]) for who in parts]


def _rest(shares: Sequence[tuple[Fraction, FirmClass]], is_complete: bool) -> Fraction:
    """What nobody is named for; whoever holds it is no firm where all firms are named."""
    return Fraction(0) if is_complete else max(Fraction(0), 1 - sum((share for share, _class in shares), Fraction(0)))


def _largest(shares: Sequence[tuple[Fraction, FirmClass]], is_complete: bool) -> tuple[Fraction, Fraction]:
    least = max((share for share, known in shares if known in _LARGE), default=Fraction(0))
    unknown = max((share for share, known in shares if known == FirmClass.UNKNOWN), default=Fraction(0))
    return least, max(least, unknown, _rest(shares, is_complete))


def _together(
    shares: Sequence[tuple[Fraction, FirmClass]], is_complete: bool, wanted: frozenset[FirmClass]
) -> tuple[Fraction, Fraction]:
    least = sum((share for share, known in shares if known in wanted), Fraction(0))
    unknown = sum((share for share, known in shares if known == FirmClass.UNKNOWN), Fraction(0))
    return least, least + unknown + _rest(shares, is_complete)


def _officers(told: Told, classes: Classes, wanted: frozenset[FirmClass]) -> tuple[int, int]:
    """How many officers at least and at most serve a firm of the classes wanted; each counts once."""
    served: dict[str, set[FirmClass]] = {}
    for line in told.serving:
        served.setdefault(line.who, set()).add(line.behind.known_class(classes))
    least = sum(bool(found & wanted) for found in served.values())
    perhaps = sum(FirmClass.UNKNOWN in found and not found & wanted for found in served.values())
    unnamed = 0 if told.is_complete else max(0, (told.officers or 0) - len(served))
    return least, least + perhaps + unnamed


def _count(bounds: tuple[int, int], officers: int | None, bound: Fraction | None) -> int | None:
    """The least of two counts where the rules' bound cannot tell it from the most."""
    least, most = bounds
    if officers is None or bound is None:
        return None
    settled = _settled((Fraction(least), Fraction(most)), bound * officers)
    return None if settled is None else least


def _settled(bounds: tuple[Fraction, Fraction], bound: Fraction | None) -> Fraction | None:
    least, most = bounds
    if least == most or bound is None or least >= bound or most < bound:
        return least
    return None
