"""Whom to ask for consent to a story, and the link by which who has no account reads it."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse

from hashiwatashi.consultations.askers import askers_of, mail_has_left
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.stories.enums import StoryStage
from hashiwatashi.stories.models import Story

_SALT = "hashiwatashi.stories.link"
_SALT_OF_PUBLIC = "hashiwatashi.stories.link.public"
# Once withdrawn it says so.
_PUBLIC = (StoryStage.PUBLISHED, StoryStage.WITHDRAWN)


def can_be_asked(consultation: Consultation) -> bool:
    """Whether anybody can be asked for consent."""
    has_link = bool(consultation.contact_mail and consultation.link_key) and not mail_has_left(consultation)
    return has_link or bool(askers_of(consultation))


def token_of(story: Story) -> str:
    """What stands in the link. It does not run out: a consent can be withdrawn at any time.

    That of a public story has no part of the link of its consultation: it opens nothing but what everybody reads and
    the withdrawal, and must do so when the other has been replaced.
    """
    if story.stage == StoryStage.PUBLISHED:
        return signing.Signer(salt=_SALT_OF_PUBLIC).sign(f"{story.uid.hex}.{story.digest}")
    return signing.Signer(salt=_SALT).sign(f"{story.uid.hex}.{story.consultation.link_key}")


def address_of(story: Story) -> str:
    """The whole link, for a mail."""
    return settings.SITE_ADDRESS.rstrip("/") + reverse("story-link", args=[token_of(story)])


def behind(token: str) -> Story | None:
    """The story that a link opens, for whoever asked; None where it was not made here, or is being written anew."""
    found = Story.objects.for_lists().select_related("consultation__prefecture", "consultation__firm")
    if told := _told(token, _SALT_OF_PUBLIC):
        story = found.filter(uid=told[0], stage__in=_PUBLIC).first()
        story = story if story and story.digest == told[1] else None
    else:
        uid, key = _told(token, _SALT) or ("", "")
        asked = found.exclude(stage=StoryStage.DRAFT).filter(consultation__link_key=key)
        story = asked.filter(uid=uid).first() if key else None
    return None if story is None or mail_has_left(story.consultation) else story


def _told(token: str, salt: str) -> tuple[str, str] | None:
    """The story's identifier and the key beside it; None where the link was not made here with this salt."""
    try:
        uid, _dot, key = signing.Signer(salt=salt).unsign(token).partition(".")
    except signing.BadSignature:
        return None
    return uid, key
