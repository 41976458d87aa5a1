"""What is written before it is sent: drafts, texts that are kept ready, and from where questions come."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.audit.events import RecordEvents
from hashiwatashi.common.records import Record
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account
from hashiwatashi.writing.events import WritingEvent
from hashiwatashi.writing.querysets import QuestionDraftQuerySet, ReadyTextQuerySet

#: So long a draft is kept after it was last changed.
KEPT_FOR = timedelta(days=30)


class QuestionDraft(Record):
    """A question as far as it is written; confidential, only its account reads it (`visible_to`).

    ``told`` is what stands in the form, by field, as it was typed: it may be incomplete or wrong.
    """

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="question_drafts", verbose_name=_("account")
    )
    topic = models.CharField(_("topic"), max_length=200, blank=True)
    told = models.JSONField(_("what is written"), default=dict)

    objects = QuestionDraftQuerySet.as_manager()

    class Meta:
        ordering = ("-updated_at", "-pk")
        verbose_name = _("draft of a question")
        verbose_name_plural = _("drafts of questions")
        indexes: ClassVar = [models.Index(fields=["updated_at"], name="question_draft_age")]

    def __str__(self) -> str:
        return self.topic

    @property
    def until(self) -> datetime:
        """When it is deleted, if it is not changed before."""
        return self.updated_at + KEPT_FOR


class Sender(models.Model):
    """From one address of the internet a question was sent. Neither the address nor the question is told.

    ``digest`` is made with the installation's key, and the row is deleted within the hour or soon after.
    """

    digest = models.CharField(_("digest of the address"), max_length=64)
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        ordering = ("at", "pk")
        verbose_name = _("sender of a question")
        verbose_name_plural = _("senders of questions")
        indexes: ClassVar = [models.Index(fields=["digest", "at"], name="sender_recent")]

    def __str__(self) -> str:
        return f"{self.at}"


class ReadyText(Record):
    """A text that an institution keeps ready for its answers and notes (定型文), with places for what differs."""

    EVENTS = RecordEvents(WritingEvent.TEXT_ADDED, WritingEvent.TEXT_CHANGED)

    owner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="ready_texts", verbose_name=_("organisation")
    )
    name = models.CharField(_("name"), max_length=60)
    text = models.TextField(_("text"), max_length=5000)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)

    objects = ReadyTextQuerySet.as_manager()

    class Meta:
        ordering = ("name", "pk")
        verbose_name = _("ready text")
        verbose_name_plural = _("ready texts")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                condition=models.Q(archived_at=None),
                name="ready_text_one_name",
                violation_error_message=_("There is a text of this name already. Choose another name."),
            )
        ]

    def __str__(self) -> str:
        return self.name
