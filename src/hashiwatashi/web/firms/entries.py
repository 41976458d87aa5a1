"""Forms in which a firm writes down its figures, its shareholders and its officers, to be stored."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.firms.enums import TOLD_CLASSES, FirmClass, Group
from hashiwatashi.firms.models import FirmProfile, Officer, ShareHolding
from hashiwatashi.firms.shares import in_words, part_and_whole
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.organisations.numbers import corporate_number
from hashiwatashi.organisations.querysets import OrganisationQuerySet

_MAN = 10_000
_MOST_MAN, _MOST_PEOPLE = 10**11, 10**7
_ADAY = timedelta(days=1)
_CLASSES = [
    (one.value, gettext_lazy("I do not know") if one == FirmClass.UNKNOWN else one.label) for one in TOLD_CLASSES
]


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **options)


def _yen(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=0, max_value=_MOST_MAN, decimal_places=4, required=False)


class FiguresForm(forms.Form):
    """The figures from a day on; filled in with those that hold."""

    since = _day(gettext_lazy("These figures hold from"))
    group = forms.ChoiceField(label=gettext_lazy("Main business"), choices=Group.choices)
    capital = _yen(gettext_lazy("Capital or contributions (in 10,000 yen)"))
    employees = forms.IntegerField(
        label=gettext_lazy("Regular employees"), min_value=0, max_value=_MOST_PEOPLE, required=False
    )
    average_income = _yen(gettext_lazy("Taxable income, average of three years (in 10,000 yen)"))
    officers = forms.IntegerField(label=gettext_lazy("Officers"), min_value=1, max_value=1000, required=False)
    is_complete = forms.BooleanField(
        label=gettext_lazy(
            "Every firm that holds shares and every officer who serves another firm is listed on the page."
        ),
        required=False,
        help_text=gettext_lazy("As long as this is not so, whoever is not listed may be a large firm."),
    )

    def __init__(self, profile: FirmProfile | None, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["since"] = timezone.localdate()
        if profile is not None:
            self.initial.update(
                {
                    "group": profile.group,
                    "capital": _man(profile.capital),
                    "employees": profile.employees,
                    "average_income": _man(profile.average_income),
                    "officers": profile.officers,
                    "is_complete": profile.is_complete,
                }
            )

    def values(self) -> dict[str, Any]:
        """What the action takes, in yen."""
        told = self.cleaned_data
        sums = {
            name: None if told[name] is None else int(told[name] * _MAN) for name in ("capital", "average_income")
        }
        return {**told, **sums}


class _LineForm(forms.Form):
    """A firm behind another: by its corporate number where it is in the register, by its name else."""

    NAME, LINK = "", ""

    number = forms.CharField(
        label=gettext_lazy("Its corporate number"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("Where it is registered here, its own class counts. It is told that you named it."),
    )
    told_class = forms.ChoiceField(label=gettext_lazy("Its class, as far as you know"), choices=_CLASSES)
    since = _day(gettext_lazy("From"))
    last_day = _day(
        gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Leave it empty where no end is known.")
    )
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, required=False, widget=forms.HiddenInput)

    def __init__(
        self, entry: ShareHolding | Officer | None, register: OrganisationQuerySet, *args: Any, **options: Any
    ) -> None:
        """``register`` holds the organisations that the visitor sees."""
        super().__init__(*args, **options)
        self._register = register
        self.initial.update({"told_class": "unknown", "since": timezone.localdate()})
        self._linked: Organisation | None = getattr(entry, self.LINK, None)
        if entry is not None:
            linked = self._linked
            self.initial.update(
                {
                    self.NAME: getattr(entry, self.NAME),
                    "number": (linked and linked.corporate_number) or "",
                    "told_class": entry.told_class,
                    "since": entry.since,
                    "last_day": entry.until - _ADAY if entry.until else None,
                    "version": entry.version,
                }
            )

    def clean_number(self) -> Organisation | None:
        """The organisation of the number; a number that is not in the register is refused.

        Who is linked already and has no number stays so.
        """
        typed = self.cleaned_data["number"].strip()
        if not typed:
            return self._linked if self._linked and not self._linked.corporate_number else None
        found = self._register.filter(corporate_number=corporate_number(typed)).first()
        if found is None:
            raise forms.ValidationError(_("No organisation here has this number. Leave it empty and write the name."))
        return found

    def clean(self) -> dict[str, Any]:
        """A line holds for a day at least."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        since, last = values.get("since"), values.get("last_day")
        if since and last and last < since:
            self.add_error("last_day", _("It ends before it begins."))
        return values

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        told = self.cleaned_data
        last = cast("date | None", told["last_day"])
        return {
            self.NAME: told[self.NAME],
            self.LINK: told["number"],
            "told_class": told["told_class"],
            "since": told["since"],
            "until": last + _ADAY if last else None,
        }


class HoldingForm(_LineForm):
    NAME, LINK = "holder_name", "holder"

    holder_name = forms.CharField(label=gettext_lazy("Name of the shareholder"), max_length=200)
    share = forms.CharField(
        label=gettext_lazy("Share"),
        max_length=60,
        help_text=gettext_lazy("A percentage (33.4), a fraction (1/3) or numbers of shares (300/1,000)."),
    )

    field_order = ("holder_name", "share", "told_class", "number", "since", "last_day")

    def __init__(self, entry: ShareHolding | None, *args: Any, **options: Any) -> None:
        super().__init__(entry, *args, **options)
        if entry is not None:
            self.initial["share"] = in_words(entry.part, entry.whole)

    def clean_share(self) -> tuple[int, int]:
        """How many of how many; nobody holds nothing."""
        try:
            part, whole = part_and_whole(self.cleaned_data["share"])
        except InvalidInput as error:
            raise forms.ValidationError(str(error)) from None
        if part == 0:
            raise forms.ValidationError(_("Who holds nothing need not be listed."))
        return part, whole

    def values(self) -> dict[str, Any]:
        part, whole = self.cleaned_data["share"]
        return {**super().values(), "part": part, "whole": whole}


class OfficerForm(_LineForm):
    NAME, LINK = "serves_name", "serves"

    name = forms.CharField(
        label=gettext_lazy("Name of the officer"),
        max_length=100,
        help_text=gettext_lazy("Nobody outside of your firm and its supervising body sees it."),
    )
    serves_name = forms.CharField(label=gettext_lazy("Name of the firm that the officer also serves"), max_length=200)

    field_order = ("name", "serves_name", "told_class", "number", "since", "last_day")

    def __init__(self, entry: Officer | None, *args: Any, **options: Any) -> None:
        super().__init__(entry, *args, **options)
        if entry is not None:
            self.initial["name"] = entry.name

    def values(self) -> dict[str, Any]:
        return {**super().values(), "name": self.cleaned_data["name"]}


def _man(yen: int | None) -> Decimal | int | None:
    """In 10,000 yen, exactly; whole where it is."""
    return None if yen is None else yen // _MAN if yen % _MAN == 0 else Decimal(yen) / _MAN
