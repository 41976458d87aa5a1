"""Rules of use as a clerk fills them in: hours as text, times of the day as times, the route in five rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.dates import WEEKDAYS as DAY_NAMES
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hashiwatashi.common.errors import InvalidInput
from hashiwatashi.equipment.querysets import EquipmentQuerySet
from hashiwatashi.opening.enums import UserKind
from hashiwatashi.opening.models import MOST_STEPS, UseRules, everybody, one_step
from hashiwatashi.opening.week import WEEKDAYS, clock, hours_in, written
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.enums import Role
from hashiwatashi.people.roles import roles_of
from hashiwatashi.web.conflicts import VersionedForm
from hashiwatashi.web.days import LastDayField


@dataclass(frozen=True, slots=True)
class Section:
    """Some fields of a form below a heading of their own, shown as a form is; folded where few need them."""

    title: str
    visible_fields: Sequence[BoundField]
    hidden_fields: Sequence[BoundField] = ()
    is_folded: bool = False


_DATE = {"type": "date"}
_USUAL = "9:00-12:00, 13:00-17:00"
_BEFORE_WEEK = ("equipment", "since", "until")
_AFTER_WEEK = ("holidays", "users", "earliest_months", "latest_days", "same_day_until")


class HoursField(forms.CharField):
    """The hours of one day as text; what comes out are minutes of the day."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=200, **options)

    def clean(self, value: Any) -> Any:
        try:
            return [list(one) for one in hours_in(super().clean(value))]
        except InvalidInput as error:
            raise forms.ValidationError(str(error)) from error


class RulesForm(VersionedForm):
    """Rules of an institution or of one of its instruments; new ones start like those that hold today, the first from
    what most institutions do."""

    users = forms.MultipleChoiceField(
        label=gettext_lazy("Who may use it"), choices=UserKind.choices, widget=forms.CheckboxSelectMultiple
    )
    same_day_until = forms.TimeField(
        label=gettext_lazy("On the same day until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy(
            "Only with 0 days before: until when it can be reserved for the same day, e.g. 15:00."
        ),
    )

    class Meta:
        model = UseRules
        fields = (
            "equipment",
            "since",
            "until",
            "holidays",
            "earliest_months",
            "latest_days",
            "step_minutes",
            "longest_minutes",
            "preparation_minutes",
            "cleaning_minutes",
            "loan_days",
            "one_at_a_time",
            "hold_hours",
            "offer_hours",
            "late_minutes",
            "absent_by_clock",
            "absences_most",
            "absence_bars_days",
            "licence_level",
            "licence_months",
            "with_instructor",
            "takes_tests",
            "in_person",
            "note",
        )
        field_classes: ClassVar = {"until": LastDayField}
        labels: ClassVar = {"until": gettext_lazy("Last day")}
        widgets: ClassVar = {
            "since": forms.DateInput(attrs=_DATE),
            "until": forms.DateInput(attrs=_DATE),
            "note": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts: ClassVar = {
            "equipment": gettext_lazy("None chosen: the whole institution. Rules of an instrument go before those."),
            "since": gettext_lazy("The rules before them end on that day by themselves."),
            "until": gettext_lazy("The last day on which they hold. Usually empty."),
            "earliest_months": gettext_lazy("E.g. 3: on 1 April it can be reserved until 1 July."),
            "latest_days": gettext_lazy("E.g. 1: until the day before. 0: on the same day, too."),
            "longest_minutes": gettext_lazy("Preparation and cleaning included. 480 is eight hours."),
            "hold_hours": gettext_lazy("Whoever has not applied by then loses the time. 72 is three days."),
            "offer_hours": gettext_lazy("Whoever waits is offered what becomes free; so long it is hers alone."),
            "absent_by_clock": gettext_lazy("Without the tick somebody of your house marks it by hand."),
            "licence_level": gettext_lazy("0: none is needed. 2 and 3 ask for a course."),
            "licence_months": gettext_lazy("36 is three years. Licences that were issued already keep their day."),
            "note": gettext_lazy("E.g. what to bring, where to report on arrival."),
        }

    def __init__(
        self,
        *args: Any,
        owner: Organisation,
        equipment: EquipmentQuerySet | None = None,
        like: UseRules | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.owner = owner
        is_new = self.instance._state.adding
        # Whose words the form begins with; None where a house sets its first rules.
        self._shown = like if is_new else self.instance
        self._choose_equipment(equipment if is_new else None)
        self._add_week()
        self._add_route()
        if is_new:
            self.initial.setdefault("since", timezone.localdate())
            self.initial.setdefault("users", everybody())
        if self._shown is not None:
            self._begin_with(self._shown)
        self.order_fields([*_BEFORE_WEEK, *WEEKDAYS, *_AFTER_WEEK])

    def _begin_with(self, rules: UseRules) -> None:
        """What rules say stands in the fields, but for whom and from when."""
        for name in self.fields.keys() - set(_BEFORE_WEEK) - {"version"}:
            if hasattr(rules, name):
                self.initial[name] = getattr(rules, name)
        until = rules.same_day_until
        self.initial["same_day_until"] = None if until is None else clock(min(until, 24 * 60 - 1))

    def clean_same_day_until(self) -> int | None:
        time = self.cleaned_data["same_day_until"]
        return None if time is None else time.hour * 60 + time.minute

    def clean(self) -> dict[str, Any]:
        """An approval has at least one step; the use a minute more than preparation and cleaning."""
        values = super().clean()
        if not self._route(values):
            self.add_error("step_1", _("Choose who agrees to applications."))
        around = (values.get("preparation_minutes") or 0) + (values.get("cleaning_minutes") or 0)
        if (longest := values.get("longest_minutes")) is not None and longest <= around:
            self.add_error("longest_minutes", _("Preparation and cleaning leave no time to use it."))
        self._check_days(values)
        return values

    @property
    def sections(self) -> list[Section]:
        """The form in parts that one can look over; only the first step of an approval is open."""
        bound = {field.name: field for field in self.visible_fields()}
        steps = {n: [bound.pop(f"step_{n}"), bound.pop(f"all_{n}")] for n in range(1, MOST_STEPS + 1)}
        further = [field for n in range(2, MOST_STEPS + 1) for field in steps[n]]
        parts = [
            Section(
                title, [bound.pop(name) for name in names if name in bound], self.hidden_fields() if first else ()
            )
            for first, (title, names) in zip((True, False), _parts(), strict=True)
        ]
        is_folded = not any(field.errors or field.value() for field in further)
        return [
            *parts,
            Section(_("How it is reserved and used"), list(bound.values())),
            Section(_("Approval"), steps[1]),
            Section(_("Further steps of the approval"), further, is_folded=is_folded),
        ]

    def _check_days(self, values: dict[str, Any]) -> None:
        if not self.instance._state.adding:
            if values.get("until") and values["until"] <= self.instance.since:
                self.add_error("until", _("It ends before it begins."))
            return
        same = UseRules.objects.filter(owner=self.owner, equipment=values.get("equipment"))
        if (since := values.get("since")) and same.filter(since=since).exists():
            self.add_error("since", _("Rules that begin on that day stand already. Change those."))

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        told = {name: self.cleaned_data[name] for name in self._meta.fields or () if name in self.cleaned_data}
        told |= {name: self.cleaned_data[name] for name in ("users", "same_day_until")}
        week = [self.cleaned_data[name] for name in WEEKDAYS]
        return {**told, "week": week, "route": self._route(self.cleaned_data)}

    def _choose_equipment(self, equipment: EquipmentQuerySet | None) -> None:
        if equipment is None:
            # What they hold for, and from when, stays: other rules end where they begin.
            del self.fields["equipment"], self.fields["since"]
            return
        self.instance.owner = self.owner
        field = self.fields["equipment"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = equipment
        field.to_field_name = "uid"
        field.empty_label = _("The whole institution")

    def _add_week(self) -> None:
        shown = self._shown
        for number, name in enumerate(WEEKDAYS):
            hint = _("E.g. %(hours)s. Empty: closed.") % {"hours": _USUAL} if number == 0 else ""
            self.fields[name] = HoursField(label=DAY_NAMES[number], help_text=hint)
            usual = _USUAL if number < 5 else ""
            self.initial.setdefault(name, usual if shown is None else written(shown.week[number]))

    def _add_route(self) -> None:
        roles = [("", "—"), *((role.value, role.label) for role in roles_of(self.owner.kind))]
        stored = one_step() if self._shown is None else self._shown.route
        for number in range(1, MOST_STEPS + 1):
            role, needs_all = stored[number - 1] if number <= len(stored) else ("", False)
            told = _("Approval, step %(number)d") % {"number": number}
            hint = _("Who agrees first. Further steps only where your house has them.") if number == 1 else ""
            self.fields[f"step_{number}"] = forms.ChoiceField(
                label=told, choices=roles, required=False, initial=role, help_text=hint
            )
            label = _("Step %(number)d: all of them must agree") % {"number": number}
            self.fields[f"all_{number}"] = forms.BooleanField(label=label, required=False, initial=needs_all)

    def _route(self, values: dict[str, Any]) -> list[list[Any]]:
        steps = [(values.get(f"step_{n}"), bool(values.get(f"all_{n}"))) for n in range(1, MOST_STEPS + 1)]
        return [[str(Role(role)), needs_all] for role, needs_all in steps if role]


def _parts() -> tuple[tuple[str, Sequence[str]], ...]:
    """The first headings and what stands below them."""
    return (
        (_("What they hold for, and from when"), _BEFORE_WEEK),
        (_("Opening hours"), (*WEEKDAYS, "holidays")),
    )
