"""What is asked of those who announce courses and issue licences."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hashiwatashi.equipment.models import Equipment, EquipmentClass
from hashiwatashi.equipment.querysets import EquipmentQuerySet
from hashiwatashi.licences.models import Course
from hashiwatashi.opening.models import HIGHEST_LEVEL
from hashiwatashi.opening.rules import KEEPERS
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account
from hashiwatashi.people.roles import accounts_with
from hashiwatashi.web.conflicts import VersionedForm
from hashiwatashi.web.days import day_field
from hashiwatashi.web.formats import called

_MOMENT = {"type": "datetime-local"}
_SHAPE = "%Y-%m-%dT%H:%M"
_LEVELS = [(level, str(level)) for level in range(1, HIGHEST_LEVEL + 1)]


class ReasonForm(forms.Form):
    """Why; whoever it concerns reads it."""

    reason = forms.CharField(label=gettext_lazy("reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class CourseForm(VersionedForm):
    """A course of an institution."""

    level = forms.TypedChoiceField(
        label=gettext_lazy("level of the operator licence"), choices=_LEVELS, coerce=int, initial=2
    )

    class Meta:
        model = Course
        fields = (
            "title",
            "instruments",
            "equipment_class",
            "level",
            "place",
            "starts",
            "ends",
            "seats",
            "fee_note",
            "apply_until",
            "instructor",
            "note",
        )
        widgets: ClassVar = {
            "instruments": forms.CheckboxSelectMultiple,
            "starts": forms.DateTimeInput(attrs=_MOMENT, format=_SHAPE),
            "ends": forms.DateTimeInput(attrs=_MOMENT, format=_SHAPE),
            "apply_until": forms.DateInput(attrs={"type": "date"}),
            "note": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts: ClassVar = {
            "instruments": gettext_lazy("Whoever passes gets a licence for each of them."),
            "equipment_class": gettext_lazy("Instead: one licence for all your instruments of a class."),
            "fee_note": gettext_lazy("In words, e.g. 5,000 yen, not refunded."),
            "note": gettext_lazy("E.g. what to bring, where to report on arrival."),
        }

    def __init__(self, *args: Any, owner: Organisation, equipment: EquipmentQuerySet, **options: Any) -> None:
        super().__init__(*args, **options)
        self.instance.owner = owner
        _choose(self.fields["instruments"], equipment)
        _choose(self.fields["equipment_class"], classes_of(owner))
        people = accounts_with(KEEPERS, owner.pk, timezone.localdate())
        _choose(self.fields["instructor"], Account.objects.filter(pk__in=[one.pk for one in people]))

    def clean(self) -> dict[str, Any]:
        """For instruments, or for a class."""
        values = super().clean()
        if bool(values.get("instruments")) == bool(values.get("equipment_class")):
            self.add_error("instruments", _("Choose instruments, or a class of instruments."))
        return values

    def values(self) -> dict[str, Any]:
        """What the action takes, ``instruments`` among it."""
        told = {name: self.cleaned_data[name] for name in self._meta.fields or ()}
        return told | {"instruments": list(told["instruments"])}


class IssueForm(forms.Form):
    """A licence issued by hand: for whoever has an account under a mail address."""

    mail = forms.EmailField(
        label=gettext_lazy("mail address of the account"),
        help_text=gettext_lazy("The one with which whoever gets the licence signs in here."),
    )
    equipment = forms.ModelChoiceField(
        label=gettext_lazy("equipment"),
        queryset=EquipmentQuerySet(Equipment).none(),
        required=False,
        to_field_name="uid",
    )
    equipment_class = forms.ModelChoiceField(
        label=gettext_lazy("class of equipment"),
        queryset=EquipmentClass.objects.none(),
        required=False,
        help_text=gettext_lazy("Instead: for all your instruments of a class."),
    )
    level = forms.TypedChoiceField(
        label=gettext_lazy("level of the operator licence"), choices=_LEVELS, coerce=int, initial=1
    )
    issued_on = day_field(gettext_lazy("issued on"))
    expires_on = day_field(
        gettext_lazy("valid until (last day)"),
        required=False,
        help_text=gettext_lazy("Empty: for the term of your rules of use."),
    )
    note = forms.CharField(
        label=gettext_lazy("what it rests on"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Needed above level 1, e.g. the paper certificate no. 12 of 2025."),
    )

    def __init__(self, *args: Any, owner: Organisation, equipment: EquipmentQuerySet, **options: Any) -> None:
        super().__init__(*args, **options)
        _choose(self.fields["equipment"], equipment)
        _choose(self.fields["equipment_class"], classes_of(owner))
        self.initial.setdefault("issued_on", timezone.localdate())

    def clean(self) -> dict[str, Any]:
        """Somebody who can sign in, and one thing."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(values.get("equipment")) == bool(values.get("equipment_class")):
            self.add_error("equipment", _("Choose one instrument, or a class of instruments."))
        if mail := values.get("mail"):
            values["person"] = Account.objects.filter(email__iexact=mail, is_active=True).first()
            if values["person"] is None:
                self.add_error("mail", _("Nobody signs in here with this address. Ask for the one that is used."))
        return values

    @property
    def subject(self) -> Equipment | EquipmentClass:
        """What it is for; the form must be valid."""
        found: Equipment | EquipmentClass = self.cleaned_data["equipment"] or self.cleaned_data["equipment_class"]
        return found


def classes_of(owner: Organisation) -> Any:
    """The classes to which instruments of an institution belong."""
    return EquipmentClass.objects.filter(equipment__owner=owner).distinct()


def _choose(field: forms.Field, queryset: Any) -> None:
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = queryset
    if queryset.model is Equipment:
        field.to_field_name = "uid"
        field.label_from_instance = called  # type: ignore[method-assign,assignment]
