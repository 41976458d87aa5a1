"""What can be done with a success story: write, ask, agree or decline, publish, withdraw, rewrite."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.common import actions
from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.errors import Conflict, InvalidInput, NotAllowed
from hashiwatashi.consultations.actions import staff_of
from hashiwatashi.consultations.askers import askers_of
from hashiwatashi.consultations.enums import ConsultationStage
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.notices.actions import tell
from hashiwatashi.notices.consultations import STORY_ASKED, STORY_PUBLISHED, STORY_SETTLED, STORY_WITHDRAWN
from hashiwatashi.people.models import Account
from hashiwatashi.stories import mails
from hashiwatashi.stories.enums import ShownPlace, StoryStage
from hashiwatashi.stories.models import MOST_ANSWER, Story
from hashiwatashi.stories.stages import STORY_STAGES


def write_story(consultation: Consultation, *, by: Account, **values: Any) -> Story:
    """Write the story of a closed consultation, as a draft of the institution that holds it.

    Raises `NotAllowed`, `InvalidInput`, and `Conflict` for one that is not closed or has a story. Audited as
    `StoryEvent.WRITTEN`.
    """
    with transaction.atomic():
        stored = Consultation.objects.select_for_update().get(pk=consultation.pk)
        if not by.has_perm("hashiwatashi.handle_consultation", stored):
            raise NotAllowed(_("Only the people of the institution that holds it may do this."))
        if stored.stage != ConsultationStage.DONE:
            raise Conflict(_("Close the consultation first, with what helped."))
        if Story.objects.filter(consultation=stored).exists():
            raise Conflict(_("There is a story of this consultation already."))
        return actions.register(Story(consultation=stored, owner=stored.holder, **values), by=by)


def change_story(story: Story, *, by: Actor, version: int | None = None, **values: Any) -> None:
    """Change a draft. What was asked for or agreed to is frozen: raises `Conflict`, and as `actions.change` does."""
    with transaction.atomic():
        stored = Story.objects.select_for_update().get(pk=story.pk)
        if stored.stage != StoryStage.DRAFT:
            raise Conflict(_("This text is frozen. Take it back first; then consent is asked for anew."))
        actions.change(story, by=by, changes=values, version=version)


def ask_consent(story: Story, *, by: Account) -> None:
    """Ask whoever asked the question whether this text may be published: notice, mail, one click to the page.

    Raises `Conflict` while the text tells whose it is, and where nobody can be asked.
    """
    with transaction.atomic():
        STORY_STAGES.move(story, "ask", by=by)
        _tell(askers_of(story.consultation), STORY_ASKED, story, by)
        mails.send_asked(story)


def agree(story: Story, *, by: Actor, digest: str, place: ShownPlace) -> None:
    """Agree to the text that was read (``digest``), and choose what may be told of the place.

    Raises `Conflict` where it says something else by now, `NotAllowed`. Its institution is told.
    """
    with transaction.atomic():
        stored = Story.objects.select_for_update().get(pk=story.pk)
        if stored.digest != digest:
            raise Conflict(_("The text has been changed meanwhile. Read it again."))
        STORY_STAGES.move(story, "agree", by=by)
        actions.change(story, by=by, changes=_told_of_place(story.consultation, place))
        _tell(staff_of(story.owner), STORY_SETTLED, story, by)


def decline(story: Story, *, by: Actor, answer: str = "") -> None:
    """Do not agree, with a word if wished. Its institution is told. Raises `Conflict`, `NotAllowed`."""
    word = answer.strip()
    if len(word) > MOST_ANSWER:
        raise InvalidInput.of("answer", _("At most %(most)d characters.") % {"most": MOST_ANSWER})
    with transaction.atomic():
        STORY_STAGES.move(story, "decline", by=by, reason=word)
        actions.change(story, by=by, changes={"answer": word})
        _tell(staff_of(story.owner), STORY_SETTLED, story, by)


def publish(story: Story, *, by: Account) -> None:
    """Publish what was agreed to, word for word. Whoever asked is told. Raises `Conflict`, `NotAllowed`."""
    with transaction.atomic():
        STORY_STAGES.move(story, "publish", by=by)
        _tell(askers_of(story.consultation), STORY_PUBLISHED, story, by)
        mails.send_published(story)


def withdraw(story: Story, *, by: Actor) -> None:
    """Withdraw one's consent: it is gone from pages and search at once, and stays in the trail (INV-17)."""
    with transaction.atomic():
        STORY_STAGES.move(story, "withdraw", by=by)
        _tell(staff_of(story.owner), STORY_WITHDRAWN, story, by)


def revise(story: Story, *, by: Account) -> None:
    """Take it back to be rewritten; nothing of it is shown until it is agreed to anew. Raises `Conflict`."""
    STORY_STAGES.move(story, "revise", by=by)


def _told_of_place(consultation: Consultation, place: ShownPlace) -> dict[str, Any]:
    home = consultation.prefecture
    return {
        "place": place,
        "prefecture": home if place == ShownPlace.PREFECTURE else None,
        "region": home.region if place == ShownPlace.REGION else "",
    }


def _tell(people: list[Account], what: Any, story: Story, by: Actor) -> None:
    once, number = timezone.now().isoformat(), story.consultation.number
    tell([one for one in people if one != by], what, by=by, about=story.uid, once=once, number=number)
