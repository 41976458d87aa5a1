"""What people write to join an organisation, and what its administrators answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.joining.enums import Way
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.organisations.numbers import corporate_number
from hashiwatashi.people.enums import Role
from hashiwatashi.people.roles import roles_of
from hashiwatashi.web.days import day_field


class _Applicant(forms.Form):
    full_name = forms.CharField(
        label=_("Your name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    position = forms.CharField(
        label=_("Department and job title"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    message = forms.CharField(
        label=_("Message to those who decide"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class FirstForm(_Applicant):
    """To be the first member of an organisation that is in the register."""

    way = forms.ChoiceField(label=_("How it is confirmed"), widget=forms.RadioSelect)
    mail = forms.EmailField(
        label=_("Mail address at the organisation"),
        required=False,
        help_text=_("Only for the way by mail. It must lie where the organisation's website or desk is."),
    )

    field_order = ("full_name", "position", "way", "mail", "message")

    def __init__(self, ways: Iterable[Way], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        ways = tuple(ways)
        field = self.fields["way"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(way.value, way.label) for way in ways]
        self.initial.setdefault("way", ways[0].value)
        if Way.MAIL not in ways:
            del self.fields["mail"]

    def clean_way(self) -> Way:
        return Way(self.cleaned_data["way"])


class WrittenForm(_Applicant):
    """To be the first member of a firm that is not in the register."""

    written_name = forms.CharField(label=_("Name of the firm"), max_length=200)
    written_number = forms.CharField(
        label=_("Corporate number"),
        max_length=30,
        required=False,
        help_text=_("13 digits. Sole proprietors have none and leave it empty."),
    )
    written_prefecture = forms.ModelChoiceField(label=_("Prefecture"), queryset=Prefecture.objects.all())
    written_address = forms.CharField(label=_("Address"), max_length=300, required=False)

    field_order = (
        "written_name",
        "written_number",
        "written_prefecture",
        "written_address",
        "full_name",
        "position",
        "message",
    )

    def clean_written_number(self) -> str:
        """The digits alone, however they were typed."""
        typed = self.cleaned_data["written_number"].strip()
        return corporate_number(typed) if typed else ""


class JoinForm(_Applicant):
    """To be let in by the administrators of an organisation."""

    role = forms.ChoiceField(label=_("Role"))

    field_order = ("full_name", "position", "role", "message")

    def __init__(self, organisation: Organisation, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, organisation)

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code from the letter"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )


class ConfirmForm(forms.Form):
    """How it was found out; kept in the audit trail."""

    reason = forms.CharField(
        label=_("How you know"), max_length=300, help_text=_("For example: telephoned the number in the register.")
    )


class LetInForm(forms.Form):
    """With which role somebody is let in."""

    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, organisation: Organisation, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, organisation)

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class RefuseForm(forms.Form):
    answer = forms.CharField(
        label=_("Why, and what the applicant can do"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class _Days(forms.Form):
    since = day_field(_("From"))
    until = day_field(
        _("Last day"),
        required=False,
        help_text=_("Leave it empty where no end is known."),
    )


class InviteForm(_Days):
    email = forms.EmailField(label=_("Mail address"))
    role = forms.ChoiceField(label=_("Role"))

    field_order = ("email", "role", "since", "until")

    def __init__(self, organisation: Organisation, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, organisation)
        self.initial.setdefault("since", timezone.localdate())

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("New role"))
    on = day_field(_("From"))

    def __init__(self, organisation: Organisation, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, organisation)
        self.initial.setdefault("on", timezone.localdate())

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class EndForm(forms.Form):
    last_day = day_field(
        _("Last day"),
        help_text=_("From the day after, the person has no access any more."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("last_day", timezone.localdate())


def _offer(form: forms.Form, organisation: Organisation) -> None:
    field = form.fields["role"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [(role.value, role.label) for role in roles_of(organisation.kind)]
