"""Every proof that is given is checked anew, from the problem alone, in exact fractions."""

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment
from tests.mekiki.assign.cases import problem, problems

from mekiki.assign.model.aims import Aims, Objective
from mekiki.assign.model.exact import exact
from mekiki.assign.model.network import build
from mekiki.assign.model.problem import Problem
from mekiki.assign.solve import solve
from mekiki.assign.solve.infeasible import Infeasible
from mekiki.assign.solve.thin import WORTH
from mekiki.assign.solve.total import best_total


@settings(max_examples=80, deadline=None)
@given(problems())
def test_the_prices_prove_the_total(asked):
    try:
        found = solve(asked)
    except Infeasible:
        return
    network, price = build(asked, 0), found.certificate.prices
    cost = [Fraction(0)] * len(network.tail)
    for arc, pair in enumerate(network.pair):
        cost[arc] = -_value(asked.score, pair)
    bound = Fraction(0)
    for arc, (tail, head) in enumerate(zip(network.tail, network.head, strict=True)):
        reduced = cost[arc] + price[tail] - price[head]
        bound += min(reduced * int(network.lower[arc]), reduced * int(network.upper[arc]))
    total = sum((_value(asked.score, pair) for pair in found.pairs), Fraction(0))
    assert total == found.certificate.total == found.certificate.bound == -bound


def _value(scores, pair):
    """Scores of up to 15 digits count as decimals, all others as the doubles they are."""
    found = exact(scores)
    shortest = [Fraction(repr(float(score))) for score in scores]
    decimal = all(value.denominator <= 10**15 and 10**15 % value.denominator == 0 for value in shortest)
    value = Fraction(found.numerators(np.array([pair]))[0], found.denominator)
    assert value in {shortest[pair] if decimal else Fraction(float(scores[pair])), Fraction(float(scores[pair]))}
    return value


@settings(max_examples=200, deadline=None)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=5))
def test_numerators_are_the_doubles_or_their_shortest_decimals(values):
    found = exact(np.array(values))
    for place, value in enumerate(values):
        numerator = Fraction(found.numerators(np.array([place]))[0], found.denominator)
        assert float(numerator) == value


@settings(max_examples=150, deadline=None)
@given(problems())
def test_a_refusal_proves_itself(asked):
    """Need and room, counted from the problem for the tasks and agents that are named."""
    error = _refusal(asked)
    if error is None:
        return
    assert error.need > error.room
    assert str(error).startswith("no assignment exists: ")
    if asked.groups is None and not asked.forced.any() and not asked.minimum.any():
        _proved_by_demand(asked, error)


def _refusal(asked):
    try:
        solve(asked)
    except Infeasible as error:
        return error
    return None


def _proved_by_demand(asked, error):
    """The named tasks' demand exceeds what the named agents hold plus their pairs with all others."""
    tasks = np.array([name in error.tasks for name in asked.tasks])
    best = min(
        int(asked.capacity[within].sum()) + int((tasks[asked.pair_task] & ~within[asked.pair_agent]).sum())
        for within in _subsets(np.array([name in error.agents for name in asked.agents]))
    )
    assert int(asked.demand[tasks].sum()) == error.need
    assert best <= error.room


def _subsets(mask):
    places = np.flatnonzero(mask)
    for code in range(2 ** len(places)):
        chosen = np.zeros(len(mask), bool)
        chosen[places[[bool(code >> n & 1) for n in range(len(places))]]] = True
        yield chosen


def test_41_tasks_and_17_places_in_words():
    tasks = {f"課題{n:02}": 1 for n in range(41)} | {"別件": 1}
    agents = {"青木": 6, "井上": 6, "上野": 5, "遠藤": 9}
    scores = {(task, agent): 1.0 for task in tasks for agent in agents if agent != "遠藤" and task != "別件"}
    with pytest.raises(Infeasible) as caught:
        solve(problem(scores | {("別件", "遠藤"): 1.0}, tasks, agents))
    assert str(caught.value) == (
        "no assignment exists: 41 tasks (課題00, 課題01, 課題02, 課題03, 課題04 and 36 more) need 41 places, "
        "but the 3 agents (上野, 井上, 青木) they may go to have only 17 places"
    )
    assert (len(caught.value.tasks), caught.value.need, caught.value.room) == (41, 41, 17)


def test_minimum_loads_that_cannot_be_filled_in_words():
    with pytest.raises(Infeasible) as caught:
        solve(problem({("t", "a"): 1.0, ("t", "b"): 1.0}, {"t": 1}, {"a": 3, "b": 3}, minimum={"a": 1, "b": 1}))
    assert str(caught.value) == (
        "no assignment exists: 2 agents (a, b) must take at least 2, but the 1 task (t) they may take needs only 1"
    )


def test_differences_below_the_solvers_integers_decide():
    """One part in 10**15 over many places, where rounding to integers would see ties only."""
    tiny = [1.0 + n * 2.0**-52 for n in range(6)]
    scores = {(f"t{t}", f"a{a}"): tiny[(t * a) % 6] / 3 for t in range(6) for a in range(6)}
    asked = problem(scores, {f"t{n}": 1 for n in range(6)}, {f"a{n}": 1 for n in range(6)})
    flow, proof = best_total(build(asked, 0), exact(asked.score))
    assert proof.gap == 0
    best = max(sum(Fraction(scores[f"t{t}", f"a{a}"]) for t, a in enumerate(p)) for p in permutations(range(6)))
    assert proof.total == best
    assert int(flow[: len(scores)].sum()) == 6


def test_the_same_seed_gives_the_same_and_another_breaks_ties_otherwise():
    scores = {(f"t{t}", f"a{a}"): 1.0 for t in range(8) for a in range(8)}
    asked = problem(scores, {f"t{n}": 1 for n in range(8)}, {f"a{n}": 1 for n in range(8)})
    found = {seed: solve(asked, Aims(Objective.FAIREST, seed=seed)).pairs.tolist() for seed in range(5)}
    assert found == {seed: solve(asked, Aims(Objective.FAIREST, seed=seed)).pairs.tolist() for seed in range(5)}
    assert len({tuple(pairs) for pairs in found.values()}) == 5


def test_of_very_many_pairs_the_best_few_are_enough_and_the_proof_is_over_all():
    random = np.random.default_rng(1)
    tasks, agents = 1100, 500
    assert tasks * agents > WORTH
    asked = Problem(
        tuple(f"t{n}" for n in range(tasks)),
        tuple(f"a{n}" for n in range(agents)),
        np.repeat(np.arange(tasks), agents),
        np.tile(np.arange(agents), tasks),
        np.round(random.random(tasks * agents) + np.tile(random.random(agents), tasks), 5),
        np.ones(tasks, np.int64),
        np.full(agents, 3),
        np.zeros(agents, np.int64),
        np.zeros(tasks * agents, bool),
    )
    found = solve(asked)
    task, place = linear_sum_assignment(np.repeat(asked.score.reshape(tasks, agents), 3, axis=1), maximize=True)
    assert len(task) == len(found.pairs)
    assert float(found.certificate.total) == pytest.approx(asked.score.reshape(tasks, agents)[task, place // 3].sum())
    assert found.proved
