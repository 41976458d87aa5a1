"""空き検索: which instruments are free for so long within some days, over all institutions, for everybody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS as WEEKDAY_NAMES
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.areas.offices import kilometres
from hashiwatashi.common.timespans import DAY_MINUTES, TimeSpan, at_minute, days_of
from hashiwatashi.equipment.vocabulary import vocabulary
from hashiwatashi.matching.understanding import kinds_meant
from hashiwatashi.opening.enums import UserKind
from hashiwatashi.opening.week import clock
from hashiwatashi.reservations.finding import Findings, Found, Slot, find
from hashiwatashi.reservations.quest import Quest, Reach
from hashiwatashi.reservations.said import (
    AFTERNOON,
    DAYS,
    EVENING,
    MORNING,
    MOST_DAYS,
    WEEKEND,
    WORKING_DAYS,
    Said,
    read,
)
from hashiwatashi.web.formats import day
from hashiwatashi.web.permissions import public
from hashiwatashi.web.reservations.times import parts
from hashiwatashi.web.reservations.week import kind_of
from hashiwatashi.web.visitors import home_of

_WEEK = timedelta(days=7)
LENGTHS = (30, 60, 90, 120, 180, 240, 360, 480)
_FIRST, _LAST = date(2000, 1, 1), date(2100, 1, 1)


#: Within which days, by a name.
WHEN = (
    ("days", gettext_lazy("The coming 14 days")),
    ("this-week", gettext_lazy("This week")),
    ("next-week", gettext_lazy("Next week")),
)

#: Of these days only, and in this part of them.
WEEKDAYS: Mapping[str, frozenset[int]] = {
    "": frozenset(),
    "working-days": WORKING_DAYS,
    "weekend": WEEKEND,
    **{str(number): frozenset({number}) for number in WEEKDAY_NAMES},
}
HOURS = {"": (0, DAY_MINUTES), "morning": MORNING, "afternoon": AFTERNOON, "evening": EVENING}
_WEEKDAY_CHOICES = (
    ("", gettext_lazy("Any day")),
    ("working-days", gettext_lazy("Monday to Friday")),
    ("weekend", gettext_lazy("Saturday and Sunday")),
    *((str(number), name) for number, name in WEEKDAY_NAMES.items()),
)
_HOUR_CHOICES = (
    ("", gettext_lazy("Any time of day")),
    ("morning", gettext_lazy("In the morning")),
    ("afternoon", gettext_lazy("In the afternoon")),
    ("evening", gettext_lazy("From 17:00 on")),
)


def days_named(name: str, today: date) -> tuple[date, date]:
    """The first and the last day that a preset means."""
    monday = today - timedelta(days=today.weekday())
    if name == "this-week":
        return today, monday + _WEEK - timedelta(days=1)
    if name == "next-week":
        return monday + _WEEK, monday + 2 * _WEEK - timedelta(days=1)
    return today, today + timedelta(days=DAYS - 1)


class FindingForm(forms.Form):
    """What is looked for; every field may stay as it is."""

    text = forms.CharField(label=gettext_lazy("Instrument, or what you want to know"), required=False, max_length=100)
    instrument = forms.ChoiceField(label=gettext_lazy("Kind of instrument"), required=False)
    minutes = forms.TypedChoiceField(label=gettext_lazy("For how long"), coerce=int, empty_value=None, required=False)
    when = forms.ChoiceField(label=gettext_lazy("When"), choices=WHEN, required=False)
    since = forms.DateField(
        label=gettext_lazy("or from"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=gettext_lazy("until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    weekday = forms.ChoiceField(label=gettext_lazy("Day of the week"), choices=_WEEKDAY_CHOICES, required=False)
    hours = forms.ChoiceField(label=gettext_lazy("Time of day"), choices=_HOUR_CHOICES, required=False)
    user_kind = forms.ChoiceField(label=gettext_lazy("Who uses it"), choices=UserKind, required=False)
    prefecture = forms.ChoiceField(label=gettext_lazy("Your prefecture"), required=False)
    reach = forms.ChoiceField(label=gettext_lazy("Within reach"), choices=Reach, required=False)

    as_written = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any], today: date, areas: Iterable[Prefecture]) -> None:
        super().__init__(data)
        self._today = today
        kinds = sorted((kind.label, key) for key, kind in vocabulary().kinds.items())
        self._choose("instrument", [("", _("All kinds")), *((key, label) for label, key in kinds)])
        self._choose("minutes", [(minutes, told_length(minutes)) for minutes in LENGTHS])
        self._choose("prefecture", [("", _("Not chosen")), *((area.code, str(area)) for area in areas)])

    def _choose(self, name: str, choices: list[tuple[Any, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """The days, by name or by themselves, the last one within."""
        told = super().clean() or self.cleaned_data
        first, last = days_named(told.get("when") or "days", self._today)
        if any(day and not _FIRST <= day < _LAST for day in (told.get("since"), told.get("until"))):
            raise ValidationError(_("Name days of the years 2000 to 2099."))
        if told.get("since") or told.get("until"):
            first = told.get("since") or self._today
            last = told.get("until") or first + timedelta(days=DAYS - 1)
        if last < first:
            self.add_error("until", _("The last day must not be before the first."))
        elif (last - first).days >= MOST_DAYS:
            self.add_error("until", _("At most %(days)d days at a time.") % {"days": MOST_DAYS})
        told["first"], told["last"] = first, last
        return told

    def said(self) -> Said:
        """The times in the words of a valid form, unless they shall be looked for as they are written."""
        text = self.cleaned_data["text"]
        return Said(text.strip()) if self.cleaned_data["as_written"] else read(text, self._today)

    def quest(self, said: Said) -> Quest:
        """What a valid form asks for; what its words say of the time counts before its fields."""
        told, zone = self.cleaned_data, timezone.get_default_timezone()
        asked = Quest(
            within=TimeSpan(at_minute(told["first"], 0, zone), at_minute(told["last"], DAY_MINUTES, zone)),
            minutes=told["minutes"] or 120,
            weekdays=WEEKDAYS[told["weekday"]],
            hours=HOURS[told["hours"]],
            user_kind=UserKind(told["user_kind"] or UserKind.FIRM),
            kind=told["instrument"],
            home=told["prefecture"],
            reach=Reach(told["reach"] or Reach.COUNTRY),
        )
        return asked.as_said(said, kinds_meant(said.rest))


@dataclass(frozen=True, slots=True)
class Way:
    """A free time, and where it is reserved."""

    slot: Slot

    @property
    def href(self) -> str:
        first, start, _last, end = parts(self.slot.span)
        query = urlencode({"day": first.isoformat(), "start": clock(start), "end": clock(end)})
        return f"{reverse('reservation-new', args=[self.slot.unit.uid])}?{query}"


@dataclass(frozen=True, slots=True)
class Line:
    """One instrument as the page shows it."""

    found: Found
    area: str
    distance: int | None

    @property
    def ways(self) -> list[Way]:
        return [Way(slot) for slot in self.found.times]

    @property
    def other(self) -> Way | None:
        return Way(self.found.other) if self.found.other else None


@public
def free(request: HttpRequest) -> HttpResponse:
    """The form, and what is free as soon as something was asked."""
    now = timezone.now()
    areas = list(Prefecture.objects.all())
    home = home_of(request)
    start = {"user_kind": str(kind_of(request)), "prefecture": home.pk if home else "", "minutes": "120"}
    form = FindingForm({**start, **request.GET.dict()}, timezone.localdate(now), areas)
    context: dict[str, Any] = {"form": form, "asked": bool(request.GET)}
    status = 200
    if request.GET and form.is_valid():
        said = form.said()
        quest = form.quest(said)
        names = {area.code: str(area) for area in areas}
        context |= _shown(find(quest, request.user, now), quest, names) | {"said": told_times(said)}
    elif request.GET:
        status = 400
    else:
        form.errors.clear()
    return render(request, "reservations/free.html", context, status=status)


def _shown(found: Findings, quest: Quest, names: Mapping[str, str]) -> dict[str, Any]:
    def line(one: Found) -> Line:
        distance = kilometres(quest.home, one.prefecture) if quest.home and one.prefecture else None
        return Line(one, names.get(one.prefecture, ""), distance)

    kinds = vocabulary().kinds
    return {
        "found": found,
        "quest": quest,
        "lines": [line(one) for one in found.free],
        "busy": [line(one) for one in found.busy],
        "outside": line(found.outside) if found.outside else None,
        "meant": [kinds[key].label for key in sorted(quest.kinds)],
        "length": told_length(quest.minutes),
        "days": days_of(quest.within, timezone.get_default_timezone()),
    }


def told_times(said: Said) -> list[str]:
    """What was read of the times, in the words of the page."""
    told = [" – ".join(dict.fromkeys(map(day, said.days)))] if said.days else []
    told += [str(WEEKDAY_NAMES[number]) for number in sorted(said.weekdays)]
    if said.hours:
        told.append("–".join(map(clock, said.hours)))
    return [*told, told_length(said.minutes)] if said.minutes else told


def told_length(minutes: int) -> str:
    """90 minutes, 2 hours."""
    if minutes % 60:
        return ngettext("%(minutes)d minute", "%(minutes)d minutes", minutes) % {"minutes": minutes}
    return ngettext("%(hours)d hour", "%(hours)d hours", minutes // 60) % {"hours": minutes // 60}
