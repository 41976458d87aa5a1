"""Which cases of an institution are counted: what the page of figures, its files and its lists ask for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hashiwatashi.common.calendar import fiscal_days, fiscal_year
from hashiwatashi.common.errors import NotAllowed
from hashiwatashi.consultations.enums import ConsultationKind
from hashiwatashi.consultations.models import HolderPeriod
from hashiwatashi.consultations.reports import Bounds
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.web import formats
from hashiwatashi.web.editing import institutions_for


def institutions_of(request: HttpRequest) -> list[Organisation]:
    """The institutions for which the account answers; raises `NotAllowed` without any."""
    found = institutions_for(request)
    if not found:
        raise NotAllowed(_("This page is for the people of institutions that answer consultations."))
    return found


class BoundsForm(forms.Form):
    """Of which institution, of which kind, and of which fiscal year or month. Each has a first choice."""

    institution = forms.ChoiceField(label=gettext_lazy("Institution"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("kind"), required=False, choices=ConsultationKind.choices)
    year = forms.TypedChoiceField(label=gettext_lazy("Fiscal year"), required=False, coerce=int, empty_value=None)
    month = forms.TypedChoiceField(label=gettext_lazy("Month"), required=False, coerce=int, empty_value=None)

    def __init__(self, institutions: list[Organisation], data: Mapping[str, Any]) -> None:
        today = timezone.localdate()
        first = {
            "institution": str(institutions[0].uid),
            "kind": ConsultationKind.TECHNICAL,
            "year": fiscal_year(today),
        }
        asked = {name: data[name] for name in ("institution", "kind", "year", "month") if data.get(name)}
        super().__init__({**first, **asked})
        self._by_uid = {str(one.uid): one for one in institutions}
        self._choices("institution", [(uid, one.name) for uid, one in self._by_uid.items()])
        self._choices("year", [(str(year), formats.fiscal_year(year)) for year in _years(institutions, today)])
        months = [(str(number), MONTHS[number]) for number in (*range(4, 13), *range(1, 4))]
        self._choices("month", [("", _("The whole year")), *months])
        if len(institutions) == 1:
            self.fields["institution"].widget = forms.HiddenInput()
        self.is_valid()

    @property
    def bounds(self) -> Bounds:
        """What is asked for; a value that is no choice counts as the first."""
        told = self.cleaned_data
        institution = self._by_uid.get(told.get("institution", "")) or next(iter(self._by_uid.values()))
        year, month = told.get("year") or fiscal_year(timezone.localdate()), told.get("month")
        kind = ConsultationKind(told.get("kind") or ConsultationKind.TECHNICAL)
        return Bounds(institution, kind, fiscal_days(year, month))

    @property
    def query(self) -> str:
        """The choice as it stands in addresses."""
        return urlencode({name: self.data[name] for name in self.fields if self.data.get(name)})

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


def _years(institutions: list[Organisation], today: date) -> list[int]:
    """The fiscal years from the first case on, newest first."""
    first = HolderPeriod.objects.filter(organisation__in=institutions).order_by("since").first()
    since = fiscal_year(timezone.localdate(first.since)) if first else fiscal_year(today)
    return list(range(fiscal_year(today), since - 1, -1))
