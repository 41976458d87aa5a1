"""What is asked of whoever writes a joint-research plan, and of whoever comments on it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.calendar import last_day
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.consultations.querysets import ConsultationQuerySet
from hashiwatashi.plans.actions import MOST_TEXT
from hashiwatashi.plans.content import MOST_THEMES, Content, ThemeContent, label_of
from hashiwatashi.plans.enums import ThemeState
from hashiwatashi.plans.models import Theme
from hashiwatashi.web.days import day_field

_named = lazy(label_of, str)


def _label(name: str) -> Any:
    return _named(Theme, name)


def _long(label: Any, *, required: bool = False, rows: int = 2) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=MOST_TEXT, widget=widget)


class _Choice(forms.ModelMultipleChoiceField[Consultation]):
    """Consultations by their number and topic."""

    def label_from_instance(self, one: Any) -> str:
        """C-000012-3 and what it is about."""
        return f"{one.number} {one.topic}"


class PlanForm(forms.Form):
    """What the plan as a whole says. ``version`` is the one that is changed; a new plan has none."""

    purpose = _long(_("purpose"), required=True, rows=3)
    next_meeting = day_field(_("next meeting"), required=False)
    consultations = _Choice(
        label=_("linked consultations"),
        queryset=Consultation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        to_field_name="uid",
        help_text=_("Those of the firm that your institution may read."),
    )
    version = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, linkable: ConsultationQuerySet, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["consultations"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = linkable

    def content(self, themes: Iterable[ThemeForm]) -> Content:
        """What is to be stored; both must be valid."""
        told = self.cleaned_data
        return Content(
            purpose=told["purpose"].strip(),
            next_meeting=told["next_meeting"],
            themes=tuple(form.content() for form in themes if form.is_told),
            consultations=frozenset(one.pk for one in told["consultations"]),
        )


class ThemeForm(forms.Form):
    """A row of the plan; an empty one counts as none."""

    title = forms.CharField(label=_label("title"), max_length=200, required=False)
    state = forms.ChoiceField(label=_label("state"), choices=ThemeState.choices, initial=ThemeState.PLANNED)
    firm_does = _long(_label("firm_does"))
    institution_does = _long(_label("institution_does"))
    firm_person = forms.CharField(label=_label("firm_person"), max_length=100, required=False)
    institution_person = forms.CharField(label=_label("institution_person"), max_length=100, required=False)
    since = day_field(_label("since"), required=False)
    last_day = day_field(_("Last day"), required=False)
    result = _long(_label("result"))

    @property
    def is_told(self) -> bool:
        """Whether it stands in the plan: it has a name and is not ticked to be taken out."""
        return bool(self.cleaned_data.get("title")) and not self.cleaned_data.get("DELETE")

    def clean(self) -> dict[str, Any]:
        """A row that says something has a name, and ends after it begins."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        said = any(value for name, value in told.items() if name not in {"title", "state", "DELETE"})
        if said and not told.get("title") and not told.get("DELETE"):
            self.add_error("title", _("Name the theme, or tick that it is taken out."))
        since, last = told.get("since"), told.get("last_day")
        if since and last and last < since:
            self.add_error("last_day", _("It ends before it begins."))
        return told

    def content(self) -> ThemeContent:
        """What is to be stored."""
        told = {name: value for name, value in self.cleaned_data.items() if name not in {"last_day", "DELETE"}}
        last = self.cleaned_data["last_day"]
        return ThemeContent(**told, until=last + timedelta(days=1) if last else None)


class _ThemeFormSet(forms.BaseFormSet[ThemeForm]):
    def add_fields(self, form: ThemeForm, index: int | None) -> None:
        """The tick says what it does."""
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Take this theme out of the plan")


ThemeFormSet = forms.formset_factory(
    ThemeForm, formset=_ThemeFormSet, extra=2, max_num=MOST_THEMES, validate_max=True, can_delete=True
)


def rows_of(content: Content) -> list[dict[str, Any]]:
    """The themes as the forms begin with them."""
    return [
        {
            **{name: getattr(theme, name) for name in ThemeForm.base_fields if name != "last_day"},
            "last_day": last_day(theme.until),
        }
        for theme in content.themes
    ]


class CommentForm(forms.Form):
    """What one side says about the plan."""

    text = _long(_("Comment"), required=True, rows=3)
