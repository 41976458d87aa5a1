"""Success stories (成果事例): what a closed consultation came to, told so that nobody is named."""

from __future__ import annotations

import hashlib
import json
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common.audit.events import RecordEvents
from hashiwatashi.common.records import Record
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.duties.models import Field
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.stories.enums import ShownPlace, StoryStage
from hashiwatashi.stories.events import StoryEvent
from hashiwatashi.stories.querysets import StoryQuerySet

MOST_ANSWER = 500
#: What is read by everybody, and therefore by who agrees to it.
TOLD = ("title", "trouble", "done", "helped", "means")


class Story(Record):
    """One story of one closed consultation. What was agreed to is frozen: see `digest`.

    ``place`` is what whoever asked lets be told of where they are; ``prefecture`` and ``region`` hold no more.
    """

    EVENTS = RecordEvents(StoryEvent.WRITTEN, StoryEvent.CHANGED)

    consultation = models.OneToOneField(
        Consultation, on_delete=models.PROTECT, related_name="story", verbose_name=_("consultation")
    )
    owner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="stories", verbose_name=_("institution that helped")
    )
    title = models.CharField(_("title"), max_length=100)
    trouble = models.TextField(_("what the trouble was"), max_length=4000)
    done = models.TextField(_("what was tried"), max_length=4000)
    helped = models.TextField(_("what helped"), max_length=4000)
    means = models.CharField(_("equipment or seeds used"), max_length=300, blank=True)
    field = models.ForeignKey(Field, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("field"))
    place = models.CharField(
        _("what may be told of the place"), max_length=10, choices=ShownPlace, default=ShownPlace.NOTHING
    )
    prefecture = models.ForeignKey(
        Prefecture, on_delete=models.PROTECT, null=True, blank=True, editable=False, verbose_name=_("prefecture")
    )
    region = models.CharField(_("region"), max_length=10, blank=True, editable=False)
    stage = models.CharField(_("stage"), max_length=10, choices=StoryStage, default=StoryStage.DRAFT, editable=False)
    agreed_digest = models.CharField(max_length=64, blank=True, editable=False)
    answer = models.CharField(_("word of who asked"), max_length=MOST_ANSWER, blank=True)
    agreed_at = models.DateTimeField(_("consent given"), null=True, blank=True, editable=False)
    published_on = models.DateField(_("published on"), null=True, blank=True, editable=False)

    objects = StoryQuerySet.as_manager()
    #: It was taken from no page.
    source_url = ""

    class Meta:
        ordering = ("-published_on", "-pk")
        verbose_name = _("success story")
        verbose_name_plural = _("success stories")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(stage__in=(StoryStage.AGREED, StoryStage.PUBLISHED))
                | ~Q(agreed_digest="") & Q(agreed_at__isnull=False),
                name="story_shown_only_when_agreed",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def text(self) -> str:
        """All of it that everybody reads."""
        return "\n".join(filter(None, (getattr(self, name) for name in TOLD)))

    @property
    def digest(self) -> str:
        """Of the words that are agreed to: consent holds for these and no others."""
        told = json.dumps([getattr(self, name) for name in TOLD], ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()

    @property
    def is_as_agreed(self) -> bool:
        """Whether it still says what was agreed to."""
        return bool(self.agreed_digest) and self.agreed_digest == self.digest

    @property
    def where(self) -> str:
        """As much of the place as may be told."""
        return str(self.prefecture) if self.prefecture else self.region
