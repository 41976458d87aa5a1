"""What is asked of those who answer, and what an organisation declares."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hashiwatashi.areas.gazetteer import Gazetteer
from hashiwatashi.areas.models import Municipality
from hashiwatashi.duties.enums import Function
from hashiwatashi.duties.models import Duty, Field, Target
from hashiwatashi.web.conflicts import VersionedForm
from hashiwatashi.web.days import LastDayField
from hashiwatashi.web.offering import PlaceField

_MOST_TOWNS = 200
_CODE = re.compile(r"[a-z0-9][a-z0-9-]*")


class WhoForm(forms.Form):
    """What it is about, and where; the place is found by its name."""

    function = forms.ChoiceField(label=gettext_lazy("What it is about"), choices=Function.choices, required=False)
    field = forms.ModelChoiceField(
        label=gettext_lazy("Field"),
        queryset=Field.objects.none(),
        required=False,
        to_field_name="code",
        empty_label=gettext_lazy("Any field"),
    )
    place = PlaceField(label=gettext_lazy("Prefecture or municipality"), max_length=60, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["field"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Field.objects.in_force_on(timezone.localdate())

    def clean_function(self) -> Function:
        return Function(self.cleaned_data["function"] or Function.CONSULTATION)


class FieldForm(VersionedForm):
    """A field of technology or strategy; its code is given once."""

    class Meta:
        model = Field
        fields = ("code", "kind", "name", "name_en", "since", "until")
        field_classes: ClassVar = {"until": LastDayField}
        labels: ClassVar = {"until": gettext_lazy("Last day")}
        widgets: ClassVar = {
            "since": forms.DateInput(attrs={"type": "date"}),
            "until": forms.DateInput(attrs={"type": "date"}),
        }
        help_texts: ClassVar = {
            "code": gettext_lazy("Small letters, digits and hyphens, such as surface-treatment."),
            "until": gettext_lazy("From the next day on it can no longer be chosen."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk is not None:
            del self.fields["code"]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].lower()
        if not _CODE.fullmatch(code):
            raise forms.ValidationError(_("Use small letters, digits and hyphens only."))
        return code


class TargetForm(VersionedForm):
    """Within how many working days an institution means to answer and to close."""

    class Meta:
        model = Target
        fields = ("function", "field", "answer_days", "close_days", "since", "until")
        field_classes: ClassVar = {"until": LastDayField}
        labels: ClassVar = {"until": gettext_lazy("Last day")}
        widgets: ClassVar = {
            "since": forms.DateInput(attrs={"type": "date"}),
            "until": forms.DateInput(attrs={"type": "date"}),
        }
        help_texts: ClassVar = {
            "field": gettext_lazy("None chosen: all fields. The target of a field goes before that of all fields."),
            "answer_days": gettext_lazy("Where a role declaration says fewer days, those hold."),
            "since": gettext_lazy("A target of the same kind that holds until then ends on this day by itself."),
            "until": gettext_lazy("From the next day on it holds no longer; what was promised before stays."),
        }

    def clean(self) -> dict[str, Any]:
        """Nothing is closed before it is answered."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        answer, close = values.get("answer_days"), values.get("close_days")
        if answer and close and close < answer:
            self.add_error("close_days", _("Not fewer than until the first answer."))
        return values


class DutyForm(VersionedForm):
    towns = forms.CharField(
        label=gettext_lazy("Municipalities"),
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One a line, where it is not a whole prefecture: 宮城県仙台市, or its code."),
    )

    class Meta:
        model = Duty
        fields = (
            "function",
            "fields",
            "prefectures",
            "responsible",
            "phone",
            "mail",
            "hours",
            "target_days",
            "since",
            "until",
        )
        widgets: ClassVar = {
            "fields": forms.SelectMultiple(attrs={"size": 6}),
            "prefectures": forms.SelectMultiple(attrs={"size": 6}),
            "since": forms.DateInput(attrs={"type": "date"}),
            "until": forms.DateInput(attrs={"type": "date"}),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk is not None:
            towns = self.instance.municipalities.select_related("prefecture")
            self.initial["towns"] = "\n".join(str(town) for town in towns)

    def clean_towns(self) -> list[Municipality]:
        """The municipalities named, one a line; each line must name exactly one."""
        lines = list(dict.fromkeys(filter(None, map(str.strip, self.cleaned_data["towns"].splitlines()))))
        if len(lines) > _MOST_TOWNS:
            raise forms.ValidationError(_("At most %(most)d municipalities."), params={"most": _MOST_TOWNS})
        found, places = [], Gazetteer(lines)
        for line in lines:
            place = places.find(line)
            if place is None or place[1] is None:
                told = _("“%(name)s” is no municipality, or several. Write it with its prefecture.")
                self.add_error("towns", told % {"name": line})
            else:
                found.append(place[1])
        return found

    def clean(self) -> dict[str, Any]:
        """Somebody who answers can be reached."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if not values.get("phone") and not values.get("mail"):
            self.add_error("phone", _("Write a telephone number or a mail address."))
        return values

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "towns"}
        return {**values, "municipalities": self.cleaned_data["towns"]}
