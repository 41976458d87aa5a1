"""One's own questions, and the day of those who answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from hashiwatashi.common.errors import Conflict, InvalidInput, NotFound, TooMany
from hashiwatashi.consultations.enums import ConsultationStage, HandoffStage
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.consultations.querysets import ConsultationQuerySet
from hashiwatashi.consultations.reading import is_overdue
from hashiwatashi.consultations.steps import ASKERS, STAFF, act, check_may
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.people.models import Account
from hashiwatashi.stories.models import Story
from hashiwatashi.web.consultations.figures import counted
from hashiwatashi.web.consultations.finding import EMPTY, FindForm, first_of
from hashiwatashi.web.consultations.handing import ended_offer
from hashiwatashi.web.consultations.noting import mark_of
from hashiwatashi.web.consultations.past import past_cases
from hashiwatashi.web.consultations.photos import photo_answer
from hashiwatashi.web.consultations.shown import desk_for, photos_for, sheet_for, unbound
from hashiwatashi.web.consultations.steps import TOLD, form_of
from hashiwatashi.web.consultations.texts import INSERTED, inserted, texts_for
from hashiwatashi.web.editing import saved
from hashiwatashi.web.exports import Column, file_response
from hashiwatashi.web.permissions import signed_in
from hashiwatashi.web.visitors import account_of
from hashiwatashi.writing.models import QuestionDraft

_PAGE = 50
#: What is in a list: those that wait for me first.
VIEWS = (
    ("mine", gettext_lazy("Mine")),
    ("free", gettext_lazy("Nobody is in charge")),
    ("offered", gettext_lazy("Offered to us")),
    ("open", gettext_lazy("All open ones")),
    ("closed", gettext_lazy("Closed or withdrawn")),
    ("handed_on", gettext_lazy("Handed on")),
    ("asked", gettext_lazy("Asked by me or my firm")),
)
_COUNTED = ("counted", gettext_lazy("Behind a figure"))
_COLUMNS = (
    Column(gettext_lazy("Receipt number"), lambda one: one.number),
    Column(gettext_lazy("received"), lambda one: timezone.localtime(one.asked_at).date()),
    Column(gettext_lazy("answer due by"), lambda one: one.due_on),
    Column(gettext_lazy("first answered"), lambda one: _day(one.first_answered_at)),
    Column(gettext_lazy("closed"), lambda one: _day(one.closed_at)),
    Column(gettext_lazy("stage"), lambda one: one.get_stage_display()),
    Column(gettext_lazy("kind"), lambda one: one.get_kind_display()),
    Column(gettext_lazy("how it came in"), lambda one: one.get_channel_display()),
    Column(gettext_lazy("topic"), lambda one: one.topic),
    Column(gettext_lazy("field"), lambda one: one.field),
    Column(gettext_lazy("prefecture"), lambda one: one.prefecture),
    Column(gettext_lazy("municipality"), lambda one: one.municipality.name if one.municipality else ""),
    Column(gettext_lazy("who asks"), lambda one: one.who_asks),
    Column(gettext_lazy("held by"), lambda one: one.holder),
    Column(gettext_lazy("person in charge"), lambda one: one.officer),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    record: Consultation
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Tab:
    """One view of the list and how many stand in it."""

    name: str
    label: str | Promise
    number: int
    is_current: bool


@signed_in
def index(request: HttpRequest) -> HttpResponseBase:
    """My consultations by the day they are due; all of what I may see by other views; also as a file."""
    account = account_of(request)
    handled = account.current_desk_ids
    views = {name: _chosen(name, account, handled) for name, _label in VIEWS if handled or name == "asked"}
    if (found := counted(request)) is not None:
        views = {"counted": found, **views}
    finding = FindForm(request.GET if found is None else {})
    views = {name: finding.narrowed(records) for name, records in views.items()}
    numbers = {name: records.count() for name, records in views.items()}
    name = "counted" if found is not None else request.GET.get("view", "")
    name = name if name in views else first_of(numbers)
    if export := request.GET.get("export"):
        return file_response(
            "consultations", "xlsx" if export == "xlsx" else "csv", _COLUMNS, views[name].for_lists()
        )
    page = Paginator(views[name].for_lists(), _PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    context = {
        "tabs": [Tab(one, label, numbers[one], one == name) for one, label in (*VIEWS, _COUNTED) if one in views],
        "rows": [Row(record, is_overdue(record, now)) for record in page.object_list],
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "query": _query(request, name),
        "is_counted": found is not None,
        "view": name,
        "finding": finding,
        "empty": EMPTY.get(name, ""),
        "may_note": bool(handled),
        "is_of_firm": any(m.organisation.kind == OrganisationKind.FIRM for m in account.current_memberships),
        "phone": mark_of(request),
        "drafts": list(QuestionDraft.objects.visible_to(account)) if name == "asked" else [],
    }
    return render(request, "consultations/index.html", context)


@signed_in
def detail(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """One consultation: who holds it until when, its history, and what may be done with it."""
    return _page(request, _visible(request, uid))


@signed_in
@require_POST
def step(request: HttpRequest, uid: UUID, verb: str) -> HttpResponseBase:
    """Take a step with a consultation."""
    account = account_of(request)
    try:
        record = _visible(request, uid)
    except NotFound as ended:
        messages.error(request, str(ended))
        return redirect("consultation-list")
    check_may(record, verb, by=account)
    if "insert" in request.POST and verb in INSERTED:
        return _page(request, record, verb=verb, sent=inserted(request, record, verb))
    form = form_of(verb, sheet_for(record, account), request.POST, request.FILES)
    verbs = {**ASKERS, **STAFF}
    try:
        if form is None:
            act(verbs, verb, record, account, request.POST)
        elif not form.is_valid() or not saved(form, lambda: act(verbs, verb, record, account, form.cleaned_data)):
            return _page(request, record, verb=verb, sent=form)
    except (Conflict, InvalidInput, TooMany) as error:
        if form is not None and isinstance(error, TooMany):
            form.add_error(None, str(error))
            return _page(request, record, verb=verb, sent=form)
        messages.error(request, str(error))
    else:
        messages.success(request, str(TOLD[verb]))
    if Consultation.objects.visible_to(account).filter(pk=record.pk).exists():
        return redirect("consultation-detail", record.uid)
    return redirect("consultation-list")


@signed_in
def photo(request: HttpRequest, uid: UUID, photo: UUID, size: str) -> HttpResponseBase:
    """A photo of a line that the account may read."""
    return photo_answer(photos_for(_visible(request, uid), account_of(request)), photo, size)


_HANDLE = "hashiwatashi.handle_consultation"


def _visible(request: HttpRequest, uid: UUID) -> Consultation:
    """Raises `NotFound` with a reason for one that was offered to the account's institution and is no longer."""
    record = Consultation.objects.visible_to(request.user).for_lists().filter(uid=uid).first()
    if record is None and (told := ended_offer(account_of(request), uid)):
        raise NotFound(told)
    if record is None:
        raise Http404
    return record


def _page(
    request: HttpRequest, record: Consultation, verb: str = "", sent: forms.Form | None = None
) -> HttpResponseBase:
    account = account_of(request)
    sheet = sheet_for(record, account)
    is_held_by_us = account.has_perm(_HANDLE, record)
    offered = sheet.steps if sent is None else unbound(sheet.steps, verb, sent)
    context = {
        "record": record,
        "sheet": sheet,
        "past": past_cases(record, account),
        "steps": [(one, reverse("consultation-step", args=[record.uid, one.verb])) for one in offered],
        "may_hand_off": sheet.handoff is None and record.closed_at is None and is_held_by_us,
        "is_held_by_us": is_held_by_us,
        "may_print": sheet.is_staff,
        "ready_texts": texts_for(record, account) if is_held_by_us and record.closed_at is None else [],
        "story": Story.objects.visible_to(account).filter(consultation=record).first(),
        "may_write_story": is_held_by_us and record.stage == ConsultationStage.DONE,
        "desk": desk_for(sheet),
    }
    return render(
        request, "consultations/detail.html", context, status=400 if sent is not None and sent.errors else 200
    )


def _chosen(name: str, account: Account, handled: frozenset[int]) -> ConsultationQuerySet:
    seen = Consultation.objects.visible_to(account)
    held = seen.held_by(handled).by_urgency()
    own = account.current_organisation_ids
    return {
        "mine": held.open().filter(officer=account),
        "free": held.open().without_officer(timezone.localdate()),
        "offered": seen.filter(handoffs__receiver__in=handled, handoffs__stage=HandoffStage.OFFERED),
        "open": held.open(),
        "closed": _closed(seen, handled),
        "handed_on": seen.handed_on_by(handled).order_by("-asked_at", "-pk"),
        "asked": (seen.filter(asker=account) | seen.filter(firm__in=own)).order_by("-asked_at", "-pk"),
    }[name]


def _closed(seen: ConsultationQuerySet, handled: frozenset[int]) -> ConsultationQuerySet:
    """Those that one's institutions closed, and those of bodies that have merged into them since."""
    closed = seen.held_by(handled).exclude(closed_at=None) | seen.inherited_by(handled)
    return closed.order_by("-closed_at", "-pk")


def _query(request: HttpRequest, name: str) -> str:
    """What the address asks for, without the page: for the same list as a file."""
    asked = request.GET.copy()
    asked.pop("page", None)
    asked["view"] = name
    return asked.urlencode()


def _day(moment: Any) -> Any:
    return timezone.localtime(moment).date() if moment else None
