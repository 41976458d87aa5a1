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
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
    DAYS,
    MOST_DAYS,
    Said,
    read,
)
from hashiwatashi.web.permissions import public
from hashiwatashi.web.reservations.times import parts
from hashiwatashi.web.reservations.week import kind_of
from hashiwatashi.web.reservations.when import (
    hour_choices,
    hours_in,
    length_choices,
    told_days,
    told_length,
    told_times,
    values_of,
    weekday_choices,
    weekdays_in,
)
from hashiwatashi.web.visitors import home_of

_WEEK = timedelta(days=7)
_LONGEST_TEXT = 100
_FIRST, _LAST = date(2000, 1, 1), date(2100, 1, 1)


#: Within which days, by a name.
WHEN = (
    ("days", gettext_lazy("The coming 14 days")),
    ("this-week", gettext_lazy("This week")),
    ("next-week", gettext_lazy("Next week")),
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

    text = forms.CharField(
        label=gettext_lazy("Instrument, or what you want to know"), required=False, max_length=_LONGEST_TEXT
    )
    instrument = forms.ChoiceField(label=gettext_lazy("Kind of instrument"), required=False)
    minutes = forms.TypedChoiceField(label=gettext_lazy("For how long"), coerce=int, empty_value=None, required=False)
    when = forms.ChoiceField(label=gettext_lazy("When"), choices=WHEN, required=False)
    since = forms.DateField(
        label=gettext_lazy("or from"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=gettext_lazy("until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    weekday = forms.ChoiceField(label=gettext_lazy("Day of the week"), required=False)
    hours = forms.ChoiceField(label=gettext_lazy("Time of day"), required=False)
    user_kind = forms.ChoiceField(label=gettext_lazy("Who uses it"), choices=UserKind, required=False)
    prefecture = forms.ChoiceField(label=gettext_lazy("Your prefecture"), required=False)
    reach = forms.ChoiceField(label=gettext_lazy("Within reach"), choices=Reach, required=False)

    def __init__(self, data: Mapping[str, Any], today: date, areas: Iterable[Prefecture]) -> None:
        super().__init__(data)
        self._today = today
        kinds = sorted((kind.label, key) for key, kind in vocabulary().kinds.items())
        self._choose("instrument", [("", _("All kinds")), *((key, label) for label, key in kinds)])
        asked = {name: str(data.get(name, "")) for name in ("minutes", "weekday", "hours")}
        self._choose("minutes", length_choices(asked["minutes"]))
        self._choose("weekday", weekday_choices(asked["weekday"]))
        self._choose("hours", hour_choices(asked["hours"]))
        self._choose("prefecture", [("", _("Not chosen")), *((area.code, str(area)) for area in areas)])

    def _choose(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

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

    def quest(self) -> Quest:
        """What a valid form asks for."""
        told, zone = self.cleaned_data, timezone.get_default_timezone()
        text = told["text"].strip()
        return Quest(
            within=TimeSpan(at_minute(told["first"], 0, zone), at_minute(told["last"], DAY_MINUTES, zone)),
            minutes=told["minutes"] or 120,
            weekdays=weekdays_in(told["weekday"]),
            hours=hours_in(told["hours"]),
            user_kind=UserKind(told["user_kind"] or UserKind.FIRM),
            words=tuple(text.split()),
            kinds=kinds_meant(text),
            kind=told["instrument"],
            home=told["prefecture"],
            reach=Reach(told["reach"] or Reach.COUNTRY),
        )


def said_in(asked: Mapping[str, str], today: date) -> Said:
    """The times in the words that were written, unless they shall be looked for as they are."""
    text = asked.get("text", "")
    return Said(text) if asked.get("as_written") or len(text) > _LONGEST_TEXT else read(text, today)


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
    # The form shows what was read of the time, so that each of it can be changed by itself.
    asked, today = request.GET.dict(), timezone.localdate(now)
    said = said_in(asked, today)
    form = FindingForm({**start, **asked, **values_of(said)}, today, areas)
    context: dict[str, Any] = {"form": form, "asked": bool(asked), "said": told_times(said)}
    status = 200
    if request.GET and form.is_valid():
        quest = form.quest()
        names = {area.code: str(area) for area in areas}
        context |= _shown(find(quest, request.user, now), quest, names)
    elif request.GET:
        status = 400
    else:
        form.errors.clear()
    return render(request, "reservations/free.html", context, status=status)


def _shown(found: Findings, quest: Quest, names: Mapping[str, str]) -> dict[str, Any]:
    def line(one: Found) -> Line:
        distance = kilometres(quest.home, one.prefecture) if quest.home and one.prefecture else None
        return Line(one, names.get(one.prefecture, ""), distance)

    kinds, days = vocabulary().kinds, days_of(quest.within, timezone.get_default_timezone())
    return {
        "found": found,
        "quest": quest,
        "lines": [line(one) for one in found.free],
        "busy": [line(one) for one in found.busy],
        "outside": line(found.outside) if found.outside else None,
        "meant": [kinds[key].label for key in sorted(quest.kinds)],
        "length": told_length(quest.minutes),
        "days": told_days(days[0], days[-1]),
        "named": " ".join(quest.words),
        # What the catalogue has of the kind besides, reserved by telephone.
        "kind": quest.kind or (next(iter(quest.kinds)) if len(quest.kinds) == 1 else ""),
    }
