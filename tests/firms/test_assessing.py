"""The class of a firm: the published vectors (TV-13, TV-14), every bound at its edge, and a plain second opinion."""

import datetime
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashiwatashi.common.errors import NotFound
from hashiwatashi.firms.assessing import Firm, assess
from hashiwatashi.firms.enums import GENERAL, FirmClass, Group
from hashiwatashi.firms.rules_data import every, rules_on

DAY = datetime.date(2026, 4, 1)
MILLION = 1_000_000
BASIC, GRANT = rules_on("basic_act", DAY), rules_on("grant", DAY)
# Nobody large behind it.
ALONE = {
    "largest_share": Fraction(0),
    "large_share": Fraction(0),
    "deemed_share": Fraction(0),
    "officers": 4,
    "large_officers": 0,
    "deemed_officers": 0,
    "average_income": 0,
}


def verdict(group, capital, employees, rules=BASIC, day=DAY, **more):
    return assess(Firm(group=group, capital=capital, employees=employees, **more), rules, day).verdict


@pytest.mark.parametrize(
    ("group", "capital", "employees", "wanted"),
    [
        (Group.MANUFACTURING, 500, 250, FirmClass.SME),
        (Group.WHOLESALE, 120, 101, FirmClass.MEDIUM),
        (Group.SERVICES, 40, 500, FirmClass.SME),
        (Group.RETAIL, 60, 50, FirmClass.SME),
    ],
)
def test_capital_or_employees_is_enough(group, capital, employees, wanted):
    assert verdict(group, capital * MILLION, employees) == wanted


@pytest.mark.parametrize(
    ("largest", "together", "wanted"),
    [(50, 50, FirmClass.DEEMED_LARGE), (40, 70, FirmClass.DEEMED_LARGE), (40, 60, FirmClass.SME)],
)
def test_shares_of_large_firms_make_a_deemed_large_one(largest, together, wanted):
    shares = {"largest_share": Fraction(largest, 100), "large_share": Fraction(together, 100)}
    assert verdict(Group.MANUFACTURING, 10 * MILLION, 100, GRANT, **{**ALONE, **shares}) == wanted


def test_two_thirds_are_exact():
    two_thirds = {"large_share": Fraction(2, 3), "largest_share": Fraction(1, 3)}
    assert verdict(Group.SERVICES, MILLION, 9, GRANT, **{**ALONE, **two_thirds}) == FirmClass.DEEMED_LARGE
    short = {"large_share": Fraction(6666, 10000), "largest_share": Fraction(1, 3)}
    assert verdict(Group.SERVICES, MILLION, 9, GRANT, **{**ALONE, **short}) == FirmClass.SME


@pytest.mark.parametrize(
    "more",
    [
        {"large_officers": 2},
        {"deemed_officers": 4},
        {"deemed_share": Fraction(1)},
        {"average_income": 1_500_000_001},
    ],
)
def test_each_other_test_makes_one_by_itself(more):
    assert verdict(Group.SERVICES, MILLION, 9, GRANT, **{**ALONE, **more}) == FirmClass.DEEMED_LARGE


@pytest.mark.parametrize(
    "more",
    [
        {"large_officers": 1},
        {"deemed_officers": 3},
        {"deemed_share": Fraction(999, 1000)},
        {"average_income": 1_500_000_000},
    ],
)
def test_just_below_it_does_not(more):
    assert verdict(Group.SERVICES, MILLION, 9, GRANT, **{**ALONE, **more}) == FirmClass.SME


@pytest.mark.parametrize("rules", every(), ids=lambda rules: rules.key)
@pytest.mark.parametrize("group", Group)
def test_every_bound_holds_at_its_edge_and_not_beyond(rules, group):
    bounds, over = rules.bounds(group), 10**12
    sme = {FirmClass.SME, FirmClass.SMALL}
    assert verdict(group, bounds.capital, over, rules, **ALONE) in sme
    assert verdict(group, over, bounds.employees, rules, **ALONE) in sme
    assert verdict(group, bounds.capital + 1, bounds.employees + 1, rules, **ALONE) not in sme
    assert verdict(group, over, bounds.small, rules, **ALONE) == FirmClass.SMALL
    assert verdict(group, over, bounds.small + 1, rules, **ALONE) != FirmClass.SMALL


def test_between_small_and_large_there_is_a_class_from_its_day_on():
    assert verdict(Group.MANUFACTURING, 10**10, 2000) == FirmClass.MEDIUM
    assert verdict(Group.MANUFACTURING, 10**10, 2001) == FirmClass.LARGE
    assert verdict(Group.MANUFACTURING, 10**10, 2000, day=datetime.date(2024, 9, 1)) == FirmClass.LARGE


@pytest.mark.parametrize(
    ("firm", "missing"),
    [
        (Firm(group=Group.RETAIL), 2),
        (Firm(group=Group.RETAIL, capital=10**9), 1),
        (Firm(group=Group.RETAIL, employees=10**4), 1),
    ],
)
def test_what_is_missing_is_said(firm, missing):
    found = assess(firm, BASIC, DAY)
    assert (found.verdict, len(found.missing)) == (FirmClass.UNKNOWN, missing)


def test_what_is_not_told_of_the_holders_leaves_it_open_unless_one_test_decides():
    firm = Firm(group=Group.SERVICES, capital=MILLION, employees=9, **{**ALONE, "officers": None})
    assert assess(firm, GRANT, DAY).verdict == FirmClass.UNKNOWN
    decided = replace(firm, largest_share=Fraction(1, 2), large_share=Fraction(1, 2))
    assert assess(decided, GRANT, DAY).verdict == FirmClass.DEEMED_LARGE


def test_rules_that_do_not_hold_are_not_found():
    with pytest.raises(NotFound):
        rules_on("basic_act", datetime.date(1999, 12, 2))
    with pytest.raises(NotFound):
        rules_on("x", DAY)


NUMBERS = st.one_of(st.none(), st.integers(0, 4 * 10**8))
PEOPLE = st.one_of(st.none(), st.integers(0, 2500))
SHARE = st.one_of(st.none(), st.integers(0, 12).map(lambda part: Fraction(part, 12)))


@given(
    group=st.sampled_from(Group),
    capital=NUMBERS,
    employees=PEOPLE,
    largest=SHARE,
    together=SHARE,
    deemed=SHARE,
    officers=st.integers(1, 6),
    large=st.integers(0, 6),
    rules=st.sampled_from(every()),
)
def test_a_plain_second_opinion_says_the_same(
    group, capital, employees, largest, together, deemed, officers, large, rules
):
    large = min(large, officers)
    firm = Firm(
        group=group,
        capital=capital,
        employees=employees,
        largest_share=largest,
        large_share=together,
        deemed_share=deemed,
        officers=officers,
        large_officers=large,
        deemed_officers=0,
        average_income=0,
    )
    assert assess(firm, rules, DAY).verdict == second_opinion(firm, rules)


def second_opinion(firm, rules):
    table = {
        "basic_act": {
            "manufacturing": (3, 300, 20),
            "wholesale": (1, 100, 5),
            "retail": (0.5, 50, 5),
            "services": (0.5, 100, 5),
        },
        "grant": {
            "manufacturing": (3, 300, 20),
            "wholesale": (1, 100, 5),
            "retail": (0.5, 50, 5),
            "services": (0.5, 100, 5),
            "rubber": (3, 900, 20),
            "software": (3, 300, 5),
            "inns": (0.5, 200, 5),
        },
    }[rules.key]
    hundred_millions, people, small = table.get(firm.group.value) or table[GENERAL[firm.group].value]
    by_capital = firm.capital is not None and firm.capital <= int(hundred_millions * 10**8)
    by_people = firm.employees is not None and firm.employees <= people
    if not (by_capital or by_people):
        if firm.capital is None or firm.employees is None:
            return FirmClass.UNKNOWN
        return FirmClass.MEDIUM if firm.employees <= 2000 else FirmClass.LARGE
    size = FirmClass.SMALL if firm.employees is not None and firm.employees <= small else FirmClass.SME
    if rules.key == "basic_act":
        return size
    shares = (firm.largest_share, firm.large_share, firm.deemed_share)
    if (
        (shares[0] is not None and shares[0] * 2 >= 1)
        or (shares[1] is not None and shares[1] * 3 >= 2)
        or (shares[2] is not None and shares[2] == 1)
        or firm.large_officers * 2 >= firm.officers
    ):
        return FirmClass.DEEMED_LARGE
    return FirmClass.UNKNOWN if None in shares else size
