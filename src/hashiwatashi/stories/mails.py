"""The mails about a story to whoever asked: number and link, and nothing of what it says."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hashiwatashi.consultations.mails import send
from hashiwatashi.stories.models import Story
from hashiwatashi.stories.reaching import address_of


def send_asked(story: Story) -> None:
    """May it be told, without your name? One click."""
    told = _("We would like to tell others, without your name, what helped. Read the text and decide here:")
    _send(story, _("May we tell others what helped?"), told)


def send_published(story: Story) -> None:
    """It is published; consent can be withdrawn at any time."""
    told = _("What you agreed to is published. You can withdraw your consent at any time here:")
    _send(story, _("What helped you is published"), told)


def _send(story: Story, subject: str, told: str) -> None:
    if story.consultation.link_key:
        send(story.consultation, subject, told, address_of(story))
