"""The forms that name an institution: to whom a consultation is handed off, and who may read a firm's file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.visitors import Visitor
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.web.consultations.meaning import InstitutionForm
from hashiwatashi.web.days import day_field


class HandoffForm(InstitutionForm):
    """To whom, and why."""

    NAMED = "receiver"

    receiver = forms.CharField(
        label=_("To which institution"),
        max_length=200,
        help_text=_("Its name, a part of it, or its corporate number."),
    )
    reason = forms.CharField(
        label=_("Reason for the hand-off"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, visitor: Visitor, *args: Any, **options: Any) -> None:
        super().__init__(Organisation.objects.visible_to(visitor).active(), *args, **options)

    def clean_receiver(self) -> Organisation:
        """The institution of that name or number."""
        return self.named()


class ConsentForm(InstitutionForm):
    """Which institution may read the firm's file, and until when."""

    NAMED = "institution"

    institution = forms.CharField(
        label=_("Which institution"), max_length=200, help_text=_("Its name, a part of it, or its corporate number.")
    )
    last_day = day_field(
        _("Last day"),
        help_text=_("At most three years ahead. You can withdraw it on any day before."),
    )

    def __init__(self, visitor: Visitor, *args: Any, **options: Any) -> None:
        super().__init__(Organisation.objects.visible_to(visitor).active().providers(), *args, **options)

    def clean_institution(self) -> Organisation:
        """The institution of that name or number."""
        return self.named()
