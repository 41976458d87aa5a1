"""Declaring what one's organisation answers for."""

from __future__ import annotations

from copy import copy
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hashiwatashi.common.errors import Conflict, EditConflict
from hashiwatashi.duties.actions import change_duty, draft_duty, move_duty
from hashiwatashi.duties.models import Duty
from hashiwatashi.duties.rules import EDITORS
from hashiwatashi.duties.stages import DUTY_STAGES
from hashiwatashi.duties.who import overlapping
from hashiwatashi.web.duties.forms import DutyForm
from hashiwatashi.web.editing import OwnerForm, form_page, organisations_for, saved, version_sent
from hashiwatashi.web.permissions import on_record, permitted, public, signed_in
from hashiwatashi.web.visitors import account_of

_SHOWN = 200


@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """The declarations of the account's organisations."""
    own = account_of(request).current_organisation_ids
    rows = Duty.objects.visible_to(request.user).filter(owner__in=own).for_lists().order_by("function", "pk")
    may_add = request.user.has_perm("hashiwatashi.add_duty")
    return render(request, "duties/index.html", {"rows": rows[:_SHOWN], "may_add": may_add})


@public
def detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One declaration; its people see who else has declared the same."""
    record = get_object_or_404(Duty.objects.visible_to(request.user).for_lists(), uid=uid)
    may_change = request.user.has_perm("hashiwatashi.change_duty", record)
    context = {
        "record": record,
        "may_change": may_change,
        "steps": DUTY_STAGES.open_to(request.user, record),
        "overlaps": overlapping(record) if may_change else [],
    }
    return render(request, "duties/detail.html", context)


@permitted("add_duty")
def add(request: HttpRequest) -> HttpResponse:
    """Write a declaration down; it is a draft until it is published."""
    sent = request.POST or None
    owner = OwnerForm(organisations_for(request, EDITORS), _("Organisation"), sent)
    form = DutyForm(sent)
    made: list[Duty] = []

    def store() -> None:
        made.append(draft_duty(owner=owner.organisation, by=account_of(request), **form.values()))

    if owner.is_valid() and form.is_valid() and saved(form, store):
        messages.success(request, _("Written down as a draft. Look at it, then publish it."))
        return redirect("duty-detail", made[0].uid)
    return form_page(request, "duties/form.html", owner_form=owner, form=form)


@on_record(Duty, "change_duty")
def edit(request: HttpRequest, record: Duty) -> HttpResponse:
    """Change a declaration."""
    form = DutyForm(request.POST or None, instance=copy(record))

    def store() -> None:
        change_duty(record, by=account_of(request), **form.values())

    if form.is_valid() and saved(form, store):
        messages.success(request, _("Saved."))
        return redirect("duty-detail", record.uid)
    return form_page(request, "duties/form.html", form=form, record=record)


@on_record(Duty, "change_duty")
@require_POST
def step(request: HttpRequest, record: Duty, verb: str) -> HttpResponse:
    """Publish, withdraw or reopen a declaration."""
    try:
        overlaps = move_duty(record, verb, by=account_of(request), version=version_sent(request))
    except EditConflict:
        messages.error(request, _("Somebody else changed this declaration meanwhile. Look at it again."))
    except Conflict as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The stage is now “%(stage)s”.") % {"stage": record.get_stage_display()})
        if overlaps:
            told = _("%(names)s has declared the same. Both of you are told: agree who answers.")
            messages.warning(request, told % {"names": "、".join(sorted({one.owner.name for one in overlaps}))})
    return redirect("duty-detail", record.uid)
