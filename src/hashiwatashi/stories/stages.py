"""The way of a success story: nothing is shown that was not agreed to, word for word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.stages import Stages, Step
from hashiwatashi.stories.enums import StoryStage
from hashiwatashi.stories.events import StoryEvent
from hashiwatashi.stories.models import Story
from hashiwatashi.stories.naming import named_in
from hashiwatashi.stories.reaching import can_be_asked

_DRAFT, _ASKED, _AGREED, _PUBLISHED, _DECLINED, _WITHDRAWN = StoryStage
CANNOT_BE_ASKED = gettext_lazy(
    "Nobody can be asked for consent: no account, no firm on this site and no mail address is known."
)
_WRITE, _AGREE = "write_story", "agree_to_story"


def _names_somebody(story: Story) -> str:
    found = named_in(story)
    if not found:
        return ""
    told = _("It still tells whose it is. Take this out first: %(found)s")
    return told % {"found": " / ".join(map(str, found))}


def _cannot_ask(story: Story) -> str:
    if not can_be_asked(story.consultation):
        return str(CANNOT_BE_ASKED)
    return _names_somebody(story)


def _not_as_agreed(story: Story) -> str:
    if not story.is_as_agreed:
        return _("It says something else than what was agreed to. Take it back, and ask for consent anew.")
    return _names_somebody(story)


def _agreed(story: Story, by: Actor) -> Mapping[str, Any]:
    return {"agreed_at": timezone.now(), "agreed_digest": story.digest, "answer": ""}


def _published(story: Story, by: Actor) -> Mapping[str, Any]:
    return {"published_on": timezone.localdate()}


def _without_consent(story: Story, by: Actor) -> Mapping[str, Any]:
    """No consent outlives a withdrawal or a rewriting (INV-17)."""
    return {"agreed_at": None, "agreed_digest": "", "published_on": None}


STORY_STAGES: Stages[Story] = Stages(
    "story",
    StoryStage,
    (
        Step("ask", gettext_lazy("Ask for consent"), (_DRAFT,), _ASKED, _WRITE, StoryEvent.ASKED, _cannot_ask),
        Step(
            "agree",
            gettext_lazy("I agree to exactly this text"),
            (_ASKED,),
            _AGREED,
            _AGREE,
            StoryEvent.AGREED,
            effect=_agreed,
        ),
        Step("decline", gettext_lazy("I do not agree"), (_ASKED,), _DECLINED, _AGREE, StoryEvent.DECLINED),
        Step(
            "publish",
            gettext_lazy("Publish the story"),
            (_AGREED,),
            _PUBLISHED,
            _WRITE,
            StoryEvent.PUBLISHED,
            _not_as_agreed,
            effect=_published,
        ),
        Step(
            "withdraw",
            gettext_lazy("Withdraw my consent"),
            (_AGREED, _PUBLISHED),
            _WITHDRAWN,
            _AGREE,
            StoryEvent.WITHDRAWN,
            effect=_without_consent,
        ),
        Step(
            "revise",
            gettext_lazy("Take back and rewrite"),
            (_ASKED, _AGREED, _PUBLISHED, _DECLINED),
            _DRAFT,
            _WRITE,
            StoryEvent.REVISED,
            effect=_without_consent,
        ),
    ),
    initial=_DRAFT,
)
