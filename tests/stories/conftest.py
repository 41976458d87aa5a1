"""A closed case of a firm whose owner has told a mail address and a name, and its story."""

import pytest
from django.core import mail
from tests.consultations.conftest import _english, asked, elsewhere, firm, lab, person  # noqa: F401

from hashiwatashi.consultations import actions as cases
from hashiwatashi.stories import actions
from hashiwatashi.stories.enums import ShownPlace

TEXT = {
    "title": "ボルトのさびが止まった",
    "trouble": "海の近くで使うボルトが半年でさびた",
    "done": "塩水噴霧試験で三つの処理を比べた",
    "helped": "亜鉛めっきに替えた",
    "means": "塩水噴霧試験機",
}


@pytest.fixture
def officer(lab, person):  # noqa: F811
    return person(lab)


@pytest.fixture
def case(asked, officer):  # noqa: F811
    """A question that the lab answered and closed; asked by mail, without an account."""
    told = {"contact_firm": "株式会社架空鋳造", "contact_name": "鋳物 三郎", "contact_phone": "022-000-1234"}
    question = asked(topic="ボルトのさび", text="海の近くで使う", **told)
    cases.answer(question, by=officer, text="塩水噴霧試験で比べましょう")
    cases.close(question, by=officer, result="亜鉛めっき")
    mail.outbox.clear()
    return question


@pytest.fixture
def written(case, officer):
    """Makes the story of the case, as far as the draft."""

    def make(**values):
        return actions.write_story(case, by=officer, **{**TEXT, **values})

    return make


@pytest.fixture
def agreed(written, officer):
    """Makes a story that whoever asked has agreed to by the link."""

    def make(place=ShownPlace.NOTHING, **values):
        story = written(**values)
        actions.ask_consent(story, by=officer)
        actions.agree(story, by=cases.BY_LINK, digest=story.digest, place=place)
        return story

    return make


@pytest.fixture
def published(agreed, officer):
    def make(**values):
        story = agreed(**values)
        actions.publish(story, by=officer)
        return story

    return make
