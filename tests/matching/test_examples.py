"""Questions like a question, and the kinds of instrument that answer them."""

import pytest

from hashiwatashi.equipment.vocabulary import Question, vocabulary
from hashiwatashi.matching.examples import Examples, changes, examples
from hashiwatashi.matching.understanding import understood

OWN = (
    Question("塗装が粉をふいてきた", "paint turns to powder", ("ftir", "weathering-tester")),
    Question("瓶のふたが開かない", "jar lid does not open", ("torque-tester",)),
    Question("豆腐の硬さをそろえたい", "tofu of even firmness", ("texture-analyzer", "rheometer")),
)


def test_every_question_names_kinds_that_there_are_and_stands_once():
    known = vocabulary()
    assert len(known.questions) >= 4000
    for question in known.questions:
        assert question.ja
        assert question.en
        assert 1 <= len(question.kinds) <= 6
        assert set(question.kinds) <= known.kinds.keys()
    assert len({question.ja for question in known.questions}) == len(known.questions)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("塗装がだんだん粉になる", "ftir"),
        ("ふたが固くて瓶が開かない", "torque-tester"),
        ("tofu firmness", "texture-analyzer"),
    ],
)
def test_other_words_reach_the_kinds_of_the_nearest_question(text, kind):
    like = Examples(OWN).likeness(text)
    assert max(like.kinds, key=like.kinds.__getitem__) == kind
    assert kind in like.nearest.kinds


@pytest.mark.parametrize("text", ["", "。。。", "決算書の書き方", "塗装業の求人"])
def test_what_shares_no_more_than_a_word_by_chance_is_like_nothing(text):
    like = Examples(OWN).likeness(text)
    assert (like.kinds, like.nearest) == ({}, None)


def test_whoever_names_the_instrument_is_not_answered_by_likeness():
    meant = understood("走査電子顕微鏡で割れたところを見たい")
    assert (meant.like, meant.likened, meant.kinds["sem"]) == (None, frozenset(), 1.0)


def test_what_is_known_by_likeness_alone_is_told_apart():
    meant = understood("焼入れしたはずのシャフトが柔らかい")
    assert meant.like.ja == "焼入れしたはずのシャフトが柔らかい"
    assert meant.likened == frozenset(kind for kind in meant.kinds if kind not in meant.through) - {
        kind.key for kind in meant.named
    }


def test_added_questions_change_themselves_and_those_near_to_them():
    added = Question("架空の羊羹にひげが生える", "", ("moisture-meter",))
    found = {change.question: change for change in changes([added])}
    assert found[added.ja].after[0] == "moisture-meter"
    assert found[added.ja].before != found[added.ja].after
    assert changes([]) == []


def test_the_index_of_the_questions_is_made_once():
    assert examples() is examples()
