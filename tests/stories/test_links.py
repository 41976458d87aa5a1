"""The link of a public story opens its withdrawal as long as it is public, whatever became of the question's link."""

import datetime
import re

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from hashiwatashi.consultations.actions import BY_LINK, replace_link
from hashiwatashi.consultations.links import behind as question_behind
from hashiwatashi.stories import actions
from hashiwatashi.stories.enums import StoryStage
from hashiwatashi.stories.models import Story
from hashiwatashi.stories.reaching import behind, token_of

pytestmark = pytest.mark.django_db


def mailed():
    return re.search(r"/stories/link/(\S+?)/", mail.outbox[-1].body).group(1)


def test_a_public_story_is_withdrawn_by_the_mail_that_told_it(client, agreed, officer, case):
    actions.publish(agreed(), by=officer)
    token = mailed()
    replace_link(case, by=BY_LINK)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=181)):
        page = client.post(f"/stories/link/{token}/withdraw/", follow=True)
        assert (page.status_code, Story.objects.get().stage) == (200, StoryStage.WITHDRAWN)


def test_it_opens_no_text_that_was_rewritten_and_nothing_of_the_question(agreed, officer):
    story = agreed()
    actions.publish(story, by=officer)
    token = mailed()
    assert question_behind(token) is None
    actions.revise(story, by=officer)
    assert behind(token) is None
    actions.change_story(story, by=officer, helped="別のこと")
    actions.ask_consent(story, by=officer)
    assert behind(token) is None


def test_one_that_is_asked_for_is_opened_by_the_newest_link_alone(written, officer, case):
    story = written()
    actions.ask_consent(story, by=officer)
    token = mailed()
    assert behind(token) == story
    replace_link(case, by=BY_LINK)
    assert behind(token) is None
    assert behind(token_of(Story.objects.get())) == story
    assert behind("x") is None
