"""The history of imports and the duplicates they propose."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.records import Record
from hashiwatashi.people.models import Account


class ImportState(models.TextChoices):
    """How far an import is."""

    PREVIEWED = "previewed", _("Previewed")
    DONE = "done", _("Imported")


class ImportRun(Record):
    """One file read into one table; either wholly in, with its counts, or not at all."""

    table = models.CharField(_("table"), max_length=30)
    file_name = models.CharField(_("file"), max_length=300)
    file_sha256 = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=10, choices=ImportState)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="imports")
    rows = models.PositiveIntegerField(_("rows"), default=0)
    created = models.PositiveIntegerField(_("created"), default=0)
    updated = models.PositiveIntegerField(_("updated"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    rejected = models.PositiveIntegerField(_("rejected"), default=0)
    duplicates_proposed = models.PositiveIntegerField(_("possible duplicates"), default=0)
    rejects_file = models.CharField(_("file of rejected rows"), max_length=500, blank=True)

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    rows=models.F("created") + models.F("updated") + models.F("unchanged") + models.F("rejected")
                ),
                name="import_counts_add_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} → {self.table}"


class DuplicateDecision(models.TextChoices):
    """What a person said of a proposed pair."""

    OPEN = "open", _("Not decided")
    SAME = "same", _("The same")
    DIFFERENT = "different", _("Different")


class DuplicateProposal(Record):
    """Two records of one table that look alike; never merged without a person's word (R-42)."""

    table = models.CharField(_("table"), max_length=30)
    first_uid = models.UUIDField(_("first record"))
    second_uid = models.UUIDField(_("second record"))
    likeness = models.DecimalField(_("likeness"), max_digits=4, decimal_places=3, help_text=_("0 to 1"))
    reason = models.CharField(_("reason"), max_length=300)
    decision = models.CharField(
        _("decision"), max_length=10, choices=DuplicateDecision, default=DuplicateDecision.OPEN, db_index=True
    )
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # What "the same" changed of the record it put aside: field → value before. Empty where nothing is put aside.
    before = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        ordering = ("decision", "-likeness", "pk")
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["table", "first_uid", "second_uid"], name="duplicate_pair_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.table}: {self.first_uid} ~ {self.second_uid}"
