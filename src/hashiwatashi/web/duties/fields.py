"""Fields of technology and strategy (技術分野, 戦略分野): data with dates, kept by whoever sets them."""

from __future__ import annotations

from copy import copy

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.duties.actions import change_field, register_field
from hashiwatashi.duties.models import Field
from hashiwatashi.duties.rules import FIELD_EDITORS
from hashiwatashi.web.duties.forms import FieldForm
from hashiwatashi.web.editing import OwnerForm, form_page, organisations_for, saved
from hashiwatashi.web.permissions import on_record, permitted, public
from hashiwatashi.web.visitors import account_of


@public
def index(request: HttpRequest) -> HttpResponse:
    """All fields, those in force first, with who keeps them."""
    today = timezone.localdate()
    rows = list(Field.objects.visible_to(request.user).for_lists())
    groups: tuple[list[tuple[Field, bool]], list[tuple[Field, bool]]] = ([], [])
    for field in rows:
        is_over = today < field.since or (field.until is not None and field.until <= today)
        groups[is_over].append((field, request.user.has_perm("hashiwatashi.change_field", field)))
    may_add = request.user.has_perm("hashiwatashi.add_field")
    return render(request, "duties/fields.html", {"groups": groups, "may_add": may_add})


@permitted("add_field")
def add(request: HttpRequest) -> HttpResponse:
    """Add a field to the list of one of the account's organisations."""
    sent = request.POST or None
    owner, form = OwnerForm(organisations_for(request, FIELD_EDITORS), _("Organisation"), sent), FieldForm(sent)

    def store() -> None:
        register_field(owner=owner.organisation, by=account_of(request), **form.cleaned_data)

    if owner.is_valid() and form.is_valid() and saved(form, store):
        messages.success(request, _("Saved."))
        return redirect("field-list")
    return form_page(request, "duties/field.html", owner_form=owner, form=form)


@on_record(Field, "change_field")
def edit(request: HttpRequest, record: Field) -> HttpResponse:
    """Rename a field or end it on a day."""
    form = FieldForm(request.POST or None, instance=copy(record))

    def store() -> None:
        change_field(record, by=account_of(request), **form.cleaned_data)

    if form.is_valid() and saved(form, store):
        messages.success(request, _("Saved."))
        return redirect("field-list")
    return form_page(request, "duties/field.html", form=form, record=record)
