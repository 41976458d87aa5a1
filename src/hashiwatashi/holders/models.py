"""Who looks after a record (担当者), from one day to another, and what was handed over at a change of post.

They stand above `matching`: a record is named by its kind and its ``uid``, so that every kind, also those to come,
has someone in charge without a column of its own.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.effective import dates_ordered
from hashiwatashi.common.records import Record
from hashiwatashi.holders.querysets import HandoverQuerySet, HoldingQuerySet
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account


class Holding(models.Model):
    """One record in the charge of one person of its organisation (half-open; no end = still)."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="holdings", verbose_name=_("organisation")
    )
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="holdings", verbose_name=_("person in charge")
    )
    # Without choices, so that one more kind needs no migration.
    kind = models.CharField(_("kind"), max_length=20)
    record = models.UUIDField(_("record"))
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)

    objects = HoldingQuerySet.as_manager()

    class Meta:
        ordering = ("kind", "pk")
        verbose_name = _("charge of a record")
        verbose_name_plural = _("charges of records")
        constraints: ClassVar = [
            dates_ordered("holding"),
            models.UniqueConstraint(
                fields=["kind", "record"], condition=Q(until__isnull=True), name="holding_one_without_end"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["kind", "record", "since"], name="holding_record"),
            models.Index(fields=["organisation", "account"], name="holding_people"),
        ]

    def __str__(self) -> str:
        return f"{self.account} / {self.kind} {self.record}"


class Handover(Record):
    """All records of one person passed to a successor on a day; what it changed, so that it can be undone."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="handovers", verbose_name=_("organisation")
    )
    giver = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", verbose_name=_("former person in charge")
    )
    receiver = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", verbose_name=_("new person in charge")
    )
    on = models.DateField(_("on"), help_text=_("The first day on which the successor is in charge."))
    note = models.TextField(_("note to the successor"), max_length=4000, blank=True)
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", verbose_name=_("made by"))
    # The charges that ended, with their former ends, and those that began; the ends of roles that were set with it.
    ended = models.JSONField(default=dict, editable=False)
    begun = models.JSONField(default=list, editable=False)
    role_changes = models.JSONField(default=list, editable=False)
    # The open consultations that passed with it, and the day on which they pass where that is yet to come.
    cases = models.JSONField(default=list, editable=False)
    cases_due = models.DateField(null=True, blank=True, editable=False)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True, editable=False)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")

    def __str__(self) -> str:
        return f"{self.giver} → {self.receiver} ({self.on})"

    def is_in_force_on(self, day: date) -> bool:
        """Whether the successor is in charge by it on a day."""
        return self.undone_at is None and self.on <= day
