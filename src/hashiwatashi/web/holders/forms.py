"""Who is put in charge, and who hands over to whom."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hashiwatashi.holders.models import Holding
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account, Membership


def people_of(organisation: Organisation) -> list[Account]:
    """Everybody who acts for an organisation today or later, by name."""
    held = Membership.objects.filter(organisation=organisation).exclude(until__lte=timezone.localdate())
    found = Account.objects.filter(is_active=True, pk__in=held.values("account"))
    return list(found.order_by("display_name", "email"))


def givers_of(organisation: Organisation) -> list[Account]:
    """Everybody who has something to hand over: who acts for it, and who has left and still stands as in charge."""
    left = Holding.objects.filter(organisation=organisation).from_day(timezone.localdate()).values("account")
    former = Account.objects.filter(pk__in=left).order_by("display_name", "email")
    return list(dict.fromkeys([*people_of(organisation), *former]))


class _People(forms.Form):
    """Forms in which one of the organisation's people is chosen."""

    def choose(self, name: str, people: Iterable[Account]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Account.objects.filter(pk__in=[one.pk for one in people]).order_by("display_name", "email")


class NameForm(_People):
    account = forms.ModelChoiceField(label=_("Person in charge"), queryset=Account.objects.none())
    on = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, people: Iterable[Account], *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.choose("account", people)
        self.initial.setdefault("on", timezone.localdate())


class HandoverForm(_People):
    giver = forms.ModelChoiceField(label=_("Predecessor"), queryset=Account.objects.none())
    receiver = forms.ModelChoiceField(label=_("Successor"), queryset=Account.objects.none())
    on = forms.DateField(
        label=_("On"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The first day on which the successor is in charge."),
    )
    end_roles = forms.BooleanField(label=_("The predecessor leaves: end all roles here on that day"), required=False)
    note = forms.CharField(
        label=_("Note to the successor"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(
        self, givers: Iterable[Account], receivers: Iterable[Account], *args: object, **options: object
    ) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.choose("giver", givers)
        self.choose("receiver", receivers)
        self.initial.setdefault("on", timezone.localdate())
