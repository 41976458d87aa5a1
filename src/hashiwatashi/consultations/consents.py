"""The firm's file (企業カルテ, R-38): that a firm lets an institution read it, and each reading."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.audit.events import RecordEvents
from hashiwatashi.common.effective import dates_ordered
from hashiwatashi.common.records import Record
from hashiwatashi.consultations.enums import FileScope
from hashiwatashi.consultations.events import ConsultationEvent
from hashiwatashi.consultations.querysets import FileConsentQuerySet, FileReadingQuerySet
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account


class FileConsent(Record):
    """A firm lets an institution read its file (企業カルテ, R-38) from one day until another, or until it withdraws.

    After that nothing more is read; what was read stays in the log (INV-17).
    """

    EVENTS = RecordEvents(ConsultationEvent.FILE_OPENED, ConsultationEvent.FILE_CLOSED)

    firm = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="file_consents", verbose_name=_("firm")
    )
    institution = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="file_consents_held", verbose_name=_("institution")
    )
    scope = models.CharField(_("scope"), max_length=20, choices=FileScope, default=FileScope.CONSULTATIONS)
    since = models.DateField(_("from"))
    until = models.DateField(_("until"))
    given_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", verbose_name=_("given by"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)

    objects = FileConsentQuerySet.as_manager()

    class Meta:
        ordering = ("-since", "-pk")
        verbose_name = _("consent to read a firm's file")
        verbose_name_plural = _("consents to read firms' files")
        constraints: ClassVar = [
            dates_ordered("file_consent"),
            models.CheckConstraint(condition=~Q(firm=F("institution")), name="file_consent_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.firm} → {self.institution}"


class FileReading(models.Model):
    """A reading of the file, never changed; ``numbers`` are those of the consultations of others that it showed."""

    consent = models.ForeignKey(FileConsent, on_delete=models.PROTECT, related_name="readings")
    reader = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", verbose_name=_("read by"))
    at = models.DateTimeField(_("when"), default=timezone.now)
    numbers = models.JSONField(_("consultations read"), default=list, blank=True)

    objects = FileReadingQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name = _("reading of a firm's file")
        verbose_name_plural = _("readings of firms' files")

    def __str__(self) -> str:
        return f"{self.reader}: {self.at}"
