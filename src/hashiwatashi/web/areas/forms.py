"""What a visitor can choose on the page of all areas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hashiwatashi.equipment.models import EquipmentClass
from hashiwatashi.web.areas.indicators import INDICATORS, Indicator

FIRST = "equipment"


class ChoiceOfIndicator(forms.Form):
    """What is counted, and of equipment which class. A value that is no choice is told, and the first one shown."""

    count = forms.ChoiceField(
        label=_("What is counted"), required=False, choices=[(key, one.label) for key, one in INDICATORS.items()]
    )
    field = forms.ChoiceField(label=_("Of equipment only: large class"), required=False)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data, initial={"count": FIRST})
        classes = EquipmentClass.objects.order_by("large").values_list("large", flat=True).distinct()
        field = self.fields["field"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All classes")), *((name, name) for name in classes)]
        self.is_valid()

    @property
    def indicator(self) -> Indicator:
        """The one chosen."""
        return INDICATORS[self.cleaned_data.get("count") or FIRST]

    @property
    def large_class(self) -> str:
        """The class chosen; empty where what is counted is no equipment."""
        return self.cleaned_data.get("field", "") if self.indicator.is_of_equipment else ""

    @property
    def is_class_idle(self) -> bool:
        """Whether a class is chosen that narrows nothing."""
        return bool(self.cleaned_data.get("field")) and not self.indicator.is_of_equipment
