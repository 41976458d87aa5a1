"""What the owner's people may change of a seed."""

from __future__ import annotations

from hashiwatashi.technology.models import Seed
from hashiwatashi.web.conflicts import VersionedForm


class SeedForm(VersionedForm):
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
