"""My reservations, those of the institution, and one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from hashiwatashi.common.errors import Conflict
from hashiwatashi.common.timespans import whole_day
from hashiwatashi.opening.rules import KEEPERS
from hashiwatashi.people.models import Account
from hashiwatashi.reservations.actions import wish_of
from hashiwatashi.reservations.alternatives import alternatives
from hashiwatashi.reservations.approvers import may_decide_among, turn_of
from hashiwatashi.reservations.enums import COMING, ReservationStage
from hashiwatashi.reservations.licensing import Standing, standing_of
from hashiwatashi.reservations.models import Reservation, UseReport
from hashiwatashi.reservations.querysets import ReservationQuerySet
from hashiwatashi.web.editing import saved
from hashiwatashi.web.exports import Column, file_response
from hashiwatashi.web.lists import in_order
from hashiwatashi.web.permissions import signed_in
from hashiwatashi.web.reservations.booking import Offered as OtherTime
from hashiwatashi.web.reservations.calling import ask_to_call
from hashiwatashi.web.reservations.steps import Offered, form_of, offered_to, step_called, values_of
from hashiwatashi.web.reservations.waiting import own_entries
from hashiwatashi.web.visitors import account_of

_PAGE = 50
#: What is in a list: first what waits for somebody of the institution.
KEPT = (
    ("decide", gettext_lazy("Wait for my decision")),
    ("today", gettext_lazy("Today")),
    ("coming", gettext_lazy("Coming")),
    ("past", gettext_lazy("Past ones")),
)
OWN = (
    ("mine", gettext_lazy("My reservations")),
    ("mine-past", gettext_lazy("My past ones")),
)
# What whoever uses it has to hear of, when it changes the stage.
_HEARD_OF = frozenset({"agree", "send-back", "refuse", "revoke", "cancel"})
_COLUMNS = (
    Column(gettext_lazy("Receipt number"), lambda one: one.number),
    Column(gettext_lazy("permit number"), lambda one: one.permit_number),
    Column(gettext_lazy("equipment"), lambda one: one.unit.equipment.name),
    Column(gettext_lazy("unit no."), lambda one: one.unit.number),
    Column(gettext_lazy("from"), lambda one: timezone.localtime(one.starts).isoformat(timespec="minutes")),
    Column(gettext_lazy("until"), lambda one: timezone.localtime(one.ends).isoformat(timespec="minutes")),
    Column(gettext_lazy("stage"), lambda one: one.get_stage_display()),
    Column(gettext_lazy("who uses it"), lambda one: one.who),
    Column(gettext_lazy("kind of user"), lambda one: one.get_user_kind_display()),
    Column(gettext_lazy("purpose"), lambda one: one.purpose),
)


@dataclass(frozen=True, slots=True)
class Tab:
    """One view of the list and how many stand in it."""

    name: str
    label: str | Promise
    number: int
    is_current: bool


@signed_in
def index(request: HttpRequest) -> HttpResponseBase:
    """What waits, today's, the coming ones of the institution; my own; also as a file."""
    account = account_of(request)
    kept = kept_by(account)
    views = {name: _chosen(name, account, kept) for name, _label in (*(KEPT if kept else ()), *OWN)}
    name = request.GET.get("view", "")
    name = name if name in views else next((one for one in views if views[one].exists()), "mine")
    shown = views[name]
    if export := request.GET.get("export"):
        return file_response("reservations", "xlsx" if export == "xlsx" else "csv", _COLUMNS, shown.for_lists())
    page = Paginator(shown.values_list("pk", flat=True), _PAGE).get_page(request.GET.get("page"))
    numbers = {one: page.paginator.count if one == name else views[one].count() for one in views}
    context = {
        "tabs": [Tab(one, label, numbers[one], one == name) for one, label in (*KEPT, *OWN) if one in views],
        "page": page,
        "rows": in_order(shown.for_lists(), list(page.object_list)),
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "query": f"view={name}",
        "view": name,
        "keeps": bool(kept),
        "waiting": own_entries(account),
    }
    return render(request, "reservations/index.html", context)


@signed_in
def detail(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """One reservation: when, what for, how far it is, and what may be done with it."""
    return _page(request, _visible(request, uid))


@signed_in
@require_POST
def step(request: HttpRequest, uid: UUID, verb: str) -> HttpResponseBase:
    """Take a step; what it needs to know is asked on the page."""
    record, taken = _visible(request, uid), step_called(verb)
    account, before = account_of(request), record.stage
    form = form_of(taken, record, request.POST)
    try:
        if form is None:
            taken.act(record, account, {})
        elif not (form.is_valid() and saved(form, lambda: taken.act(record, account, values_of(form)))):
            return _page(request, record, taken, form)
    except Conflict as error:
        messages.error(request, str(error))
        return redirect("reservation-detail", record.uid)
    messages.success(request, str(taken.done))
    record.refresh_from_db(fields=["stage"])
    if verb in _HEARD_OF and record.stage != before:
        ask_to_call(request, [record])
    return redirect("reservation-detail", record.uid)


def kept_by(account: Account) -> frozenset[int]:
    """The institutions whose reservations an account looks after."""
    return frozenset(m.organisation_id for m in account.current_memberships if m.role in KEEPERS)


def _visible(request: HttpRequest, uid: UUID) -> Reservation:
    return get_object_or_404(Reservation.objects.visible_to(request.user).for_lists(), uid=uid)


def _page(
    request: HttpRequest, record: Reservation, taken: Offered | None = None, sent: forms.Form | None = None
) -> HttpResponseBase:
    account, now = account_of(request), timezone.now()
    steps = []
    for one in offered_to(account, record):
        form = sent if taken is one else form_of(one, record)
        steps.append((one, form, reverse("reservation-step", args=[record.uid, one.verb])))
    is_kept = account.has_perm("hashiwatashi.keep_reservation", record)
    context = {
        "record": record,
        "steps": steps,
        "turn": turn_of(record) if record.stage == ReservationStage.APPLIED else None,
        "decisions": list(record.decisions.select_related("by", "instead_of")),
        "is_kept_by_us": is_kept,
        "standing": standing_of(record) if record.stage in COMING else Standing(),
        "report": UseReport.objects.filter(reservation=record).select_related("reported_by").first(),
        "may_move": record.stage in COMING[:3] and account.has_perm("hashiwatashi.use_reservation", record),
        "offered": _others(record, account, now),
    }
    return render(request, "reservations/detail.html", context, status=200 if sent is None else 400)


def _others(record: Reservation, account: Account, now: datetime) -> list[OtherTime]:
    """Other times for one that a closure displaced."""
    if record.displaced_by is None or record.ends <= now:
        return []
    wish = wish_of(record, record.span, record.unit, at_counter=False)
    return [OtherTime(one) for one in alternatives(wish, account, now)]


def _chosen(name: str, account: Account, kept: frozenset[int]) -> ReservationQuerySet:
    seen, now = Reservation.objects.visible_to(account), timezone.now()
    ours = seen.kept_by(kept)
    own = seen.filter(user=account) | seen.filter(organisation__in=account.current_organisation_ids - kept)
    today = whole_day(timezone.localdate(now), timezone.get_default_timezone())
    chosen: dict[str, Any] = {
        "decide": lambda: ours.filter(pk__in=may_decide_among(account, ours)),
        "today": lambda: ours.coming().meeting(today).order_by("starts", "pk"),
        "coming": lambda: ours.coming().filter(ends__gt=now).order_by("starts", "pk"),
        "past": lambda: ours.filter(starts__lt=now).exclude(ends__gt=now).order_by("-starts", "-pk"),
        "mine": lambda: own.coming().filter(ends__gt=now).order_by("starts", "pk"),
        "mine-past": lambda: own.exclude(stage__in=COMING, ends__gt=now).order_by("-starts", "-pk"),
    }
    found: ReservationQuerySet = chosen[name]()
    return found
