"""The field of a day in a form: a calendar, and no day that nothing could store."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext

from hashiwatashi.common.values import EARLIEST_YEAR, LATEST_YEAR


def day_field(label: Any, **options: Any) -> forms.DateField:
    """A field for a day of the years in which anything can be stored; 31 December 9999 is none."""
    widget = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, validators=[_check_year], **options)


def _check_year(day: date) -> None:
    if not EARLIEST_YEAR <= day.year < LATEST_YEAR:
        told = gettext("The year must lie between %(first)d and %(last)d.")
        raise forms.ValidationError(told % {"first": EARLIEST_YEAR, "last": LATEST_YEAR - 1})
