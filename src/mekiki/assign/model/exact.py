"""Scores as exact whole numbers over one denominator, so that sums and comparisons carry no rounding.

Scores of few decimal digits are taken as the decimals they were written as (0.1 is one tenth); any other double is
taken as the binary fraction it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from mekiki.assign.model.problem import Floats, Ints

EXACT = 2.0**53
DIGITS = 15


@dataclass(frozen=True, eq=False)
class Exact:
    """Values, (n,), as numerators over `denominator`. `units` holds them where they fit, else `None`."""

    values: Floats
    denominator: int
    units: Ints | None

    def numerators(self, places: Ints) -> list[int]:
        """The exact numerators at some places."""
        if self.units is not None:
            return [int(unit) for unit in self.units[places]]
        return [int(Fraction(value) * self.denominator) for value in self.values[places].tolist()]

    def total(self, places: Ints) -> Fraction:
        """The exact sum of the values at some places."""
        return Fraction(sum(self.numerators(places)), self.denominator)


def exact(values: Floats) -> Exact:
    """The values, (n,) finite, as whole numbers over the smallest power of ten or two that holds them all."""
    for digits in range(DIGITS + 1):
        units = _decimals(values, digits)
        if units is not None:
            return Exact(values, 10**digits, units)
    mantissa, exponent = np.frexp(values)
    whole = np.ldexp(mantissa, 53).astype(np.int64)
    spare = np.log2((whole & -whole).clip(min=1)).astype(np.int64)  # powers of two, so this is exact
    power = max(0, int((53 - exponent - spare)[whole != 0].max()))
    if power + int(exponent.max()) <= 53:
        return Exact(values, 2**power, np.ldexp(values, power).astype(np.int64))
    return Exact(values, 2**power, None)


def _decimals(values: Floats, digits: int) -> Ints | None:
    """The values times 10 ** digits where that is whole for all of them, else `None`.

    r / 10**digits is rounded correctly, so it equals the value exactly when the value is that decimal's double.
    """
    for part in (values[:1000], values):
        with np.errstate(over="ignore"):
            units = np.rint(part * 10.0**digits)
        if not (np.abs(units) <= EXACT).all() or not np.array_equal(units / 10.0**digits, part):
            return None
    return units.astype(np.int64)
