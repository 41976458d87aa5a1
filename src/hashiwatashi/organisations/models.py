"""Firms, universities, public labs, TLOs, agencies, municipalities; and the industries they are in."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hashiwatashi.areas.models import Municipality, Prefecture
from hashiwatashi.common.audit.events import RecordEvents
from hashiwatashi.common.effective import dates_ordered, holding
from hashiwatashi.common.folding import name_key
from hashiwatashi.common.records import Record, Sourced, unique_source
from hashiwatashi.organisations.enums import OrganisationKind, OrganisationStatus
from hashiwatashi.organisations.events import OrganisationEvent
from hashiwatashi.organisations.numbers import validate_corporate_number
from hashiwatashi.organisations.querysets import OrganisationQuerySet


class Industry(models.Model):
    """A class of the Japan Standard Industrial Classification (日本標準産業分類) of one revision."""

    revision = models.PositiveSmallIntegerField(_("revision"))
    code = models.CharField(_("code"), max_length=4)
    level = models.PositiveSmallIntegerField(_("level"), help_text=_("1 division to 4 detailed class"))
    name = models.CharField(_("name"), max_length=100)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")

    class Meta:
        ordering = ("revision", "code")
        verbose_name = _("industry")
        verbose_name_plural = _("industries")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["revision", "code"], name="industry_code_unique"),
            models.CheckConstraint(condition=Q(level__range=(1, 4)), name="industry_level_1_to_4"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Organisation(Record, Sourced):
    """A body with one identity over time: its number (法人番号) is the key, its name is dated."""

    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind, db_index=True)
    status = models.CharField(
        _("status"), max_length=10, choices=OrganisationStatus, default=OrganisationStatus.ACTIVE
    )
    corporate_number = models.CharField(
        _("corporate number"),
        max_length=13,
        null=True,
        blank=True,
        unique=True,
        validators=[validate_corporate_number],
    )
    name = models.CharField(_("name"), max_length=200)
    name_key = models.CharField(max_length=200, db_index=True, editable=False)
    name_kana = models.CharField(_("name in kana"), max_length=300, blank=True)
    name_en = models.CharField(_("name in English"), max_length=300, blank=True)
    about = models.TextField(_("what it does"), blank=True)
    prefecture = models.ForeignKey(
        Prefecture, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("prefecture")
    )
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("municipality")
    )
    address = models.CharField(_("address"), max_length=300, blank=True)
    postcode = models.CharField(_("postcode"), max_length=7, blank=True)
    industry = models.ForeignKey(
        Industry, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("industry")
    )
    capital_yen = models.PositiveBigIntegerField(_("capital (yen)"), null=True, blank=True)
    employees = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    website = models.URLField(_("website"), max_length=500, blank=True)
    contact_desk = models.CharField(_("contact desk"), max_length=100, blank=True)
    contact_phone = models.CharField(_("phone"), max_length=30, blank=True)
    contact_mail = models.EmailField(_("mail"), blank=True)
    supervisor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="supervised",
        verbose_name=_("supervising body"),
        help_text=_("The body that set it up or oversees it, and confirms its first member."),
    )
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("successor"),
    )

    objects = OrganisationQuerySet.as_manager()
    EVENTS = RecordEvents(OrganisationEvent.REGISTERED, OrganisationEvent.CHANGED)
    DERIVED = ("name_key",)

    class Meta:
        ordering = ("name_key", "pk")
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints: ClassVar = [
            unique_source("organisation"),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("id")),
                name="organisation_not_own_successor",
            ),
            models.CheckConstraint(
                condition=~Q(status=OrganisationStatus.MERGED) | Q(successor__isnull=False),
                name="organisation_merged_has_successor",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def name_on(self, day: date) -> str:
        """What it was called on a day, as far as its former names are dated; else its present name."""
        held = holding(self.names.all(), day)
        return held.name if held else self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.name_key = name_key(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class OrganisationName(models.Model):
    """A name an organisation bore from one day to another (half-open; no end = still)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(_("name"), max_length=200)
    name_key = models.CharField(max_length=200, db_index=True, editable=False)
    since = models.DateField(_("from"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ("organisation", "since")
        verbose_name = _("name of an organisation")
        verbose_name_plural = _("names of organisations")
        constraints: ClassVar = [
            dates_ordered("organisation_name", since_is_known=False),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.name_key = name_key(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]
