"""Needs: what a firm, municipality or resident group looks for (M06)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.audit.events import RecordEvents
from hashiwatashi.common.records import Disclosable, Record, Sourced, unique_source
from hashiwatashi.needs.enums import DisclosureLevel, NeedKind, NeedStage
from hashiwatashi.needs.events import NeedEvent
from hashiwatashi.needs.querysets import NeedQuerySet
from hashiwatashi.organisations.models import Organisation


class Need(Record, Sourced, Disclosable):
    """One need. Below `DisclosureLevel.NAMED` its owner shows nowhere (INV-03): read it through
    `needs.disclosure.sheet_for`, never field by field."""

    kind = models.CharField(_("kind"), max_length=20, choices=NeedKind, default=NeedKind.REGISTERED)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="needs", verbose_name=_("owner"))
    level = models.PositiveSmallIntegerField(
        _("disclosure level"), choices=DisclosureLevel, default=DisclosureLevel.ANONYMOUS
    )
    stage = models.CharField(_("stage"), max_length=10, choices=NeedStage, default=NeedStage.OPEN, editable=False)
    title = models.CharField(_("title"), max_length=500)
    text = models.TextField(_("in plain words"), blank=True)
    sector = models.CharField(_("sector"), max_length=100, blank=True)
    region_wish = models.CharField(_("where the partner should be"), max_length=200, blank=True)
    deadline = models.DateField(_("wanted by"), null=True, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)

    objects = NeedQuerySet.as_manager()
    EVENTS = RecordEvents(NeedEvent.REGISTERED, NeedEvent.CHANGED)

    class Meta:
        ordering = ("-published_on", "pk")
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        constraints: ClassVar = [unique_source("need")]

    def __str__(self) -> str:
        return self.title
