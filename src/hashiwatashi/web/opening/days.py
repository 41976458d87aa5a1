"""Special days: the year with its closed days, days set and taken back (臨時休館, 特別開館)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from hashiwatashi.common.calendar import fiscal_year, fiscal_year_days, fiscal_year_of
from hashiwatashi.common.errors import Conflict
from hashiwatashi.opening.hours import institution_opening
from hashiwatashi.opening.models import SpecialDay
from hashiwatashi.opening.week import written
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.reservations.closing import Displaced, cancel_special_day, set_special_days
from hashiwatashi.web.editing import form_page
from hashiwatashi.web.formats import day as in_words
from hashiwatashi.web.opening import calendars
from hashiwatashi.web.opening.forms import HoursField
from hashiwatashi.web.opening.previews import attempted, previewed, tell_reinstated, told
from hashiwatashi.web.opening.rules import reservable
from hashiwatashi.web.permissions import on_record
from hashiwatashi.web.visitors import account_of

_DATE = {"type": "date"}
_MOST = 62
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


class DaysForm(forms.Form):
    """One day or several in a row, closed or with hours of their own."""

    equipment: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=gettext_lazy("Only for"), queryset=None, required=False, to_field_name="uid"
    )
    first = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput(attrs=_DATE))
    last = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=forms.DateInput(attrs=_DATE),
        help_text=gettext_lazy("Empty: one day only."),
    )
    hours = HoursField(
        label=gettext_lazy("Opening hours"), help_text=gettext_lazy("Empty: closed. Else e.g. 13:00-17:00.")
    )
    is_yearly = forms.BooleanField(
        label=gettext_lazy("Every year on the same day"),
        required=False,
        help_text=gettext_lazy("E.g. the day on which your house was founded."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("Users read it, e.g. summer closure, power cut for inspection."),
    )

    def __init__(self, *args: Any, equipment: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["equipment"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset, field.empty_label = equipment, _("The whole institution")

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first, nor years later."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = values.get("first"), values.get("last")
        if first and last and last < first:
            self.add_error("last", _("It ends before it begins."))
        elif first and last and (last - first).days >= _MOST:
            self.add_error("last", _("At most %(most)d days at a time.") % {"most": _MOST})
        return values

    def days(self, owner: Organisation) -> list[SpecialDay]:
        """The days, not stored."""
        said = self.cleaned_data
        last = said["last"] or said["first"]
        count = (last - said["first"]).days + 1
        alike = {name: said[name] for name in ("equipment", "hours", "is_yearly", "reason")}
        return [SpecialDay(owner=owner, day=said["first"] + timedelta(days=n), **alike) for n in range(count)]


@on_record(Organisation, "keep_opening")
def index(request: HttpRequest, record: Organisation) -> HttpResponse:
    """The calendar of a fiscal year, and its special days as a list."""
    today = timezone.localdate()
    asked = fiscal_year_of(request.GET.get("year", ""))
    year = asked if asked and _FIRST_YEAR <= asked <= _LAST_YEAR else fiscal_year(today)
    span = fiscal_year_days(year)
    assert span.until is not None
    found = SpecialDay.objects.visible_to(request.user).filter(owner=record).standing()
    context = {
        "record": record,
        "year": year,
        "today": today,
        "months": calendars.year(institution_opening(record.pk, span.since, span.until), year),
        "rows": [(one, written(one.hours)) for one in found.meeting(span.since, span.until).for_lists()],
    }
    return render(request, "opening/days.html", context)


@on_record(Organisation, "keep_opening")
def add(request: HttpRequest, record: Organisation) -> HttpResponse:
    """Set a special day, or several in a row. Shown before it is saved."""
    form = DaysForm(request.POST or None, equipment=reservable(request, record))

    def act() -> tuple[Displaced, ...]:
        return set_special_days(form.days(record), by=account_of(request))

    outcome = attempted(request, form, act)
    if outcome is None:
        return form_page(request, "opening/day.html", form=form, whose=record)
    days = form.days(record)
    if outcome.is_done:
        page = reverse("special-days", args=[record.uid])
        return told(request, outcome.reservations, f"{page}?year={fiscal_year(days[0].day)}")
    one = days[0]
    facts = [
        (_("Holds for"), one.equipment.name if one.equipment else _("The whole institution")),
        (_("Days"), "\n".join(in_words(each.day) for each in days)),
        (_("Opening hours"), written(one.hours) or pgettext("time", "closed")),
        (_("Reason"), one.reason),
        *([(_("Every year on the same day"), _("yes"))] if one.is_yearly else []),
    ]
    return previewed(request, outcome, whose=record, title=_("Set a special day"), facts=facts)


@on_record(SpecialDay, "set_use_rules")
@require_POST
def cancel(request: HttpRequest, record: SpecialDay) -> HttpResponse:
    """Let a day be as usual again; what it displaced stands again where it can."""
    try:
        done = cancel_special_day(record, by=account_of(request))
    except Conflict as error:
        messages.error(request, str(error))
    else:
        tell_reinstated(request, done.reservations)
    page = reverse("special-days", args=[record.owner.uid])
    return redirect(f"{page}?year={fiscal_year(record.day)}")
