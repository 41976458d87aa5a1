"""Pages of the needs: reading them, and for their owners registering, changing and withdrawing."""

from __future__ import annotations

from copy import copy
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.sync import refresh_after_commit
from hashiwatashi.needs.actions import change_need, open_need, register_need
from hashiwatashi.needs.disclosure import NeedSheet, sheet_for
from hashiwatashi.needs.models import Need
from hashiwatashi.needs.numbers import receipt_number
from hashiwatashi.needs.rules import EDITORS
from hashiwatashi.needs.stages import NEED_STAGES
from hashiwatashi.web import details, lists
from hashiwatashi.web.editing import OwnerForm, form_page, organisations_for, saved, version_sent
from hashiwatashi.web.history import History, taken_back
from hashiwatashi.web.needs.forms import NeedForm, OpeningForm
from hashiwatashi.web.needs.listing import CATALOGUE
from hashiwatashi.web.permissions import on_record, permitted, public
from hashiwatashi.web.visitors import account_of

_TITLE_LENGTH = 60
_STEPPED = {
    "settle": gettext_lazy("Settled. The search no longer shows this need."),
    "withdraw": gettext_lazy("Withdrawn. Only your organisation can see it now."),
    "publish": gettext_lazy("Published. Others can see it again."),
}
_OPENED = ("title", "text", "sector", "region_wish", "deadline", "published_on", "owner", "level", "disclosure")
# No organisations: the one most like an anonymous need is often its owner.
_KINDS = (Kind.EQUIPMENT, Kind.SEED, Kind.EXPERT, Kind.CALL, Kind.NEED)


def _change(need: Need, **changes: Any) -> None:
    """What a need no longer tells leaves the search with the change, not seconds later."""
    with transaction.atomic():
        change_need(need, **changes)
        refresh_after_commit(Kind.NEED, need.pk)


HISTORY: History[Need] = History(change=_change, fields=NeedForm.Meta.fields)


@public
def index(request: HttpRequest) -> HttpResponseBase:
    """The sheets of all needs the visitor may see."""
    return lists.answer(request, CATALOGUE)


@public
def detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The sheet of one need, and what could answer it."""
    need = get_object_or_404(Need.objects.visible_to(request.user).for_lists(), uid=uid)
    sheet = sheet_for(need, request.user)
    return details.show(
        request,
        "needs/detail.html",
        sheet,
        sections=[(_("What is looked for"), _facts(need, sheet))],
        likenesses=details.similar(request, sheet, f"{sheet.title} {sheet.text}", _KINDS),
        may_change=request.user.has_perm("hashiwatashi.change_need", need),
        steps=NEED_STAGES.open_to(request.user, need),
    )


def _facts(need: Need, sheet: NeedSheet) -> list[details.Fact]:
    """The facts of a sheet: a field it withholds is withheld here too."""
    names = ["text", "sector", "region_wish", "deadline", "published_on", "source_url", "credit"]
    shown = [name for name in names if getattr(sheet, name)]
    owner = [details.organisation_fact(_("Registered by"), sheet.owner)] if sheet.owner else []
    number = details.Fact(_("Receipt number"), receipt_number(need))
    level = details.Fact(_("disclosure level"), str(sheet.level.label))
    return [*details.facts(need, *shown), *owner, level, number]


@permitted("add_need")
def add(request: HttpRequest) -> HttpResponse:
    """Register a need in three steps: write, check, done. Nothing is stored before the last."""
    organisations = organisations_for(request, EDITORS)
    sent = request.POST or None
    owner = OwnerForm(organisations, _("On behalf of"), sent)
    form = NeedForm(sent, initial=_first_words(request.GET.get("text", "")))
    if not (owner.is_valid() and form.is_valid()) or "again" in request.POST:
        return form_page(request, "needs/form.html", owner_form=owner, form=form)
    if "register" not in request.POST:
        context = {"owner_form": owner, "form": form, "answers": _answers(form)}
        return form_page(request, "needs/check.html", **context)
    fields = {**form.cleaned_data, "published_on": timezone.localdate()}
    need = register_need(owner=owner.organisation, by=account_of(request), **fields)
    return redirect("need-done", need.uid)


def _first_words(text: str) -> dict[str, str]:
    """A page of plain words becomes the text; its beginning is proposed as the title."""
    line = text.strip().splitlines()[0] if text.strip() else ""
    title = line if len(line) <= _TITLE_LENGTH else f"{line[: _TITLE_LENGTH - 1]}…"
    return {"title": title, "text": text}


def _answers(form: forms.BaseForm) -> list[tuple[str, str]]:
    """Each question with the answer given, as the confirm page shows them."""
    shown = []
    for bound in form:
        value: Any = form.cleaned_data[bound.name]
        choices = {str(key): label for key, label in getattr(bound.field, "choices", ())}
        shown.append((str(bound.label), str(choices.get(str(value), "" if value is None else value))))
    return shown


@on_record(Need, "change_need")
def done(request: HttpRequest, need: Need) -> HttpResponse:
    """The receipt of a registered need."""
    return form_page(request, "needs/done.html", record=need)


@on_record(Need, "change_need")
def edit(request: HttpRequest, need: Need) -> HttpResponse:
    """Change a need; below the form stands everything that was changed before."""
    form = NeedForm(request.POST or None, instance=copy(need))
    if form.is_valid() and saved(form, lambda: _change(need, by=account_of(request), **form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect("need-detail", need.uid)
    return form_page(request, "needs/form.html", form=form, record=need, changes=HISTORY.of(need))


@on_record(Need, "change_need")
@require_POST
def take_back(request: HttpRequest, need: Need, number: int) -> HttpResponseBase:
    """Set the fields of one change back to what they were before it; that is a change of its own."""
    return taken_back(request, HISTORY, need, number, reverse("need-edit", args=[need.uid]))


@on_record(Need, "change_need")
@require_POST
def step(request: HttpRequest, need: Need, verb: str) -> HttpResponse:
    """Say that a need is settled, withdraw it, or publish it again; each can be taken back by another step."""
    with transaction.atomic():
        NEED_STAGES.move(need, verb, by=account_of(request), version=version_sent(request))
        refresh_after_commit(Kind.NEED, need.pk)
    messages.success(request, _STEPPED[verb])
    return redirect("need-detail", need.uid)


@permitted("open_need")
def open_as_operator(request: HttpRequest, uid: UUID) -> HttpResponse:
    """An operator reads one need for a reason; the owner's people are told."""
    need = get_object_or_404(Need.objects.for_lists(), uid=uid)  # not `visible_to`: that is what this page is for
    form = OpeningForm(request.POST or None)
    opened = form.is_valid() and saved(form, lambda: open_need(need, by=account_of(request), **form.cleaned_data))
    sections = [(_("What is looked for"), list(details.facts(need, *_OPENED)))] if opened else []
    return form_page(request, "needs/open.html", form=form, need=need, sections=sections)
