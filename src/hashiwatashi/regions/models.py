"""What regions set out to do: the register of policy measures (施策, R-66)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.audit.events import RecordEvents
from hashiwatashi.common.calendar import fiscal_year
from hashiwatashi.common.records import Disclosable, Record, Sourced, unique_source
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.regions.enums import MeasureStage
from hashiwatashi.regions.events import MeasureEvent
from hashiwatashi.regions.querysets import MeasureQuerySet

FIRST_YEAR, LAST_YEAR = 1947, 2100
MOST_PARTNERS = 50


class Measure(Record, Sourced, Disclosable):
    """One policy measure: what is to be done, by whom, and by the end of which fiscal year."""

    EVENTS = RecordEvents(MeasureEvent.REGISTERED, MeasureEvent.CHANGED)

    owner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="measures", verbose_name=_("lead organisation")
    )
    title = models.CharField(_("title"), max_length=300)
    text = models.TextField(_("what is to be done"))
    fiscal_year = models.PositiveSmallIntegerField(
        _("fiscal year by whose end it is due"),
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
        help_text=_("The year in which it begins, e.g. 2026 for 令和8年度."),
    )
    stage = models.CharField(
        _("stage"), max_length=10, choices=MeasureStage, default=MeasureStage.PLANNED, editable=False
    )
    evidence = models.TextField(_("evidence"), blank=True, help_text=_("Where what was done can be seen."))

    objects = MeasureQuerySet.as_manager()

    class Meta:
        ordering = ("fiscal_year", "title", "pk")
        verbose_name = _("policy measure")
        verbose_name_plural = _("policy measures")
        constraints: ClassVar = [
            unique_source("measure"),
            models.CheckConstraint(
                condition=models.Q(fiscal_year__range=(FIRST_YEAR, LAST_YEAR)), name="measure_year_within_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_overdue_on(self, day: date) -> bool:
        """Whether it is neither done nor dropped though its fiscal year has ended."""
        unfinished = self.stage in {MeasureStage.PLANNED, MeasureStage.RUNNING}
        return unfinished and self.fiscal_year < fiscal_year(day)


class MeasurePartner(models.Model):
    """An organisation that takes part in a measure besides its lead."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="partnerships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="measure_partnerships", verbose_name=_("partner")
    )

    class Meta:
        ordering = ("pk",)
        verbose_name = _("partner of a measure")
        verbose_name_plural = _("partners of measures")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["measure", "organisation"], name="measure_partner_once"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} / {self.organisation}"
