"""Joint-research plans (共同研究計画, R-38): what a firm and an institution mean to do, version by version."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.audit.events import RecordEvents
from hashiwatashi.common.effective import dates_ordered
from hashiwatashi.common.receipts import receipt
from hashiwatashi.common.records import Record
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account
from hashiwatashi.plans.enums import PlanStage, ThemeState
from hashiwatashi.plans.events import PlanEvent
from hashiwatashi.plans.querysets import PlanQuerySet


class Plan(Record):
    """The plan of one firm and one institution; what it says stands in its editions, the newest is ``latest``."""

    EVENTS = RecordEvents(PlanEvent.BEGUN, PlanEvent.WRITTEN)

    firm = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="plans", verbose_name=_("firm"))
    institution = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="plans_kept", verbose_name=_("institution")
    )
    stage = models.CharField(_("stage"), max_length=10, choices=PlanStage, default=PlanStage.PROPOSED, editable=False)
    latest = models.PositiveIntegerField(_("newest version"), default=1, editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ("-updated_at", "-pk")
        verbose_name = _("joint-research plan")
        verbose_name_plural = _("joint-research plans")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["firm", "institution"], name="plan_one_for_both"),
            models.CheckConstraint(condition=~Q(firm=F("institution")), name="plan_with_another"),
        ]

    def __str__(self) -> str:
        return f"{self.firm} × {self.institution}"

    @property
    def number(self) -> str:
        """The number on paper: J-000012-3."""
        return receipt("J", self.pk)

    @property
    def owner_id(self) -> int:
        """Whose people write it, as rules ask."""
        return self.institution_id


class Edition(models.Model):
    """What the plan said from one moment on. Never changed, never deleted: a change is the next edition."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField(_("version"))
    purpose = models.TextField(_("purpose"))
    next_meeting = models.DateField(_("next meeting"), null=True, blank=True)
    consultations = models.ManyToManyField(
        Consultation, blank=True, related_name="+", verbose_name=_("linked consultations")
    )
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", verbose_name=_("written by"))
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        ordering = ("-number",)
        verbose_name = _("version of a plan")
        verbose_name_plural = _("versions of plans")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_edition_number"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.number}"


class Theme(models.Model):
    """A row of an edition: who does what, from when to when, and what came of it."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="themes")
    place = models.PositiveSmallIntegerField()
    title = models.CharField(_("theme"), max_length=200)
    firm_does = models.TextField(_("what the firm does"), blank=True)
    institution_does = models.TextField(_("what the institution does"), blank=True)
    firm_person = models.CharField(_("in charge at the firm"), max_length=100, blank=True)
    institution_person = models.CharField(_("in charge at the institution"), max_length=100, blank=True)
    since = models.DateField(_("from"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ThemeState, default=ThemeState.PLANNED)
    result = models.TextField(_("result"), blank=True)

    class Meta:
        ordering = ("place",)
        verbose_name = _("theme of a plan")
        verbose_name_plural = _("themes of plans")
        constraints: ClassVar = [dates_ordered("plan_theme", since_is_known=False)]

    def __str__(self) -> str:
        return self.title


class Agreement(models.Model):
    """One side has agreed to one edition, and to no other."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="agreements")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", verbose_name=_("agreed by"))
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        ordering = ("at", "pk")
        verbose_name = _("agreement to a plan")
        verbose_name_plural = _("agreements to plans")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "organisation"], name="plan_agreed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.edition_id}"


class PlanComment(models.Model):
    """What one side says about an edition. Never changed, never deleted."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="comments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", verbose_name=_("written by"))
    text = models.TextField(_("comment"))
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        ordering = ("at", "pk")
        verbose_name = _("comment on a plan")
        verbose_name_plural = _("comments on plans")

    def __str__(self) -> str:
        return self.text[:40]
