"""What a firm told of itself, from which day, and of which class it was found to be."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.audit.events import RecordEvents
from hashiwatashi.common.effective import dates_ordered
from hashiwatashi.common.records import Record
from hashiwatashi.firms.enums import FirmClass, Group
from hashiwatashi.firms.events import FirmEvent
from hashiwatashi.firms.querysets import (
    FirmAssessmentQuerySet,
    FirmProfileQuerySet,
    OfficerQuerySet,
    ShareHoldingQuerySet,
)
from hashiwatashi.organisations.models import Organisation


class Entry(Record):
    """What somebody told; withdrawn it stays readable and can be put back."""

    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class FirmProfile(Entry):
    """The figures of a firm from a day until those of a later day; of two of one day the one told last holds."""

    EVENTS = RecordEvents(FirmEvent.FIGURES_TOLD, FirmEvent.FIGURES_CHANGED)

    owner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="firm_profiles", verbose_name=_("firm")
    )
    since = models.DateField(_("from"))
    group = models.CharField(_("main business"), max_length=20, choices=Group)
    capital = models.PositiveBigIntegerField(_("capital (yen)"), null=True, blank=True)
    employees = models.PositiveIntegerField(_("regular employees"), null=True, blank=True)
    average_income = models.PositiveBigIntegerField(
        _("taxable income, average of three years (yen)"), null=True, blank=True
    )
    officers = models.PositiveIntegerField(
        _("officers"), null=True, blank=True, validators=[MinValueValidator(1)], help_text=_("All of them together.")
    )
    is_complete = models.BooleanField(
        _("Every firm that holds shares and every officer who serves another firm is listed on the page."),
        default=False,
    )

    objects = FirmProfileQuerySet.as_manager()

    class Meta:
        ordering = ("owner", "-since", "-pk")
        verbose_name = _("figures of a firm")
        verbose_name_plural = _("figures of firms")

    def __str__(self) -> str:
        return f"{self.owner} {self.since}"


class ShareHolding(Entry):
    """Who holds which part of a firm's shares (``part`` of ``whole``, exact) from one day to another.

    ``holder`` is one of our organisations, or None and ``holder_name`` names it; ``told_class`` counts where the
    holder has no assessment of its own here.
    """

    EVENTS = RecordEvents(FirmEvent.HOLDING_TOLD, FirmEvent.HOLDING_CHANGED)

    owner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="share_holdings", verbose_name=_("firm")
    )
    holder = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="shares_held",
        verbose_name=_("shareholder in the register"),
    )
    holder_name = models.CharField(_("name of the shareholder"), max_length=200)
    told_class = models.CharField(
        _("class of the shareholder"), max_length=20, choices=FirmClass, default=FirmClass.UNKNOWN
    )
    part = models.PositiveBigIntegerField(_("shares held"))
    whole = models.PositiveBigIntegerField(_("of all shares"))
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)

    objects = ShareHoldingQuerySet.as_manager()

    class Meta:
        ordering = ("owner", "since", "pk")
        verbose_name = _("shareholder of a firm")
        verbose_name_plural = _("shareholders of firms")
        constraints: ClassVar = [
            dates_ordered("share_holding"),
            models.CheckConstraint(
                condition=Q(whole__gt=0) & Q(part__gt=0) & Q(part__lte=F("whole")), name="share_holding_is_part"
            ),
            models.CheckConstraint(
                condition=Q(holder__isnull=True) | ~Q(holder=F("owner")), name="share_holding_of_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder_name} → {self.owner}"

    @property
    def share(self) -> Fraction:
        return Fraction(self.part, self.whole)


class Officer(Entry):
    """An officer of a firm who also serves another one, from one day to another; one line for each firm served."""

    EVENTS = RecordEvents(FirmEvent.OFFICER_TOLD, FirmEvent.OFFICER_CHANGED)

    owner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="firm_officers", verbose_name=_("firm")
    )
    name = models.CharField(_("name of the officer"), max_length=100)
    serves = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="officers_shared",
        verbose_name=_("firm served, in the register"),
    )
    serves_name = models.CharField(_("name of the firm served"), max_length=200)
    told_class = models.CharField(
        _("class of the firm served"), max_length=20, choices=FirmClass, default=FirmClass.UNKNOWN
    )
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)

    objects = OfficerQuerySet.as_manager()

    class Meta:
        ordering = ("owner", "since", "pk")
        verbose_name = _("officer who serves another firm")
        verbose_name_plural = _("officers who serve other firms")
        constraints: ClassVar = [
            dates_ordered("officer"),
            models.CheckConstraint(
                condition=Q(serves__isnull=True) | ~Q(serves=F("owner")), name="officer_serves_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} → {self.serves_name}"


class FirmAssessment(Record):
    """Of which class a firm was found to be by a rule set, from which inputs and why; never changed afterwards.

    Texts stand in Japanese and English. ``checked_on`` is the last day on which it was found to hold still; the one
    that ``supersedes`` it is its `superseded_by`.
    """

    owner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="firm_assessments", verbose_name=_("firm")
    )
    rules = models.CharField(_("rule set"), max_length=30)
    rules_since = models.DateField(_("rule set of"))
    day = models.DateField(_("as of"))
    verdict = models.CharField(_("class"), max_length=20, choices=FirmClass)
    inputs = models.JSONField(_("inputs"))
    reasons = models.JSONField(_("reasons"))
    missing = models.JSONField(_("what is missing"), default=list, blank=True)
    checked_on = models.DateField(_("checked on"))
    supersedes = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name=_("supersedes"),
    )

    objects = FirmAssessmentQuerySet.as_manager()

    class Meta:
        ordering = ("owner", "rules", "-pk")
        verbose_name = _("assessment of a firm")
        verbose_name_plural = _("assessments of firms")
        constraints: ClassVar = [
            # With the one-to-one above: one line of assessments for each firm and rule set, without a fork.
            models.UniqueConstraint(
                fields=["owner", "rules"], condition=Q(supersedes__isnull=True), name="firm_assessment_one_line"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["checked_on"], name="firm_assessment_checked")]

    def __str__(self) -> str:
        return f"{self.owner} {self.rules} {self.verdict}"
