"""Stems of English words."""

import pytest

from mekiki.text.english import stem


@pytest.mark.parametrize(
    ("one", "other"), [("broke", "breaking"), ("worn", "wears"), ("teeth", "tooth"), ("cracked", "cracks")]
)
def test_forms_of_a_word_share_their_stem(one, other):
    assert stem(one) == stem(other)


@pytest.mark.parametrize(("one", "other"), [("ground", "grind"), ("wound", "wind"), ("bit", "bite"), ("saw", "see")])
def test_what_is_a_word_of_its_own_stays_one(one, other):
    assert stem(one) != stem(other)
