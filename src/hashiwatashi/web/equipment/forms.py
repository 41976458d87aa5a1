"""What the owner's people may change of a piece of equipment."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from hashiwatashi.equipment.models import Equipment
from hashiwatashi.web.conflicts import VersionedForm


class EquipmentForm(VersionedForm):
    class Meta:
        model = Equipment
        fields = (
            "name",
            "name_kana",
            "name_en",
            "maker",
            "model",
            "equipment_class",
            "uses",
            "specification",
            "department",
            "place",
            "prefecture",
            "status",
            "external_use",
            "external_use_terms",
            "fee_note",
            "contact_desk",
            "contact_phone",
            "contact_mail",
            "acquisition_programme",
            "acquired_on",
            "disclosure",
        )
        widgets: ClassVar = {"acquired_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
