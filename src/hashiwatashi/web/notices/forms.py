"""How an account wants to be told by mail."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from hashiwatashi.notices.models import NoticePreference


class PreferenceForm(forms.ModelForm[NoticePreference]):
    """How often, and in which language."""

    class Meta:
        model = NoticePreference
        fields = ("digest", "language")
        widgets: ClassVar = {"digest": forms.RadioSelect, "language": forms.RadioSelect}
