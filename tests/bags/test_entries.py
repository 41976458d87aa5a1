"""The order of a bag, without any database."""

from uuid import UUID

from hashiwatashi.bags.entries import MOST, Entry, Way, added, moved, noted, without
from hashiwatashi.matching.enums import Kind


def entries(count, first=0):
    return [Entry(Kind.SEED, UUID(int=number)) for number in range(first, first + count)]


def test_what_is_in_already_keeps_its_place_and_note():
    own = noted(entries(2), entries(2)[0].key, "電話する")
    assert added(own, entries(3)) == [*own, entries(3)[2]]


def test_a_full_bag_takes_no_more_and_loses_nothing():
    full = entries(MOST)
    assert added(full, entries(1, MOST)) == full
    assert added(full[:-1], entries(5, MOST)) == [*full[:-1], *entries(1, MOST)]


def test_one_place_at_a_time_and_not_over_the_ends():
    a, b, c = entries(3)
    assert moved([a, b, c], b.key, Way.UP) == [b, a, c]
    assert moved([a, b, c], b.key, Way.DOWN) == [a, c, b]
    assert moved([a, b, c], a.key, Way.UP) == moved([a, b, c], c.key, Way.DOWN) == [a, b, c]
    assert moved([a, b], c.key, Way.UP) == [a, b]


def test_taking_out_what_is_not_there_changes_nothing():
    a, b = entries(2)
    assert without([a], b.key) == [a]
    assert without([a, b], a.key) == [b]
