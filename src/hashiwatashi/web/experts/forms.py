"""What an organisation writes of its experts: who the person is, and what she is asked for."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Expert, Person
from hashiwatashi.people.numbers import orcid_of
from hashiwatashi.web.conflicts import VersionedForm


class ExpertForm(VersionedForm):
    areas = forms.ModelMultipleChoiceField(
        label=_("Areas covered"),
        queryset=Prefecture.objects.all(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_("Several may be chosen."),
    )

    class Meta:
        model = Expert
        fields = (
            "kind",
            "headline",
            "field",
            "profile",
            "track_record",
            "since",
            "until",
            "contact_mail",
            "contact_phone",
            "disclosure",
        )
        widgets: ClassVar = {
            "profile": forms.Textarea(attrs={"rows": 5}),
            "track_record": forms.Textarea(attrs={"rows": 4}),
            "since": forms.DateInput(attrs={"type": "date"}),
            "until": forms.DateInput(attrs={"type": "date"}),
        }


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    orcid = forms.CharField(label=_("ORCID"), required=False, max_length=60)

    class Meta:
        model = Person
        fields = ("name", "name_kana", "name_en", "researcher_number", "orcid", "researchmap")

    def clean_orcid(self) -> str | None:
        """In its usual form; None for none, so that none is never equal to another none."""
        typed = self.cleaned_data["orcid"].strip()
        return orcid_of(typed) if typed else None


class KnownPersonForm(forms.Form):
    """One of the organisation's people who has a profile already; the same person is never written down twice."""

    known = forms.ModelChoiceField(
        label=_("A person who is listed already"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("No, a new person"),
        help_text=_("For another profile of the same person, choose her here and leave the name below as it is."),
    )

    def __init__(self, organisations: list[Organisation], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["known"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people_of(organisations)


def people_of(organisations: list[Organisation]) -> QuerySet[Person]:
    """The persons with a profile in one of the organisations."""
    return (
        Person.objects.filter(expert_profiles__organisation__in=organisations).distinct().order_by("name_kana", "pk")
    )
