"""Two people change one record: what the second is shown, so that neither's work is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.models import model_to_dict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hashiwatashi.common import values
from hashiwatashi.common.actions import values_before
from hashiwatashi.common.records import Record
from hashiwatashi.web.formats import readable


class VersionedForm(forms.ModelForm[Any]):
    """A form on a stored record that knows from which version it was filled in.

    After a conflict `conflicts` holds the fields in question and the form is filled in for a second try.
    """

    version = forms.IntegerField(
        min_value=1,
        max_value=2**31 - 1,
        widget=forms.HiddenInput,
        error_messages={"required": _("The form was sent without its version. Load the page again.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.conflicts: list[Conflicting] = []
        if self.instance.pk is None:
            del self.fields["version"]
        else:
            self.initial["version"] = self.instance.version

    def clean(self) -> dict[str, Any]:
        """Whatever holds from a day holds for one at least; told at the field rather than by the database's rule."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = values.get("since"), values.get("until")
        if since and until and until <= since:
            self.add_error("until", _("It ends before it begins."))
        return values

    def _post_clean(self) -> None:
        """What no action would store is told by the form already."""
        super()._post_clean()  # type: ignore[misc]
        try:
            values.check(self.instance)
        except ValidationError as error:
            known = {name: texts for name, texts in error.message_dict.items() if name in self.fields}
            self._update_errors(  # type: ignore[attr-defined]
                ValidationError({n: t for n, t in known.items() if n not in self.errors})
            )


@dataclass(frozen=True, slots=True)
class Conflicting:
    """One field that two people left with different values; ``is_taken`` where this person had not touched it."""

    label: str | Promise
    name: str
    mine: str
    theirs: str
    is_taken: bool


def reconcile(form: VersionedForm, stored: Record) -> None:
    """Fill ``form`` in for a second try on ``stored``, and note in it where the two versions differ.

    What this person typed stays; a field that only the other one changed takes the other's value.
    """
    before = values_before(stored, form.cleaned_data["version"])
    form.conflicts = list(_differing(form, form.instance, stored, before))
    kept = model_to_dict(stored)
    data: Any = dict(form.data.items())
    for field in form.conflicts:
        if field.is_taken:
            _put(data, form.add_prefix(field.name), kept[field.name])
    data[form.add_prefix("version")] = str(stored.version)
    form.data = data


def _differing(form: VersionedForm, mine: Model, stored: Record, before: dict[str, Any]) -> Iterator[Conflicting]:
    for name in form._meta.fields or ():
        field: Any = mine._meta.get_field(name)
        typed, kept = getattr(mine, field.attname), getattr(stored, field.attname)
        if typed == kept:
            continue
        is_taken = field.attname in before and field.to_python(before[field.attname]) == typed
        yield Conflicting(field.verbose_name, name, readable(mine, name), readable(stored, name), is_taken)


def _put(data: Any, name: str, value: Any) -> None:
    """A value as a browser would send it; a box that is not ticked is not sent."""
    data.pop(name, None)
    if value is True:
        data[name] = "on"
    elif value is not None and value is not False:
        data[name] = str(value)
