"""What the owner's people may change of a seed."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from hashiwatashi.technology.models import Seed
from hashiwatashi.web.conflicts import VersionedForm


class SeedForm(VersionedForm):
    class Meta:
        model = Seed
        widgets: ClassVar = {"milestone_on": forms.DateInput(attrs={"type": "date"})}
        fields = (
            "title",
            "title_en",
            "summary",
            "applications",
            "field",
            "trl",
            "brl",
            "next_milestone",
            "milestone_on",
            "blocker",
            "contact_desk",
            "contact_phone",
            "contact_mail",
            "disclosure",
        )
