"""The same values for many entries at once: fill in, check what would change, store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from hashiwatashi.common.enums import Disclosure
from hashiwatashi.common.together import storable
from hashiwatashi.equipment.actions import change_many
from hashiwatashi.equipment.enums import ExternalUse
from hashiwatashi.equipment.models import Equipment
from hashiwatashi.web.desk.ticks import back, chosen, versions
from hashiwatashi.web.editing import form_page, saved
from hashiwatashi.web.formats import list_of, readable
from hashiwatashi.web.permissions import permitted
from hashiwatashi.web.visitors import account_of

_LEFT = ("", gettext_lazy("Leave as it is"))


class ChangingForm(forms.Form):
    """What to set; what is left empty stays as it is in each entry."""

    external_use = forms.ChoiceField(required=False, choices=[_LEFT, *ExternalUse.choices])
    disclosure = forms.ChoiceField(required=False, choices=[_LEFT, *Disclosure.choices])
    contact_desk = forms.CharField(required=False, max_length=200)
    contact_phone = forms.CharField(required=False, max_length=30)
    contact_mail = forms.EmailField(required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            field.label = str(Equipment._meta.get_field(name).verbose_name).capitalize()  # type: ignore[union-attr]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.values()):
            raise forms.ValidationError(_("Fill in what is to be changed."))
        return cleaned

    @property
    def changes(self) -> dict[str, str]:
        """Field → value for what is to be set; the form must be valid."""
        return {name: value for name, value in self.cleaned_data.items() if value}


@dataclass(frozen=True, slots=True)
class Planned:
    """One field: what the entries that differ hold now and how many those are, and what they will hold."""

    label: str | Promise
    before: tuple[tuple[str, int], ...]
    after: str


@permitted("add_equipment")
@require_POST
def change(request: HttpRequest) -> HttpResponseBase:
    """Three pages at one address: the form, the check, and the desk again. Nothing is stored before the last."""
    records = list(chosen(request).order_by("name", "pk"))
    if not records:
        messages.warning(request, _("Select some entries first."))
        return back(request)
    step = request.POST.get("step", "")
    form = ChangingForm(request.POST if step else None)
    shown = {"form": form, "records": records, "here": request.GET.urlencode()}
    if step not in {"check", "store"} or not form.is_valid():
        return form_page(request, "desk/change.html", **shown)
    if not saved(form, lambda: storable(Equipment, form.changes)):
        return form_page(request, "desk/change.html", **shown)
    if step == "store":
        return _stored(request, form.changes)
    planned = list(_planned(records, form.changes))
    missing = len(request.POST.getlist("chosen")) - len(records)
    told = {"planned": planned, "differs": any(line.before for line in planned), "missing": missing}
    return form_page(request, "desk/check.html", **shown, **told)


def _stored(request: HttpRequest, changes: Mapping[str, str]) -> HttpResponseBase:
    seen: Mapping[UUID, int] = versions(request)
    batch = change_many(chosen(request), by=account_of(request), changes=changes, versions=seen)
    if batch.outdated:
        text = _("Left alone, because somebody else changed them meanwhile: %(names)s")
        messages.warning(request, text % {"names": list_of([str(record) for record in batch.outdated])})
    if not batch.changed:
        messages.warning(request, _("Nothing was changed."))
    return back(request, batch.uid if batch.changed else None)


def _planned(records: Sequence[Equipment], changes: Mapping[str, str]) -> Iterator[Planned]:
    """What would become of each field."""
    for name, value in changes.items():
        differing = [record for record in records if getattr(record, name) != value]
        before = Counter(readable(record, name) for record in differing)
        field: Any = Equipment._meta.get_field(name)
        after = dict(field.flatchoices).get(value, value)
        yield Planned(field.verbose_name, tuple(before.most_common()), str(after))
