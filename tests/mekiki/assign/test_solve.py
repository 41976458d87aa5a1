from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.mekiki.assign.cases import FINE, THOUSANDTHS, Programme, problem, problems

from mekiki.assign.model.aims import Aims, Objective
from mekiki.assign.solve import solve
from mekiki.assign.solve.infeasible import Infeasible

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
    best = max(((-squares, total) for squares, total, _ in _all(asked)), default=None)
    assert (found is None) == (best is None)
    if found is not None:
        assert int((found.loads**2).sum()) == -best[0]
        assert float(found.certificate.total) == pytest.approx(best[1], abs=1e-6)


@pytest.mark.parametrize(
    ("aims", "loads", "total"),
    [
        (Aims(), [4, 0, 0], 40.0),
        (Aims(level=True), [2, 1, 1], 31.0),
        (FAIREST, [4, 0, 0], 40.0),
        # No pair below 10 is left in by the aim before.
        (Aims(Objective.FAIREST, level=True), [4, 0, 0], 40.0),
        (Aims(partial=True, level=True), [2, 1, 1], 31.0),
    ],
)
def test_a_favourite_takes_everything_until_loads_are_to_be_level(aims, loads, total):
    liked = {(f"t{n}", agent): score for n in range(4) for agent, score in {"a": 10.0, "b": 5.0, "c": 6.0}.items()}
    found = solve(problem(liked, {f"t{n}": 1 for n in range(4)}, {"a": 4, "b": 4, "c": 4}), aims)
    assert sorted(found.loads.tolist(), reverse=True) == loads
    assert float(found.certificate.total) == total


@pytest.mark.parametrize("level", [False, True])
def test_loads_are_levelled_among_equals_of_the_worst_pair(level):
    alike = {(f"t{n}", agent): 7.0 if agent == "a" else 6.0 for n in range(3) for agent in "abc"}
    alike["t3", "b"] = 6.0
    asked = problem(alike, {f"t{n}": 1 for n in range(4)}, {"a": 4, "b": 4, "c": 4})
    found = solve(asked, Aims(Objective.FAIREST, level=level))
    assert found.worst.score == 6.0
    assert sorted(found.loads.tolist()) == ([1, 1, 2] if level else [0, 1, 3])
    assert float(found.certificate.total) == (26.0 if level else 27.0)


@settings(max_examples=60, deadline=None)
@given(problems(most_demand=1, tense=True), st.sampled_from(Objective))
def test_whoever_is_liked_by_all_is_relieved_as_far_as_the_aims_before_allow(asked, objective):
    found = solve(asked, Aims(objective, level=True))
    considered = list(_all(asked))
    if objective is Objective.FAIREST and asked.demand.any():
        worst = max(lowest for _, _, lowest in considered)
        assert found.worst.score == worst
        considered = [one for one in considered if one[2] >= worst]
    squares, total = max((-squares, total) for squares, total, _ in considered)
    assert int((found.loads**2).sum()) == -squares
    assert float(found.certificate.total) == pytest.approx(total, abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(problems(each=FINE, tense=True))
def test_a_total_that_was_sought_in_rounded_scores_is_told_with_the_gap_that_may_be_left(asked):
    if asked.demand.max() < 2:
        return
    found, programme = solve(asked, FAIREST), Programme(asked)
    assert found.certificate.gap > 0
    assert not found.certificate.proved
    assert not found.proved
    for task in np.flatnonzero(asked.demand):
        programme.highs.addConstr(programme.sum_of_scores(asked.pair_task == task) >= found.worst.score - 1e-9)
    best = programme.best(programme.sum_of_scores())
    assert float(found.certificate.total) - 1e-6 <= best <= float(found.certificate.bound) + 1e-6


def _all(asked):
    """Squares, total and worst score of every assignment of single places."""
    choices = [
        [None] if not asked.demand[task] else np.flatnonzero(asked.pair_task == task).tolist()
        for task in range(len(asked.tasks))
    ]
    for chosen in product(*choices):
        pairs = np.array([pair for pair in chosen if pair is not None], dtype=np.int64)
        if _kept(asked, pairs):
            loads = np.bincount(asked.pair_agent[pairs], minlength=len(asked.agents))
            scores = asked.score[pairs]
            yield int((loads**2).sum()), float(scores.sum()), float(scores.min(initial=np.inf))


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
