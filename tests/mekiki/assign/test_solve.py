from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from tests.mekiki.assign.cases import THOUSANDTHS, Programme, problem, problems

from mekiki.assign.aims import Aims, Objective
from mekiki.assign.infeasible import Infeasible
from mekiki.assign.solve import solve

FAIREST = Aims(Objective.FAIREST)


def solved(asked, aims):
    try:
        return solve(asked, aims)
    except Infeasible:
        return None


@settings(max_examples=80, deadline=None)
@given(problems())
def test_the_total_equals_the_integer_programmes(asked):
    found, programme = solved(asked, Aims()), Programme(asked)
    best = programme.best(programme.sum_of_scores())
    assert (found is None) == (best is None)
    if found is not None:
        assert found.certificate.gap == 0
        assert float(found.certificate.total) == pytest.approx(best, abs=1e-6)


@settings(max_examples=80, deadline=None)
@given(problems(most_demand=1))
def test_the_worst_pair_and_then_the_total_equal_the_integer_programmes(asked):
    found = solved(asked, FAIREST)
    for score in sorted(set(asked.score.tolist()), reverse=True):
        programme = Programme(asked)
        for number in np.flatnonzero(asked.score < score):
            programme.highs.addConstr(programme.used[number] <= 0)
        best = programme.best(programme.sum_of_scores())
        if best is not None:
            break
    else:
        return
    assert found is not None
    if asked.demand.any():
        assert found.worst.score == score
        assert float(found.certificate.total) == pytest.approx(best, abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(problems(each=THOUSANDTHS))
def test_the_worst_sum_and_then_the_total_equal_the_integer_programmes(asked):
    if asked.demand.max() < 2 or not len(asked.score):
        return
    found, programme = solved(asked, FAIREST), Programme(asked)
    worst = programme.highs.addVariable(-1e4, 1e4)
    for task in np.flatnonzero(asked.demand):
        programme.highs.addConstr(programme.sum_of_scores(asked.pair_task == task) >= worst)
    best = programme.best(worst + 0)
    assert (found is None) == (best is None)
    if found is not None:
        assert found.worst.method == "sum"
        assert found.worst.score == pytest.approx(best, abs=1e-5)
        assert found.proved
        assert min(found.served[asked.demand > 0]) == pytest.approx(found.worst.score)
        programme.highs.changeColBounds(worst.index, found.worst.score - 1e-6, 1e4)
        total = programme.best(programme.sum_of_scores())
        assert float(found.certificate.total) == pytest.approx(total, abs=1e-5)


@settings(max_examples=80, deadline=None)
@given(problems())
def test_as_many_places_as_possible_are_filled_and_the_rest_is_told(asked):
    found, programme = solved(asked, Aims(partial=True)), Programme(asked, partial=True)
    most = programme.best(programme.total(np.ones(len(asked.score))))
    assert (found is None) == (most is None)
    if found is not None:
        assert len(found.pairs) == round(most)
        assert (found.missing >= 0).all()
        assert found.missing.sum() == asked.demand.sum() - len(found.pairs)


@settings(max_examples=80, deadline=None)
@given(problems(most_demand=1))
def test_level_loads_have_the_least_sum_of_squares_and_then_the_best_total(asked):
    found = solved(asked, Aims(level=True))
    best = max(((-squares, total) for squares, total in _all(asked)), default=None)
    assert (found is None) == (best is None)
    if found is not None:
        assert int((found.loads**2).sum()) == -best[0]
        assert float(found.certificate.total) == pytest.approx(best[1], abs=1e-6)


def _all(asked):
    """Squares and total of every assignment of single places."""
    choices = [
        [None] if not asked.demand[task] else np.flatnonzero(asked.pair_task == task).tolist()
        for task in range(len(asked.tasks))
    ]
    for chosen in product(*choices):
        pairs = np.array([pair for pair in chosen if pair is not None], dtype=np.int64)
        if _kept(asked, pairs):
            loads = np.bincount(asked.pair_agent[pairs], minlength=len(asked.agents))
            yield int((loads**2).sum()), float(asked.score[pairs].sum())


def _kept(asked, pairs):
    loads = np.bincount(asked.pair_agent[pairs], minlength=len(asked.agents))
    kept = (loads <= asked.capacity).all() and (loads >= asked.minimum).all()
    kept = kept and set(np.flatnonzero(asked.forced).tolist()) <= set(pairs.tolist())
    if asked.groups is None or not kept:
        return kept
    of_pair = asked.groups.of[asked.pair_agent[pairs]]
    for group in range(len(asked.groups.names)):
        size = int((of_pair == group).sum())
        if not asked.groups.minimum[group] <= size <= asked.groups.maximum[group]:
            return False
        if size and asked.groups.per_task[group] < 1:
            return False
    return True


@pytest.mark.parametrize("objective", Objective)
@pytest.mark.parametrize("level", [False, True])
def test_when_nobody_can_be_served_partial_says_so(objective, level):
    full = problem({("t", "a"): 1.0}, {"t": 1}, {"a": 0})
    for asked in (full, problem({}, {"t": 1}, {"a": 1})):
        found = solve(asked, Aims(objective, partial=True, level=level))
        assert (found.pairs.tolist(), found.missing.tolist(), found.worst) == ([], [1], None)
        assert found.proved
