"""Writing the profiles of an organisation's experts."""

from __future__ import annotations

from copy import copy

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from hashiwatashi.people.actions import change_expert, change_person, list_expert, register_person
from hashiwatashi.people.models import Expert, Person
from hashiwatashi.people.numbers import researcher_number_doubt
from hashiwatashi.people.rules import PROFILE_EDITORS
from hashiwatashi.web.editing import OwnerForm, form_page, organisations_for, saved
from hashiwatashi.web.experts.forms import ExpertForm, KnownPersonForm, PersonForm
from hashiwatashi.web.permissions import on_record, permitted
from hashiwatashi.web.visitors import account_of


@permitted("add_expert")
def add(request: HttpRequest) -> HttpResponse:
    """List an expert of one of the account's organisations; a new person, or one who is listed already."""
    sent, organisations = request.POST or None, organisations_for(request, PROFILE_EDITORS)
    owner = OwnerForm(organisations, _("Organisation"), sent)
    known, form = KnownPersonForm(organisations, sent), ExpertForm(sent)
    is_known = known.is_valid() and known.cleaned_data["known"] is not None
    person_form = PersonForm(None if is_known else sent)
    made: list[Expert] = []

    def store() -> None:
        by = account_of(request)
        with transaction.atomic():
            person = known.cleaned_data["known"] or register_person(by=by, **person_form.cleaned_data)
            values = {**form.cleaned_data, "person": person, "organisation": owner.organisation}
            made.append(list_expert(by=by, areas=list(values.pop("areas")), **_stored(values)))

    if owner.is_valid() and form.is_valid() and (is_known or person_form.is_valid()) and saved(form, store):
        _warn(request, made[0].person)
        messages.success(request, _("Registered. It can be found within seconds."))
        return redirect("expert-detail", made[0].uid)
    shown = {"owner_form": owner, "form": form, "person_form": person_form, "known_form": known}
    return form_page(request, "experts/form.html", **shown)


@on_record(Expert, "change_expert")
def edit(request: HttpRequest, record: Expert) -> HttpResponse:
    """Change a profile and the person's names; the organisation's people and the expert herself may."""
    sent = request.POST or None
    form = ExpertForm(sent, instance=copy(record), initial={"areas": record.areas.all()})
    person_form = PersonForm(sent, instance=copy(record.person))

    def store() -> None:
        by = account_of(request)
        with transaction.atomic():
            values = dict(form.cleaned_data)
            change_expert(record, by=by, areas=list(values.pop("areas")), **values)
            change_person(record.person, by=by, **person_form.cleaned_data)

    if form.is_valid() and person_form.is_valid() and saved(form, store):
        _warn(request, record.person)
        messages.success(request, _("Saved. The search finds the new text within seconds."))
        return redirect("expert-detail", record.uid)
    return form_page(request, "experts/form.html", form=form, person_form=person_form, record=record)


def _stored(values: dict[str, object]) -> dict[str, object]:
    """What a new profile takes: it has no version that it was made from."""
    return {name: value for name, value in values.items() if name != "version"}


def _warn(request: HttpRequest, person: Person) -> None:
    if doubt := researcher_number_doubt(person.researcher_number):
        messages.warning(request, doubt)
