"""What the owner's people may change of a piece of equipment."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _

from hashiwatashi.equipment.models import Equipment
from hashiwatashi.equipment.names import proposed
from hashiwatashi.web.conflicts import VersionedForm


class EquipmentForm(VersionedForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        read = proposed(self.instance)
        for field, found in (("maker", read.maker), ("model", read.model)):
            if found:
                self.fields[field].help_text = _("Read from the name: %(found)s") % {"found": found}

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
