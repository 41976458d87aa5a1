"""What the owner's people may change of a seed."""

from __future__ import annotations

from django import forms

from hashiwatashi.technology.models import Seed


class SeedForm(forms.ModelForm[Seed]):
    class Meta:
        model = Seed
        fields = (
            "title",
            "title_en",
            "summary",
            "applications",
            "field",
            "trl",
            "brl",
            "contact_desk",
            "contact_phone",
            "contact_mail",
            "disclosure",
        )
