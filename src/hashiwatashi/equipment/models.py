"""The national catalogue of shared equipment (M04)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common.audit.events import RecordEvents
from hashiwatashi.common.records import Disclosable, Record, Sourced, unique_source
from hashiwatashi.equipment.enums import ExternalUse, OperatingStatus
from hashiwatashi.equipment.events import EquipmentEvent
from hashiwatashi.equipment.querysets import VERIFICATION_LASTS, EquipmentQuerySet
from hashiwatashi.organisations.models import Organisation

MOST_PHOTOS = 8


class EquipmentClass(models.Model):
    """A class of equipment on two levels, e.g. 分析装置 / 質量分析."""

    large = models.CharField(_("large class"), max_length=100)
    small = models.CharField(_("small class"), max_length=100, blank=True)

    class Meta:
        ordering = ("large", "small")
        verbose_name = _("class of equipment")
        verbose_name_plural = _("classes of equipment")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["large", "small"], name="equipment_class_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.large} / {self.small}" if self.small else self.large


class Equipment(Record, Sourced, Disclosable):
    """An instrument or facility that its owner may let others use."""

    owner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="equipment", verbose_name=_("owner")
    )
    department = models.CharField(_("department"), max_length=300, blank=True)
    name = models.CharField(_("name"), max_length=500)
    name_kana = models.CharField(_("name in kana"), max_length=500, blank=True)
    name_en = models.CharField(_("name in English"), max_length=500, blank=True)
    maker = models.CharField(_("maker"), max_length=200, blank=True)
    model = models.CharField(_("model"), max_length=200, blank=True)
    uses = models.TextField(_("what it is used for"), blank=True, help_text=_("In plain words, as a firm would ask."))
    specification = models.TextField(_("specification"), blank=True)
    equipment_class = models.ForeignKey(
        EquipmentClass, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("class")
    )
    place = models.CharField(_("place"), max_length=500, blank=True)
    prefecture = models.ForeignKey(
        Prefecture, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("prefecture")
    )
    external_use = models.CharField(
        _("outside use"), max_length=12, choices=ExternalUse, default=ExternalUse.UNKNOWN, db_index=True
    )
    external_use_terms = models.TextField(_("terms of outside use"), blank=True)
    fee_note = models.CharField(_("fees"), max_length=300, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=OperatingStatus, default=OperatingStatus.RUNNING)
    acquisition_programme = models.CharField(_("acquired through"), max_length=200, blank=True)
    acquired_on = models.DateField(_("acquired on"), null=True, blank=True)
    verified_on = models.DateField(_("last confirmed by the owner"), null=True, blank=True)
    contact_desk = models.CharField(_("contact desk"), max_length=200, blank=True)
    contact_phone = models.CharField(_("phone"), max_length=30, blank=True)
    contact_mail = models.EmailField(_("mail"), blank=True)

    objects = EquipmentQuerySet.as_manager()
    EVENTS = RecordEvents(EquipmentEvent.REGISTERED, EquipmentEvent.CHANGED)

    class Meta:
        ordering = ("name", "pk")
        verbose_name = _("equipment")
        verbose_name_plural = _("equipment")
        constraints: ClassVar = [unique_source("equipment")]
        indexes: ClassVar = [
            models.Index(fields=["owner", "name"], name="equipment_owner_name"),
            # The list in its usual order, and the counts on the map, without reading every record.
            models.Index(fields=["disclosure", "name", "id"], name="equipment_in_order"),
            models.Index(fields=["disclosure", "status", "prefecture"], name="equipment_on_map"),
        ]

    def __str__(self) -> str:
        return self.name

    def is_unverified_on(self, day: date) -> bool:
        """Whether nobody has confirmed the entry within a year before ``day`` (R-05)."""
        return self.verified_on is None or day - self.verified_on > VERIFICATION_LASTS


class EquipmentPhoto(Record):
    """A photo of a piece of equipment, seen by whoever may see that. Its files are those of `common.photo_files`."""

    equipment = models.ForeignKey(
        Equipment, on_delete=models.CASCADE, related_name="photos", verbose_name=_("equipment")
    )
    file_name = models.CharField(_("name of the file"), max_length=40, unique=True)
    alt_text = models.CharField(_("what the photo shows"), max_length=200)
    position = models.PositiveSmallIntegerField(_("place in the order"), default=1)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, verbose_name=_("uploaded by")
    )

    class Meta:
        ordering = ("position", "pk")
        verbose_name = _("photo of equipment")
        verbose_name_plural = _("photos of equipment")

    def __str__(self) -> str:
        return self.alt_text

    @property
    def record_uid(self) -> UUID:
        """Whose folder its files lie in."""
        return self.equipment.uid
