"""Chains and rings of holdings, against every way in which what is unknown could turn out."""

import datetime
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashiwatashi.firms.chains import classes_of, grounds
from hashiwatashi.firms.enums import FirmClass, Ground, Group
from hashiwatashi.firms.inputs import Behind, Held, Serving, Told, firm_of
from hashiwatashi.firms.rules_data import rules_on

DAY = datetime.date(2026, 4, 1)
GRANT, BASIC = rules_on("grant", DAY), rules_on("basic_act", DAY)
SMALL = {"group": Group.SERVICES, "capital": 10**6, "employees": 30, "average_income": 0, "officers": 4}
BIG = {**SMALL, "capital": 10**10, "employees": 5000}
LARGE, DEEMED, SME, UNKNOWN = FirmClass.LARGE, FirmClass.DEEMED_LARGE, FirmClass.SME, FirmClass.UNKNOWN
FULL = {"is_complete": True}


def held(node, share, told=UNKNOWN):
    return Held(Behind("", str(node), node, told), str(node), Fraction(share))


def named(name, share, told):
    return Held(Behind("", name, None, told), name, Fraction(share))


def serving(who, node, told=UNKNOWN):
    return Serving(Behind("", str(node), node, told), who, who)


def firm(*lines, base=SMALL, **more):
    shares = tuple(line for line in lines if isinstance(line, Held))
    return Told(
        **{**base, **FULL, **more}, held=shares, serving=tuple(line for line in lines if isinstance(line, Serving))
    )


def classes(told, outside=None, rules=GRANT):
    return classes_of(told, outside or {}, rules, DAY)


def test_a_chain_is_followed_to_its_end():
    told = {1: firm(base=BIG), 2: firm(held(1, "1/2")), 3: firm(held(2, 1)), 4: firm(held(3, "1/2"))}
    assert classes(told) == {1: LARGE, 2: DEEMED, 3: DEEMED, 4: SME}


def test_rules_without_deemed_large_firms_do_not_look_behind():
    told = {1: firm(base=BIG), 2: firm(held(1, 1))}
    assert classes(told, rules=BASIC) == {1: LARGE, 2: SME}
    assert firm_of(told[2], {}, BASIC).largest_share is None


def test_a_mid_sized_holder_is_large_to_a_grant():
    told = {1: firm(base={**BIG, "employees": 2000}), 2: firm(held(1, "1/2"))}
    assert classes(told) == {1: FirmClass.MEDIUM, 2: DEEMED}


def test_shares_of_one_holder_on_several_lines_count_together():
    lines = (named("a", "1/4", LARGE), named("a", "1/4", LARGE))
    assert classes({1: firm(*lines)}) == {1: DEEMED}


@pytest.mark.parametrize(
    ("share", "wanted"), [("1/3", SME), ("1/2", UNKNOWN)], ids=["too little to matter", "enough to matter"]
)
def test_an_unknown_holder_leaves_it_open_only_where_it_matters(share, wanted):
    assert classes({1: firm(named("a", share, UNKNOWN))}) == {1: wanted}


def test_who_is_not_listed_may_be_large():
    assert classes({1: firm(is_complete=False)}) == {1: UNKNOWN}
    assert classes({1: firm(named("a", "3/4", SME), is_complete=False)}) == {1: UNKNOWN}


def test_a_ring_does_not_hang_and_is_unknown_with_its_reason():
    told = {1: firm(held(2, 1)), 2: firm(held(3, 1)), 3: firm(held(1, 1))}
    found = classes(told)
    assert found == dict.fromkeys((1, 2, 3), UNKNOWN)
    assert [ground for _one, _class, ground in grounds(told, 1, found)] == [Ground.RING]


def test_a_ring_that_size_or_another_holder_decides_is_known():
    """Two firms that hold each other, as often in Japan: the large one is large whoever holds it."""
    told = {1: firm(held(2, "1/100"), base=BIG), 2: firm(held(1, "1/2"))}
    assert classes(told) == {1: LARGE, 2: DEEMED}
    told = {1: firm(held(2, "1/3")), 2: firm(held(1, "1/3"), named("x", "1/2", LARGE))}
    assert classes(told) == {1: SME, 2: DEEMED}


def test_officers_count_once_each():
    lines = (serving("a", 9), serving("a", 8), serving("b", 9))
    assert firm_of(firm(*lines), {9: LARGE, 8: LARGE}, GRANT).large_officers == 2
    assert classes({1: firm(*lines)}, {9: LARGE, 8: LARGE})[1] == DEEMED
    assert classes({1: firm(*lines)}, {9: SME, 8: LARGE})[1] == SME


def test_an_own_assessment_goes_before_what_was_told_of_it():
    told = {1: firm(held(7, 1, LARGE))}
    assert classes(told)[1] == DEEMED
    assert classes(told, {7: SME})[1] == SME


NODES = range(1, 6)


@st.composite
def graphs(draw):
    told = {}
    for node in NODES:
        others = draw(st.lists(st.sampled_from([one for one in NODES if one != node]), unique=True, max_size=2))
        parts = draw(st.lists(st.sampled_from([0, 1, 2, 3, 4, 6]), min_size=3, max_size=3))
        lines = [held(one, Fraction(part, 12)) for one, part in zip(others, parts, strict=False) if part]
        outside = draw(st.sampled_from([LARGE, DEEMED, SME, UNKNOWN if node < 3 else SME]))
        lines += [named("x", Fraction(parts[2], 12), outside)] if parts[2] else []
        officers = draw(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(NODES)), max_size=2))
        lines += [serving(who, one) for who, one in officers if one != node]
        base = draw(st.sampled_from([SMALL, SMALL, SMALL, BIG]))
        told[node] = firm(*lines, base={**base, "officers": draw(st.sampled_from([2, 4]))})
    return told


def second_opinion(told):
    """Every firm's class in each world: a world gives every unknown holder a class, and is one only if it holds."""
    firms = sorted(told)
    unknown = [(node, place) for node in firms for place, line in enumerate(told[node].held) if is_open(line)]
    possible = {node: set() for node in firms}
    for outside in product([LARGE, DEEMED, SME], repeat=len(unknown)):
        given_classes = dict(zip(unknown, outside, strict=True))
        for guess in product([LARGE, DEEMED, SME], repeat=len(firms)):
            world = dict(zip(firms, guess, strict=True))
            if all(plain_class(told[node], node, world, given_classes) == world[node] for node in firms):
                for node in firms:
                    possible[node].add(world[node])
    return possible


def is_open(line):
    return line.behind.node is None and line.behind.told == UNKNOWN


def plain_class(one, node, world, given_classes):
    if one.employees > 100 and one.capital > 50 * 10**6:
        return LARGE
    shares = [
        (line.share, given_classes.get((node, place)) or world.get(line.behind.node, line.behind.told))
        for place, line in enumerate(one.held)
    ]
    large = [share for share, known in shares if known == LARGE]
    deemed = sum(share for share, known in shares if known == DEEMED)
    served = [{world[line.behind.node] for line in one.serving if line.who == who} for who in "ab"]
    at_large, at_deemed = (sum(known in some for some in served) for known in (LARGE, DEEMED))
    by_shares = max(large, default=0) * 2 >= 1 or sum(large) * 3 >= 2 or deemed >= 1
    return DEEMED if by_shares or at_large * 2 >= one.officers or at_deemed == one.officers else SME


@given(graphs())
def test_what_is_found_is_so_in_every_world_that_can_be(told):
    found, possible = classes(told), second_opinion(told)
    for node in told:
        if found[node] != UNKNOWN:
            assert possible[node] == {found[node]}, node


@given(graphs())
def test_without_rings_and_unknown_holders_everything_is_found(told):
    told = {
        node: Told(
            **{**SMALL, **FULL, "capital": one.capital, "employees": one.employees, "officers": one.officers},
            held=tuple(line for line in one.held if not is_open(line) and (line.behind.node or 0) < node),
            serving=tuple(line for line in one.serving if line.behind.node < node),
        )
        for node, one in told.items()
    }
    possible = second_opinion(told)
    assert {node: {found} for node, found in classes(told).items()} == possible


@given(graphs(), st.permutations(list(NODES)))
def test_the_order_does_not_matter(told, order):
    renamed = dict(zip(NODES, order, strict=True))
    other = {
        renamed[node]: Told(
            **{**SMALL, **FULL, "capital": one.capital, "employees": one.employees, "officers": one.officers},
            held=tuple(
                held(renamed[line.behind.node], line.share) if line.behind.node else line for line in one.held
            ),
            serving=tuple(serving(line.who, renamed[line.behind.node]) for line in one.serving),
        )
        for node, one in told.items()
    }
    found, again = classes(told), classes(other)
    assert found == {node: again[renamed[node]] for node in NODES}
