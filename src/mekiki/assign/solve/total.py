"""The best total, exactly: a flow on rounded scores and its prices, then what is left, ever finer, until no gap is.

Rounding scores to the solver's integers leaves a small gap. Arcs whose reduced cost exceeds twice the gap keep their
flow in every better solution (reduced-cost fixing); the few others are solved again with their exact reduced costs,
scaled up. Iterative refinement after Gleixner, Steffy and Wolter (INFORMS J. Computing 28(3), 2016).

Of millions of pairs the best few of every task are solved first; the prices then show exactly which others could
still improve the total, and these are added until there are none (column generation). The proof is over all pairs.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from mekiki.assign.model.exact import Exact
from mekiki.assign.model.network import Network
from mekiki.assign.model.problem import Ints
from mekiki.assign.solve.certificate import Certificate, Reduced
from mekiki.assign.solve.flow import SolverFailed, cheapest, cost_bits, prices
from mekiki.assign.solve.thin import feasible_part


def best_total(network: Network, scores: Exact) -> tuple[Ints, Certificate]:
    """The flow, (arcs,), with the greatest sum of scores, and the proof, its gap always 0.

    `network` must be feasible. Raises `SolverFailed` if the solver fails or a round does not close the gap further.
    """
    arcs = feasible_part(network)
    if arcs is None:
        flow, price = _refined(network, scores)
        return flow, _proof(network, scores, flow, price)
    while True:
        part, price = _refined(network.with_pairs(arcs), scores)
        flow = network.lower.copy()
        flow[arcs], flow[network.blocks["pairs"].stop :] = part[: len(arcs)], part[len(arcs) :]
        better = Reduced(network, scores, price).improving(flow)
        if not len(better):
            return flow, _proof(network, scores, flow, price)
        arcs = np.union1d(arcs, better)


def _refined(network: Network, scores: Exact) -> tuple[Ints, list[int]]:
    """The best flow and the prices, numerators over the scores' denominator, that leave it no gap."""
    bits = cost_bits(network)
    cost, shift = _rounded(network, scores, bits)
    flow = cheapest(network, cost)
    price = [_shifted(int(step), shift) for step in prices(network, flow, cost)]
    reduced = Reduced(network, scores, price)
    gap = reduced.gap(flow)
    while gap:
        near, exactly = reduced.within(2 * gap)
        shift = max(0, max(map(abs, exactly)).bit_length() - bits)
        cost = np.zeros(len(network.tail), np.int64)
        cost[near] = [step >> shift for step in exactly]
        lower, upper = flow.copy(), flow.copy()
        lower[near], upper[near] = network.lower[near], network.upper[near]
        rest = network.bounded(lower, upper)
        flow = cheapest(rest, cost)
        finer = prices(rest, flow, cost).tolist()
        price = [old + (step << shift) for old, step in zip(price, finer, strict=True)]
        reduced = Reduced(network, scores, price)
        gap, before = reduced.gap(flow), gap
        if gap >= before:
            raise SolverFailed("the total could not be proved best: the gap stopped closing")
    return flow, price


def _proof(network: Network, scores: Exact, flow: Ints, price: list[int]) -> Certificate:
    gap = Reduced(network, scores, price).gap(flow)
    used = network.pair[flow[network.blocks["pairs"]] > 0]
    total = scores.total(used)
    bound = total + Fraction(gap, scores.denominator)
    return Certificate(total, bound, tuple(Fraction(step, scores.denominator) for step in price))


def _rounded(network: Network, scores: Exact, bits: int) -> tuple[Ints, int]:
    """Costs, (arcs,), of at most `bits` bits; 2 ** shift of the exact numerators make one unit."""
    cost = np.zeros(len(network.tail), np.int64)
    if scores.units is not None:
        largest = int(np.abs(scores.units).max(initial=0))
        shift = max(0, largest.bit_length() - bits)
        cost[network.blocks["pairs"]] = -(scores.units[network.pair] >> shift)
        return cost, shift
    power = bits - int(np.frexp(np.abs(scores.values).max())[1])
    cost[network.blocks["pairs"]] = -np.rint(np.ldexp(scores.values[network.pair], power)).astype(np.int64)
    return cost, scores.denominator.bit_length() - 1 - power


def _shifted(step: int, shift: int) -> int:
    return step << shift if shift >= 0 else step >> -shift
