"""The proof that a total cannot be beaten: prices on the nodes, checked in whole numbers.

For any prices p a circulation costs at least Σ over arcs of min(r·lower, r·upper) with r = cost + p[tail] - p[head]
(linear programming duality). What an assignment costs more than that is its gap; 0 proves it best.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from mekiki.assign.model.exact import Exact
from mekiki.assign.model.network import Network
from mekiki.assign.model.problem import Ints, Marks

WIDE = 2**61


@dataclass(frozen=True)
class Certificate:
    """`total` reached and `bound` no assignment can exceed, both exact; `prices` of the nodes prove the bound."""

    total: Fraction
    bound: Fraction
    prices: tuple[Fraction, ...] = ()

    @property
    def gap(self) -> Fraction:
        """How much better the best could be, in units of the score; 0 when the total is proved best."""
        return self.bound - self.total

    @property
    def proved(self) -> bool:
        """Whether nothing better exists."""
        return self.gap == 0


class Reduced:
    """What each arc would cost after prices, (arcs,): exactly where they fit 64 bits, else to within `doubt`.

    `prices` are numerators over the scores' denominator.
    """

    def __init__(self, network: Network, scores: Exact, prices: Sequence[int]) -> None:
        self._network, self._scores, self._prices = network, scores, prices
        self._pairs = network.blocks["pairs"]
        largest = max(map(abs, prices), default=0)
        units = scores.units
        self._exactly: Ints | None = None
        self.approximate: npt.NDArray[np.int64] | npt.NDArray[np.float64]
        if units is not None and 2 * largest + int(np.abs(units).max(initial=0)) < WIDE:
            whole = np.array(prices, dtype=np.int64)
            exactly = whole[network.tail] - whole[network.head]
            exactly[self._pairs] -= units[network.pair]
            self.approximate, self.doubt, self._exactly = exactly, 0.0, exactly
            return
        price = np.array([float(Fraction(price, scores.denominator)) for price in prices])
        roughly = price[network.tail] - price[network.head]
        roughly[self._pairs] -= scores.values[network.pair]
        size = float(np.abs(price).max(initial=0)) * 2 + float(np.abs(scores.values).max(initial=0))
        self.approximate, self.doubt = roughly, size * 2.0**-50

    def at(self, arcs: Ints) -> list[int]:
        """The exact reduced costs of some arcs, as numerators over the scores' denominator."""
        if self._exactly is not None:
            return [int(cost) for cost in self._exactly[arcs]]
        found = [
            self._prices[tail] - self._prices[head]
            for tail, head in zip(self._network.tail[arcs].tolist(), self._network.head[arcs].tolist(), strict=True)
        ]
        pairs = np.flatnonzero(arcs < self._pairs.stop)
        for place, unit in zip(pairs.tolist(), self._scores.numerators(self._network.pair[arcs[pairs]]), strict=True):
            found[place] -= unit
        return found

    def within(self, size: int) -> tuple[Ints, list[int]]:
        """The arcs whose reduced cost lies between -size and size, and these costs (all numerators)."""
        bound = size if self._exactly is not None else float(Fraction(size, self._scores.denominator)) + self.doubt
        arcs = np.flatnonzero(np.abs(self.approximate) <= bound)
        costs = self.at(arcs)
        near = [place for place, cost in enumerate(costs) if abs(cost) <= size]
        return arcs[near], [costs[place] for place in near]

    def gap(self, flow: Ints) -> int:
        """How much more the flow costs than the bound these prices prove, as a numerator; never below 0."""
        lower, upper = self._network.lower, self._network.upper
        dear: Marks = (self.approximate > -self.doubt) & (flow > lower)
        cheap: Marks = (self.approximate < self.doubt) & (flow < upper)
        arcs = np.flatnonzero(dear | cheap)
        above, below = (flow - lower)[arcs].tolist(), (upper - flow)[arcs].tolist()
        costs = self.at(arcs)
        return sum(max(cost, 0) * a - min(cost, 0) * b for cost, a, b in zip(costs, above, below, strict=True))

    def improving(self, flow: Ints) -> Ints:
        """The unused pairs that could make the flow cheaper."""
        pairs = slice(0, self._pairs.stop)
        open_ = flow[pairs] < self._network.upper[pairs]
        arcs = np.flatnonzero(open_ & (self.approximate[pairs] < self.doubt))
        return arcs[[cost < 0 for cost in self.at(arcs)]] if len(arcs) else arcs
