"""Seeds: research results and abilities that a firm could use (シーズ, M06)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.audit.events import RecordEvents
from hashiwatashi.common.records import Disclosable, Record, Sourced, unique_source
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Person
from hashiwatashi.technology.events import SeedEvent
from hashiwatashi.technology.querysets import SeedQuerySet


def _level(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__range": (1, 9)}), name=f"seed_{name}_1_to_9"
    )


class Seed(Record, Sourced, Disclosable):
    """One seed. ``owner`` is empty where a public list names none (research projects without institution)."""

    owner = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="seeds",
        verbose_name=_("owner"),
    )
    researcher = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="seeds",
        verbose_name=_("researcher"),
    )
    title = models.CharField(_("title"), max_length=500)
    title_en = models.CharField(_("title in English"), max_length=500, blank=True)
    summary = models.TextField(_("in plain words"))
    applications = models.TextField(_("what it could be used for"), blank=True)
    field = models.CharField(_("field"), max_length=100, blank=True)
    trl = models.PositiveSmallIntegerField(_("technology readiness (TRL)"), null=True, blank=True)
    brl = models.PositiveSmallIntegerField(_("business readiness (BRL)"), null=True, blank=True)
    next_milestone = models.CharField(_("next milestone"), max_length=200, blank=True)
    milestone_on = models.DateField(_("milestone due on"), null=True, blank=True)
    blocker = models.CharField(
        _("what stands in the way"),
        max_length=500,
        blank=True,
        help_text=_("Only your organisation sees milestone and obstacle."),
    )
    # The last day on which readiness, milestone or obstacle changed.
    moved_on = models.DateField(_("last moved on"), null=True, blank=True, editable=False)
    contact_desk = models.CharField(_("contact desk"), max_length=200, blank=True)
    contact_phone = models.CharField(_("phone"), max_length=30, blank=True)
    contact_mail = models.EmailField(_("mail"), blank=True)

    objects = SeedQuerySet.as_manager()
    EVENTS = RecordEvents(SeedEvent.REGISTERED, SeedEvent.CHANGED)

    class Meta:
        ordering = ("title", "pk")
        verbose_name = _("seed")
        verbose_name_plural = _("seeds")
        constraints: ClassVar = [unique_source("seed"), _level("trl"), _level("brl")]

    def __str__(self) -> str:
        return self.title
