"""Target days (目標日数) of one's institutions: what holds, what held and what is to come."""

from __future__ import annotations

from copy import copy

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from hashiwatashi.duties.models import Target
from hashiwatashi.duties.rules import EDITORS
from hashiwatashi.duties.targets import change_target, set_target
from hashiwatashi.web.duties.forms import TargetForm
from hashiwatashi.web.editing import OwnerForm, form_page, organisations_for, saved
from hashiwatashi.web.permissions import on_record, permitted
from hashiwatashi.web.visitors import account_of

_PAGE = 50


@permitted("add_target")
def index(request: HttpRequest) -> HttpResponse:
    """The targets of the account's institutions, with whether each holds today."""
    own = organisations_for(request, EDITORS)
    found = Target.objects.visible_to(request.user).filter(owner__in=own).for_lists()
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    context = {
        "rows": [(one, one.since <= today and (one.until is None or today < one.until)) for one in page.object_list],
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
    }
    return render(request, "duties/targets.html", context)


@permitted("add_target")
def add(request: HttpRequest) -> HttpResponse:
    """Set a target for one of the account's institutions."""
    sent = request.POST or None
    owner = OwnerForm(organisations_for(request, EDITORS), _("Organisation"), sent)
    form = TargetForm(sent, initial={"since": timezone.localdate()})

    def store() -> None:
        set_target(owner=owner.organisation, by=account_of(request), **form.cleaned_data)

    if owner.is_valid() and form.is_valid() and saved(form, store):
        messages.success(request, _("Saved."))
        return redirect("target-list")
    return form_page(request, "duties/target.html", owner_form=owner, form=form)


@on_record(Target, "change_target")
def edit(request: HttpRequest, record: Target) -> HttpResponse:
    """Change a target or end it on a day; what was promised by it stays."""
    form = TargetForm(request.POST or None, instance=copy(record))

    def store() -> None:
        change_target(record, by=account_of(request), **form.cleaned_data)

    if form.is_valid() and saved(form, store):
        messages.success(request, _("Saved."))
        return redirect("target-list")
    return form_page(request, "duties/target.html", form=form, record=record)
