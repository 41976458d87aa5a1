"""Declaring what one's organisation answers for."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from hashiwatashi.common.calendar import last_day
from hashiwatashi.common.errors import Conflict, EditConflict
from hashiwatashi.duties.actions import change_duty, draft_duty, move_duty, publish_drafts
from hashiwatashi.duties.enums import DutyStage
from hashiwatashi.duties.models import Duty
from hashiwatashi.duties.rules import EDITORS
from hashiwatashi.duties.stages import DUTY_STAGES
from hashiwatashi.duties.who import overlapping
from hashiwatashi.web.duties.forms import DutyForm
from hashiwatashi.web.editing import OwnerForm, form_page, organisations_for, saved, version_sent
from hashiwatashi.web.exports import Column, file_response
from hashiwatashi.web.permissions import on_record, permitted, public, signed_in
from hashiwatashi.web.visitors import account_of

_SHOWN = 200
# The headings that `exchange.tables.duties` reads: what is exported can be taken in again.
_COLUMNS = (
    Column("識別子", lambda duty: duty.uid),
    Column("機関名", lambda duty: duty.owner.name),
    Column("担当業務", lambda duty: duty.get_function_display()),
    Column("分野", lambda duty: "、".join(field.code for field in duty.fields.all())),
    Column("担当地域", lambda duty: "、".join(map(str, (*duty.prefectures.all(), *duty.municipalities.all())))),
    Column("担当者", lambda duty: duty.responsible),
    Column("電話番号", lambda duty: duty.phone),
    Column("メールアドレス", lambda duty: duty.mail),
    Column("受付時間", lambda duty: duty.hours),
    Column("目標日数", lambda duty: duty.target_days),
    Column("開始日", lambda duty: duty.since),
    Column("終了日", lambda duty: last_day(duty.until)),
    Column(gettext_lazy("stage"), lambda duty: duty.get_stage_display()),
)


@signed_in
def index(request: HttpRequest) -> HttpResponseBase:
    """The declarations of the account's organisations; also as the sheet that can be taken in again."""
    rows = _own(request)
    if export := request.GET.get("export"):
        return file_response("declarations", "xlsx" if export == "xlsx" else "csv", _COLUMNS, rows)
    context = {
        "rows": rows[:_SHOWN],
        "today": timezone.localdate(),
        "drafts": len(_drafts(request, rows)),
        "may_add": request.user.has_perm("hashiwatashi.add_duty"),
        "may_import": request.user.has_perm("hashiwatashi.import_files"),
    }
    return render(request, "duties/index.html", context)


@permitted("add_duty")
@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """Publish all drafts that the account may publish, such as those of a sheet."""
    published, overlaps = publish_drafts(_drafts(request, _own(request)), by=account_of(request))
    told = ngettext("%(count)d declaration is published.", "%(count)d declarations are published.", published)
    messages.success(request, told % {"count": published})
    _warn(request, overlaps)
    return redirect("duty-list")


@public
def detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One declaration; its people see who else has declared the same."""
    record = get_object_or_404(Duty.objects.visible_to(request.user).for_lists(), uid=uid)
    may_change = request.user.has_perm("hashiwatashi.change_duty", record)
    context = {
        "record": record,
        "may_change": may_change,
        "steps": DUTY_STAGES.open_to(request.user, record),
        "overlaps": overlapping(record) if may_change and record.stage != DutyStage.WITHDRAWN else [],
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
        _warn(request, overlaps)
    return redirect("duty-detail", record.uid)


def _own(request: HttpRequest) -> list[Duty]:
    own = account_of(request).current_organisation_ids
    visible = Duty.objects.visible_to(request.user).filter(owner__in=own)
    return list(visible.for_lists().order_by("function", "pk"))


def _drafts(request: HttpRequest, duties: Iterable[Duty]) -> list[Duty]:
    """Drafts that hold for some place already and that the account may publish."""
    return [
        duty
        for duty in duties
        if duty.stage == DutyStage.DRAFT
        and (duty.prefectures.all() or duty.municipalities.all())
        and request.user.has_perm("hashiwatashi.change_duty", duty)
    ]


def _warn(request: HttpRequest, overlaps: list[Duty]) -> None:
    if overlaps:
        told = _("%(names)s has declared the same. Both of you are told: agree who answers.")
        messages.warning(request, told % {"names": "、".join(sorted({one.owner.name for one in overlaps}))})
