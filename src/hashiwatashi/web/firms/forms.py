"""うちは対象？: what a firm tells of itself in five minutes. Nothing of it is stored."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hashiwatashi.firms.assessing import Firm
from hashiwatashi.firms.enums import Group
from hashiwatashi.firms.rules_data import every

_MAN = 10_000
_MOST_MAN, _MOST_PEOPLE = 10**11, 10**7


def _percent(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=0, max_value=100, decimal_places=4, required=False)


class FirmForm(forms.Form):
    rules = forms.ChoiceField(label=_("By which rules"), required=False)
    group = forms.ChoiceField(label=_("Main business"), choices=Group.choices)
    capital = forms.IntegerField(
        label=_("Capital or contributions (in 10,000 yen)"), min_value=0, max_value=_MOST_MAN, required=False
    )
    employees = forms.IntegerField(label=_("Regular employees"), min_value=0, max_value=_MOST_PEOPLE, required=False)
    largest_share = _percent(_("Of the shares, what one large firm holds at most (%)"))
    large_share = _percent(_("Of the shares, what large firms hold together (%)"))
    deemed_share = _percent(_("Of the shares, what deemed large firms hold (%)"))
    officers = forms.IntegerField(label=_("Officers"), min_value=1, max_value=1000, required=False)
    large_officers = forms.IntegerField(
        label=_("Of them, who also serve large firms"), min_value=0, max_value=1000, required=False
    )
    deemed_officers = forms.IntegerField(
        label=_("Of them, who also serve deemed large firms"), min_value=0, max_value=1000, required=False
    )
    average_income = forms.IntegerField(
        label=_("Taxable income, average of three years (in 10,000 yen)"),
        min_value=0,
        max_value=_MOST_MAN,
        required=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["rules"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.key, one.name) for one in every()]

    def clean(self) -> dict[str, Any]:
        """Parts are no more than the whole."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if _more(values.get("largest_share"), values.get("large_share")):
            self.add_error("large_share", _("This cannot be less than what one of them holds."))
        for name in ("large_officers", "deemed_officers"):
            if _more(values.get(name), values.get("officers")):
                self.add_error(name, _("There are not so many officers."))
        return values

    def firm(self) -> Firm:
        """What was told, in yen and parts of one."""
        told = self.cleaned_data
        return Firm(
            group=Group(told["group"]),
            employees=told["employees"],
            capital=_yen(told["capital"]),
            average_income=_yen(told["average_income"]),
            largest_share=_part(told["largest_share"]),
            large_share=_part(told["large_share"]),
            deemed_share=_part(told["deemed_share"]),
            officers=told["officers"],
            large_officers=told["large_officers"],
            deemed_officers=told["deemed_officers"],
        )


def _more(some: Any, whole: Any) -> bool:
    return some is not None and whole is not None and some > whole


def _yen(man: int | None) -> int | None:
    return None if man is None else man * _MAN


def _part(percent: Any) -> Fraction | None:
    return None if percent is None else Fraction(percent) / 100
