"""Equal hits together, some last, and not all of one owner first."""

from hypothesis import given
from hypothesis import strategies as st

from mekiki import Arrangement
from mekiki.ranking.arranging import Placed, arranged

WANTED = Arrangement(same="same", spread="owner", last={"use": ("closed",)})
documents = st.lists(
    st.fixed_dictionaries(
        {
            "same": st.sampled_from([("a",), ("b",), ("c",), ()]),
            "owner": st.sampled_from([("x",), ("y",), ()]),
            "use": st.sampled_from([("closed",), ("open",)]),
        }
    ),
    max_size=30,
)


def best(number):
    return [(position, 1.0 - position / 100) for position in range(number)]


@given(documents)
def test_nothing_is_lost_and_what_shall_be_last_is(given):
    hits = arranged(best(len(given)), given.__getitem__, WANTED)
    assert sorted(one for hit in hits for one in (hit.position, *hit.others)) == [*range(len(given))]
    closed = [given[hit.position]["use"] == ("closed",) for hit in hits]
    assert closed == sorted(closed)
    for hit in hits:
        assert all(
            given[other]["same"] == given[hit.position]["same"] and other > hit.position for other in hit.others
        )
    sames = [given[hit.position]["same"] for hit in hits if given[hit.position]["same"]]
    assert len(sames) == len(set(sames))


@given(documents)
def test_without_an_arrangement_the_order_is_that_of_the_scores(given):
    hits = arranged(best(len(given)), given.__getitem__, Arrangement())
    assert hits == [Placed(position, score) for position, score in best(len(given))]


def test_the_third_of_an_owner_waits_until_five_stand():
    owners = ["x", "x", "x", "x", "y", "z", "z", "z", "w"]
    given = [{"owner": (owner,)} for owner in owners]
    hits = arranged(best(len(given)), given.__getitem__, Arrangement(spread="owner"))
    assert [owners[hit.position] for hit in hits] == ["x", "x", "y", "z", "z", "x", "x", "z", "w"]


def test_nobody_waits_for_what_shall_be_last():
    given = [{"owner": ("x",), "use": ("open",)}] * 4 + [{"owner": ("y",), "use": ("closed",)}]
    assert [hit.position for hit in arranged(best(5), given.__getitem__, WANTED)] == [0, 1, 2, 3, 4]
