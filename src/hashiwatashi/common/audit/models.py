"""The audit trail: append-only, each line sealed by the hash of the one before."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEvent(models.Model):
    """Who did what to which record, when and why. Written by `common.audit.trail.record` alone."""

    at = models.DateTimeField(_("when"), db_index=True)
    actor = models.CharField(_("who"), max_length=200)
    event = models.CharField(_("what"), max_length=60, db_index=True)
    subject_kind = models.CharField(_("kind of record"), max_length=40)
    subject_uid = models.UUIDField(_("record"), db_index=True)
    data = models.JSONField(_("before and after"), default=dict)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        constraints = (models.UniqueConstraint(fields=["previous_hash"], name="audit_chain_has_no_fork"),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor} {self.event}"
