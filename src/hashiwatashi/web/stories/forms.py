"""What is written of a success story, and what whoever asked says to it."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from hashiwatashi.stories.enums import ShownPlace
from hashiwatashi.stories.models import Story
from hashiwatashi.web.conflicts import VersionedForm


class StoryForm(VersionedForm):
    class Meta:
        model = Story
        fields = ("title", "trouble", "done", "helped", "means", "field")
        widgets: ClassVar = {name: forms.Textarea(attrs={"rows": 4}) for name in ("trouble", "done", "helped")}
        help_texts: ClassVar = {
            "title": _("Without the name of the firm: for instance “White spots on plated parts”."),
        }


class AgreeForm(forms.Form):
    """Consent to the words that were read: ``digest`` says which they were."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    place = forms.ChoiceField(
        label=_("What may be told of where you are?"),
        choices=ShownPlace.choices,
        initial=ShownPlace.NOTHING,
        widget=forms.RadioSelect,
    )


class DeclineForm(forms.Form):
    answer = forms.CharField(
        label=_("A word, if you like: what should be different?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
