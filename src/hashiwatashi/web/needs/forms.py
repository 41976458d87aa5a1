"""What a firm writes when it registers a need."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from hashiwatashi.needs.actions import SHORTEST_REASON
from hashiwatashi.needs.models import Need
from hashiwatashi.web.conflicts import VersionedForm


class NeedForm(VersionedForm):
    class Meta:
        model = Need
        fields = ("title", "text", "sector", "region_wish", "deadline", "level", "disclosure")
        widgets: ClassVar = {
            "text": forms.Textarea(attrs={"rows": 8}),
            "level": forms.RadioSelect,
            "deadline": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts: ClassVar = {
            "title": _("One line that says what you look for. Everybody can read it, so leave out customers' names."),
            "text": _(
                "What happens, with what, how much, what you tried. Nothing secret: details come after an NDA."
            ),
            "level": _("What others may see until you agree to more. It can be changed later."),
            "disclosure": _("Who may see this entry at all."),
        }


class OpeningForm(forms.Form):
    """Why an operator opens a need that is not theirs."""

    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), min_length=SHORTEST_REASON, max_length=500
    )
