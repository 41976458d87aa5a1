"""What is asked of whoever reserves an instrument, and of those who decide."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hashiwatashi.common.timespans import TimeSpan
from hashiwatashi.opening.enums import UserKind
from hashiwatashi.opening.models import UseRules
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.reservations.enums import Ground, UseOutcome
from hashiwatashi.web.days import day_field
from hashiwatashi.web.reservations.times import MinuteField, span_of

_MYSELF = "-"
_READ = _("Whoever reserved it reads it.")


class TimeForm(forms.Form):
    """From when until when; the last day is asked for where the instrument can be lent out."""

    day = day_field(_("day"))
    start = MinuteField(label=pgettext_lazy("time of day", "from"))
    end = MinuteField(label=pgettext_lazy("time of day", "until"))
    is_loan = forms.BooleanField(label=_("take it along (lent out)"), required=False)
    #: Where it is not asked: whether what is put to another time is a loan.
    is_lent = False
    # Whether what stood in the way is something that others have.
    may_wait = False
    last_day = day_field(_("brought back on"), required=False)

    def __init__(self, rules: UseRules | None, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if rules is None or not rules.loan_days:
            del self.fields["is_loan"], self.fields["last_day"]

    def clean(self) -> dict[str, Any]:
        """The end is later than the beginning."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if {"day", "start", "end"} <= values.keys():
            try:
                _found = self.span
            except ValueError:
                self.add_error("end", _("The end must be later than the beginning."))
        return values

    @property
    def span(self) -> TimeSpan:
        """What was asked for; the form must be valid."""
        values = self.cleaned_data
        last_day: date = (values.get("last_day") if values.get("is_loan", self.is_lent) else None) or values["day"]
        return span_of(values["day"], values["start"], last_day, values["end"])


class WishForm(TimeForm):
    """A reservation: when, for whom, what for."""

    purpose = forms.CharField(
        label=_("purpose"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What you want to see or measure, on what. The institution decides by it."),
    )
    sample = forms.CharField(label=_("what is brought"), max_length=300, required=False)
    people = forms.IntegerField(label=_("how many people"), min_value=1, max_value=99, initial=1)
    with_instructor = forms.BooleanField(
        label=_("I want an instructor to attend"),
        required=False,
        help_text=_("Needed if you hold no operator licence for this instrument."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ("day", "start", "end", "is_loan", "last_day", "purpose", "sample", "people", "organisation")

    def __init__(
        self, rules: UseRules | None, organisations: Sequence[Organisation], *args: Any, **options: Any
    ) -> None:
        super().__init__(rules, *args, **options)
        self._by_uid = {str(one.uid): one for one in organisations}
        if rules is None or not rules.licence_level or not rules.with_instructor:
            del self.fields["with_instructor"]
        if organisations:
            choices = [*((uid, one.name) for uid, one in self._by_uid.items()), (_MYSELF, _("Myself"))]
            self.fields["organisation"] = forms.ChoiceField(label=_("for"), choices=choices)
        self.order_fields(self.field_order)

    @property
    def organisation(self) -> Organisation | None:
        """For whom it is used; None for herself. The form must be valid."""
        return self._by_uid.get(self.cleaned_data.get("organisation", ""))

    def values(self) -> dict[str, Any]:
        """What the action takes beside the wish."""
        told = self.cleaned_data
        return {name: told[name] for name in ("purpose", "sample", "people")}


class CounterForm(WishForm):
    """The same at the counter or on the telephone, for somebody who has no account here."""

    contact_name = forms.CharField(label=_("name"), max_length=100)
    contact_firm = forms.CharField(label=_("firm"), max_length=200, required=False)
    contact_phone = forms.CharField(label=_("phone"), max_length=30, required=False)
    contact_mail = forms.EmailField(label=_("mail"), required=False)
    user_kind = forms.ChoiceField(label=_("kind of user"), choices=UserKind.choices)
    applies = forms.BooleanField(label=_("The application has been handed in: apply at once"), required=False)
    field_order = (
        "day",
        "start",
        "end",
        "contact_firm",
        "contact_name",
        "contact_phone",
        "contact_mail",
        "user_kind",
        "purpose",
    )

    def values(self) -> dict[str, Any]:
        """What the action takes beside the wish."""
        names = ("contact_name", "contact_firm", "contact_phone", "contact_mail")
        return super().values() | {name: self.cleaned_data[name] for name in names}


class AgreeForm(forms.Form):
    """An agreement; the last one may set conditions."""

    comment = forms.CharField(label=_("comment"), max_length=500, required=False, help_text=_READ)
    conditions = forms.CharField(
        label=_("conditions of the permission"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("They stand on the permit."),
    )


class SendBackForm(forms.Form):
    """What is to be mended."""

    comment = forms.CharField(
        label=_("what is to be mended"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_READ,
    )


class GroundForm(forms.Form):
    """Why it is refused or taken back."""

    ground = forms.ChoiceField(label=_("ground"), choices=Ground.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("explanation"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed if you choose “Another reason”. Whoever reserved it reads it."),
    )


class ReasonForm(forms.Form):
    """Why it is cancelled, if whoever cancels likes to say."""

    reason = forms.CharField(label=_("reason"), max_length=200, required=False)


class ReportForm(forms.Form):
    """The report after a use; its times are those that were noted."""

    day = day_field(_("day"))
    start = MinuteField(label=_("used from"))
    last_day = day_field(_("last day"))
    end = MinuteField(label=_("used until"))
    outcome = forms.ChoiceField(
        label=_("what came of it"), choices=UseOutcome.choices, widget=forms.RadioSelect, initial=UseOutcome.REACHED
    )
    trouble = forms.CharField(
        label=_("damage or trouble"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    consumed = forms.CharField(label=_("what was used up"), max_length=300, required=False)
    remarks = forms.CharField(
        label=_("remarks"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self) -> dict[str, Any]:
        """The end is later than the beginning."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if {"day", "start", "last_day", "end"} <= values.keys():
            try:
                _found = self.span
            except ValueError:
                self.add_error("end", _("The end must be later than the beginning."))
        return values

    @property
    def span(self) -> TimeSpan:
        """When it was used; the form must be valid."""
        told = self.cleaned_data
        return span_of(told["day"], told["start"], told["last_day"], told["end"])


class PurposeForm(forms.Form):
    """What a reservation is for, to be changed."""

    purpose = forms.CharField(label=_("purpose"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    sample = forms.CharField(label=_("what is brought"), max_length=300, required=False)
    people = forms.IntegerField(label=_("how many people"), min_value=1, max_value=99)
