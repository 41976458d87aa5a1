"""Small random problems and an independent way to solve them: HiGHS on the integer programme."""

import highspy
import numpy as np
from hypothesis import strategies as st

from mekiki.assign.model.problem import Groups, Problem


def problem(scores, demand, capacity, minimum=None, forced=(), groups=None):
    """A problem from {(task, agent): score}, {task: demand}, {agent: capacity}, {agent: minimum}."""
    tasks, agents, pairs = tuple(demand), tuple(capacity), list(scores)
    return Problem(
        tasks,
        agents,
        np.array([tasks.index(task) for task, _ in pairs], dtype=np.int64),
        np.array([agents.index(agent) for _, agent in pairs], dtype=np.int64),
        np.array(list(scores.values()), dtype=np.float64),
        np.array(list(demand.values()), dtype=np.int64),
        np.array(list(capacity.values()), dtype=np.int64),
        np.array([(minimum or {}).get(agent, 0) for agent in agents], dtype=np.int64),
        np.array([pair in forced for pair in pairs], dtype=bool),
        groups,
    )


SCORES = st.one_of(st.integers(-2, 3).map(float), st.floats(-1, 1), st.floats(1e-9, 1e3))
THOUSANDTHS = st.integers(-500, 2000).map(lambda number: number / 1000)  # HiGHS drops coefficients below 1e-9
FINE = st.integers(2**50, 2**51 - 1).map(lambda number: (2 * number + 1) / 2**52)  # more bits than are searched in


@st.composite
def problems(draw, most_demand=2, each=SCORES, *, tense=False):
    """A problem; a `tense` one can always be served, and the first agent can do everything best."""
    if tense:
        tasks, agents = [f"t{n}" for n in range(draw(st.integers(2, 5)))], ["a0", "a1", "a2"]
        scores = {(t, a): draw(each) + (2 if a == "a0" else 0) for t in tasks for a in agents}
        demand = {t: draw(st.integers(1, most_demand)) for t in tasks}
        return problem(scores, demand, {a: draw(st.integers(most_demand * len(tasks), 12)) for a in agents})
    tasks = [f"t{n}" for n in range(draw(st.integers(1, 5)))]
    agents = [f"a{n}" for n in range(draw(st.integers(1, 4)))]
    pairs = [(t, a) for t in tasks for a in agents if draw(st.integers(0, 9)) < 8]
    scores = {pair: draw(each) for pair in pairs}
    capacity = {a: draw(st.integers(0, 4)) for a in agents}
    minimum = {a: draw(st.integers(0, min(1, capacity[a]))) for a in agents}
    forced = [pair for pair in pairs if draw(st.integers(0, 11)) == 0]
    groups = None
    if draw(st.booleans()):
        groups = Groups(
            ("g", "h"),
            np.array([draw(st.integers(-1, 1)) for _ in agents]),
            np.array([draw(st.integers(0, 1)), 0]),
            np.array([draw(st.integers(1, 6)), draw(st.integers(0, 6))]),
            np.array([draw(st.integers(0, 2)), draw(st.integers(1, 3))]),
        )
    demand = {t: draw(st.integers(0, most_demand)) for t in tasks}
    return problem(scores, demand, capacity, minimum, forced, groups)


class Programme:
    """The integer programme of a problem, as written in the text book."""

    def __init__(self, asked, *, partial=False):
        self.asked, self.highs = asked, highspy.Highs()
        self.highs.silent()
        self.highs.setOptionValue("mip_rel_gap", 0.0)
        self.highs.setOptionValue("mip_abs_gap", 1e-9)
        self.used = [self.highs.addBinary() for _ in asked.score]
        zero = self.highs.addVariable(0, 0)
        total = lambda where: sum((self.used[n] for n in np.flatnonzero(where)), start=zero + 0)  # noqa: E731
        self.total = total
        for number, needed in enumerate(asked.demand):
            places = total(asked.pair_task == number)
            self.highs.addConstr(places <= int(needed))
            if not partial:
                self.highs.addConstr(places >= int(needed))
        for number in range(len(asked.agents)):
            load = total(asked.pair_agent == number)
            self.highs.addConstr(load <= int(asked.capacity[number]))
            self.highs.addConstr(load >= int(asked.minimum[number]))
        for number in np.flatnonzero(asked.forced):
            self.highs.addConstr(self.used[number] >= 1)
        if asked.groups is not None:
            self._keep(asked.groups)

    def _keep(self, groups):
        of_pair = groups.of[self.asked.pair_agent]
        for group in range(len(groups.names)):
            self.highs.addConstr(self.total(of_pair == group) <= int(groups.maximum[group]))
            self.highs.addConstr(self.total(of_pair == group) >= int(groups.minimum[group]))
            for task in range(len(self.asked.tasks)):
                one = (of_pair == group) & (self.asked.pair_task == task)
                self.highs.addConstr(self.total(one) <= int(groups.per_task[group]))

    def best(self, aim):
        """The greatest value of an expression, or `None` when nothing is feasible."""
        self.highs.maximize(aim)
        if self.highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            return None
        assert self.highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return self.highs.getObjectiveValue()

    def sum_of_scores(self, where=None):
        """The sum of scores, of some pairs or of all."""
        pairs = range(len(self.used)) if where is None else np.flatnonzero(where)
        return sum((float(self.asked.score[n]) * self.used[n] for n in pairs), start=self.total([]) + 0)
