"""Closures of units: one or a whole room, with a look at who is affected; taken back or ended early."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from hashiwatashi.common.errors import Conflict
from hashiwatashi.common.timespans import TimeSpan
from hashiwatashi.opening.models import Unit
from hashiwatashi.opening.querysets import UnitQuerySet
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.reservations.closing import Displaced, close_units, end_closure
from hashiwatashi.reservations.enums import OccupancyKind
from hashiwatashi.reservations.models import Closure
from hashiwatashi.web.editing import form_page
from hashiwatashi.web.formats import called, moment
from hashiwatashi.web.opening.previews import attempted, previewed, tell_reinstated, told
from hashiwatashi.web.permissions import on_record
from hashiwatashi.web.visitors import account_of

_PAGE = 50
_KINDS = [choice for choice in OccupancyKind.choices if choice[0] != OccupancyKind.RESERVATION]
_MOMENT = {"type": "datetime-local"}
_SHAPE = "%Y-%m-%dT%H:%M"


class ClosureForm(forms.Form):
    """Single units, all of a room, or both; from when until when, and why."""

    room = forms.ChoiceField(
        label=gettext_lazy("Whole room"),
        required=False,
        help_text=gettext_lazy("All units of that room are closed together, all of them or none."),
    )
    units = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Units"),
        queryset=Unit.objects.none(),
        required=False,
        to_field_name="uid",
        widget=forms.CheckboxSelectMultiple,
    )
    starts = forms.DateTimeField(
        label=gettext_lazy("Closed from"), widget=forms.DateTimeInput(attrs=_MOMENT, format=_SHAPE)
    )
    ends = forms.DateTimeField(
        label=gettext_lazy("Closed until"), widget=forms.DateTimeInput(attrs=_MOMENT, format=_SHAPE)
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=_KINDS)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("Those who reserved it read it, e.g. the X-ray tube is replaced."),
    )

    def __init__(self, *args: Any, units: UnitQuerySet, **options: Any) -> None:
        super().__init__(*args, **options)
        self._all = units
        rooms = list(units.exclude(room="").order_by("room").values_list("room", flat=True).distinct())
        self.fields["room"].choices = [("", "—"), *((room, room) for room in rooms)]  # type: ignore[attr-defined]
        field = self.fields["units"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = units
        field.label_from_instance = named  # type: ignore[method-assign,assignment]

    def clean(self) -> dict[str, Any]:
        """At least one unit, and an end after the beginning."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if not values.get("units") and not values.get("room"):
            self.add_error("units", _("Choose at least one unit, or a room."))
        starts, ends = values.get("starts"), values.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", _("It ends before it begins."))
        if ends and ends <= timezone.now():
            self.add_error("ends", _("That time has passed."))
        return values

    def chosen(self) -> list[Unit]:
        """The units chosen by name or by their room, each once."""
        said = self.cleaned_data
        found: dict[int, Unit] = {unit.pk: unit for unit in said["units"]}
        if said["room"]:
            found |= {unit.pk: unit for unit in self._all.filter(room=said["room"])}
        return list(found.values())

    @property
    def span(self) -> TimeSpan:
        """From when until when; the form must be valid."""
        return TimeSpan(self.cleaned_data["starts"], self.cleaned_data["ends"])


def named(unit: Unit) -> str:
    """A unit by instrument, number and room."""
    number = _("no. %(number)d") % {"number": unit.number}
    return " ".join(filter(None, (called(unit.equipment), number, f"({unit.room})" if unit.room else "")))


@on_record(Organisation, "keep_opening")
def index(request: HttpRequest, record: Organisation) -> HttpResponse:
    """The closures of an institution's units: standing ones first, then what is over or was taken back."""
    now = timezone.now()
    found = Closure.objects.visible_to(request.user).filter(unit__equipment__owner=record).for_lists()
    over = Paginator(found.exclude(ended_at=None, ends__gt=now), _PAGE)
    page = over.get_page(request.GET.get("page"))
    context = {
        "record": record,
        "now": now,
        "rows": list(found.standing().filter(ends__gt=now).order_by("starts", "pk")),
        "over": page.object_list,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
    }
    return render(request, "opening/closures.html", context)


@on_record(Organisation, "keep_opening")
def add(request: HttpRequest, record: Organisation) -> HttpResponse:
    """Close units for some time. Shown before it is saved."""
    today = timezone.localdate()
    own = Unit.objects.visible_to(request.user).in_force_on(today).filter(equipment__owner=record)
    units = own.for_lists().order_by("equipment__name", "equipment", "number")
    form = ClosureForm(request.POST or None, units=units, initial={"units": request.GET.getlist("unit")})

    def act() -> tuple[Displaced, ...]:
        said = form.cleaned_data
        kind = OccupancyKind(said["kind"])
        return close_units(form.chosen(), form.span, kind=kind, reason=said["reason"], by=account_of(request))

    outcome = attempted(request, form, act)
    if outcome is None:
        return form_page(request, "opening/closure.html", form=form, whose=record)
    if outcome.is_done:
        return told(request, outcome.reservations, reverse("closure-list", args=[record.uid]))
    said = form.cleaned_data
    facts = [
        (_("Units"), "\n".join(map(named, form.chosen()))),
        (_("Time"), f"{moment(said['starts'])}～{moment(said['ends'])}"),
        (_("Kind"), str(OccupancyKind(said["kind"]).label)),
        (_("Reason"), said["reason"]),
    ]
    return previewed(request, outcome, whose=record, title=_("Close units for some time"), facts=facts)


@on_record(Closure, "close_unit")
@require_POST
def end(request: HttpRequest, record: Closure) -> HttpResponse:
    """Take a closure back or end it early; what it displaced stands again where it can."""
    try:
        done = end_closure(record, by=account_of(request))
    except Conflict as error:
        messages.error(request, str(error))
    else:
        tell_reinstated(request, done.reservations)
    return redirect("closure-list", record.unit.equipment.owner.uid)
