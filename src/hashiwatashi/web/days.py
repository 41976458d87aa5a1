"""The field of a day in a form: a calendar, and no day that nothing could store."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext

from hashiwatashi.common.values import EARLIEST_YEAR, LATEST_YEAR


def day_field(label: Any, **options: Any) -> forms.DateField:
    """A field for a day of the years in which anything can be stored; 31 December 9999 is none."""
    widget = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, validators=[_check_year], **options)


class LastDayField(forms.DateField):
    """The last day on which something holds, as people say it; its value is the day after, as it is stored."""

    def to_python(self, value: Any) -> date | None:
        last = super().to_python(value)
        return last + timedelta(days=1) if last is not None and last < date.max else last

    def prepare_value(self, value: Any) -> Any:
        stored = isinstance(value, date) and value > date.min
        return super().prepare_value(value - timedelta(days=1) if stored else value)


def _check_year(day: date) -> None:
    if not EARLIEST_YEAR <= day.year < LATEST_YEAR:
        told = gettext("The year must lie between %(first)d and %(last)d.")
        raise forms.ValidationError(told % {"first": EARLIEST_YEAR, "last": LATEST_YEAR - 1})
