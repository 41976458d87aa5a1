"""Calls for funding: the catalogue part of M08."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common.audit.events import RecordEvents
from hashiwatashi.common.records import Record, Sourced, unique_source
from hashiwatashi.funding.events import CallEvent
from hashiwatashi.funding.querysets import CallQuerySet
from hashiwatashi.organisations.models import Organisation


class Call(Record, Sourced):
    """A call for applications (公募). Amounts in whole yen; times are moments, shown in Japan time."""

    funder = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="calls",
        verbose_name=_("funder"),
    )
    title = models.CharField(_("title"), max_length=500)
    title_en = models.CharField(_("title in English"), max_length=500, blank=True)
    summary = models.TextField(_("in plain words"), blank=True)
    is_nationwide = models.BooleanField(_("nationwide"), default=False)
    areas = models.ManyToManyField(Prefecture, blank=True, related_name="calls", verbose_name=_("areas"))
    area_note = models.CharField(_("areas as published"), max_length=1000, blank=True)
    industries_note = models.CharField(_("industries as published"), max_length=1000, blank=True)
    employees_note = models.CharField(_("firm size as published"), max_length=200, blank=True)
    max_amount_yen = models.PositiveBigIntegerField(
        _("upper limit (yen)"), null=True, blank=True, help_text=_("Empty: not stated.")
    )
    has_no_limit = models.BooleanField(_("no upper limit"), default=False)
    rate_note = models.CharField(_("rate as published"), max_length=200, blank=True)
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True, help_text=_("Empty: no end."))
    contact_desk = models.CharField(_("contact desk"), max_length=200, blank=True)
    contact_phone = models.CharField(_("phone"), max_length=30, blank=True)
    contact_mail = models.EmailField(_("mail"), blank=True)

    objects = CallQuerySet.as_manager()
    EVENTS = RecordEvents(CallEvent.REGISTERED, CallEvent.CHANGED)

    class Meta:
        ordering = ("closes_at", "title", "pk")
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        constraints: ClassVar = [
            unique_source("call"),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True) | Q(closes_at__isnull=True) | Q(opens_at__lt=F("closes_at")),
                name="call_dates_ordered",
            ),
            models.CheckConstraint(
                condition=Q(has_no_limit=False) | Q(max_amount_yen__isnull=True), name="call_limit_or_none"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_open_at(self, moment: datetime) -> bool:
        """Whether applications are taken at ``moment``."""
        return (self.opens_at is None or self.opens_at <= moment) and (
            self.closes_at is None or moment < self.closes_at
        )
