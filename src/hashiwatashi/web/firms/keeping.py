"""企業区分: the stored class of a firm with its reasons, and what it tells of itself; for its own people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hashiwatashi.common.errors import DomainError, EditConflict, InvalidInput
from hashiwatashi.firms.actions import correct, put_back, tell_figures, tell_holding, tell_officer, withdraw
from hashiwatashi.firms.assessing import Reason
from hashiwatashi.firms.models import FirmAssessment, FirmProfile, Officer, ShareHolding
from hashiwatashi.firms.rules_data import every
from hashiwatashi.firms.stored import Line, in_words, lines, reasons_of
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.organisations.querysets import OrganisationQuerySet
from hashiwatashi.web.editing import form_page, saved, version_sent
from hashiwatashi.web.firms.entries import FiguresForm, HoldingForm, OfficerForm
from hashiwatashi.web.permissions import on_record
from hashiwatashi.web.visitors import account_of

_SHOWN = 100
_KINDS: dict[str, type[FirmProfile] | type[ShareHolding] | type[Officer]] = {
    "figures": FirmProfile,
    "shareholders": ShareHolding,
    "officers": Officer,
}


@dataclass(frozen=True, slots=True)
class Shown:
    """An assessment as the page shows it, in the language in force."""

    record: FirmAssessment
    rules: str
    reasons: list[Reason]
    missing: list[str]
    holders: list[Line]
    officers: list[Line]


@on_record(Organisation, "see_firm_class")
def detail(request: HttpRequest, record: Organisation) -> HttpResponse:
    """Of which class the firm is by each rule set, why, and what it has told."""
    today, visitor = timezone.localdate(), request.user
    current = FirmAssessment.objects.visible_to(visitor).current().filter(owner=record).for_lists()
    holdings = ShareHolding.objects.visible_to(visitor).standing().filter(owner=record).for_lists()
    officers = Officer.objects.visible_to(visitor).standing().filter(owner=record).for_lists()
    profiles = FirmProfile.objects.visible_to(visitor).standing().filter(owner=record)
    context = {
        "record": record,
        "assessments": in_order(current),
        "profile": profiles.told_by(today).first(),
        "later": list(profiles.filter(since__gt=today).order_by("since", "pk")),
        "holdings": [one for one in holdings if one.until is None or one.until > today],
        "officers": [one for one in officers if one.until is None or one.until > today],
        "may_tell": visitor.has_perm("hashiwatashi.tell_firm_figures", record),
        "today": today,
    }
    return form_page(request, "firms/assessment.html", **context)


@on_record(Organisation, "see_firm_class")
def history(request: HttpRequest, record: Organisation) -> HttpResponse:
    """Former assessments, and everything that was told, ended and withdrawn lines included."""
    visitor = request.user
    former = FirmAssessment.objects.visible_to(visitor).filter(owner=record, superseded_by__isnull=False)
    context = {
        "record": record,
        "former": [shown(one) for one in former.for_lists().order_by("-pk")[:_SHOWN]],
        "told": {kind: _every(model, request, record) for kind, model in _KINDS.items()},
        "may_tell": visitor.has_perm("hashiwatashi.tell_firm_figures", record),
    }
    return form_page(request, "firms/history.html", **context)


@on_record(Organisation, "tell_firm_figures")
def tell_new_figures(request: HttpRequest, record: Organisation) -> HttpResponse:
    """Tell figures from a day on; those of before stay in the history."""
    told = FirmProfile.objects.visible_to(request.user).told_by(timezone.localdate()).filter(owner=record)
    form = FiguresForm(told.first(), request.POST or None)

    def store() -> None:
        tell_figures(record, by=account_of(request), **form.values())

    return _asked(request, record, form, store, _("Figures of the firm"))


@on_record(Organisation, "tell_firm_figures")
def add_holding(request: HttpRequest, record: Organisation) -> HttpResponse:
    """Write down a shareholder."""
    form = HoldingForm(None, _register(request), request.POST or None)

    def store() -> None:
        tell_holding(record, by=account_of(request), **form.values())

    return _asked(request, record, form, store, _("A shareholder"))


@on_record(Organisation, "tell_firm_figures")
def edit_holding(request: HttpRequest, record: Organisation, entry: UUID) -> HttpResponse:
    """Correct a shareholder's line, or give it its end."""
    found = _entry(request, record, ShareHolding, entry)
    assert isinstance(found, ShareHolding)
    form = HoldingForm(found, _register(request), request.POST or None)

    def store() -> None:
        correct(found, by=account_of(request), version=form.cleaned_data["version"], **form.values())

    return _asked(request, record, form, store, _("A shareholder"))


@on_record(Organisation, "tell_firm_figures")
def add_officer(request: HttpRequest, record: Organisation) -> HttpResponse:
    """Write down an officer who also serves another firm."""
    form = OfficerForm(None, _register(request), request.POST or None)

    def store() -> None:
        tell_officer(record, by=account_of(request), **form.values())

    return _asked(request, record, form, store, _("An officer who also serves another firm"))


@on_record(Organisation, "tell_firm_figures")
def edit_officer(request: HttpRequest, record: Organisation, entry: UUID) -> HttpResponse:
    """Correct an officer's line, or give it its end."""
    found = _entry(request, record, Officer, entry)
    assert isinstance(found, Officer)
    form = OfficerForm(found, _register(request), request.POST or None)

    def store() -> None:
        correct(found, by=account_of(request), version=form.cleaned_data["version"], **form.values())

    return _asked(request, record, form, store, _("An officer who also serves another firm"))


@on_record(Organisation, "tell_firm_figures")
@require_POST
def step(
    request: HttpRequest, record: Organisation, kind: str, entry: UUID, verb: Literal["withdraw", "put-back"]
) -> HttpResponse:
    """Withdraw something that was told, or put it back."""
    if kind not in _KINDS or verb not in {"withdraw", "put-back"}:
        raise Http404
    found, act = _entry(request, record, _KINDS[kind], entry), withdraw if verb == "withdraw" else put_back
    try:
        act(found, by=account_of(request), version=version_sent(request))
    except EditConflict:
        messages.error(request, _("Somebody else changed this line meanwhile. Look at it again."))
    except DomainError as error:
        messages.error(request, str(error))
    else:
        done = _("Withdrawn. You can put it back in the history.") if verb == "withdraw" else _("It counts again.")
        messages.success(request, done)
    return redirect("firm-assessment", record.uid)


def in_order(assessments: Any) -> list[Shown]:
    """Current assessments in the order of the rule sets."""
    keys = [rules.key for rules in every()]
    return [shown(one) for one in sorted(assessments, key=lambda one: (keys.index(one.rules), one.pk))]


def shown(assessment: FirmAssessment) -> Shown:
    names = {rules.key: rules.name for rules in every()}
    return Shown(
        assessment,
        names.get(assessment.rules, assessment.rules),
        reasons_of(assessment),
        [in_words(one) for one in assessment.missing],
        list(lines(assessment, "holders")),
        list(lines(assessment, "officers")),
    )


def _every(model: Any, request: HttpRequest, record: Organisation) -> list[Any]:
    """The newest lines of a kind, whether they stand or not."""
    rows = model.objects.visible_to(request.user).filter(owner=record).for_lists()
    return list(rows.order_by("-since", "-pk")[:_SHOWN])


def _entry(request: HttpRequest, record: Organisation, model: Any, uid: UUID) -> FirmProfile | ShareHolding | Officer:
    rows = model.objects.visible_to(request.user).filter(owner=record).for_lists()
    found: FirmProfile | ShareHolding | Officer = get_object_or_404(rows, uid=uid)
    return found


def _register(request: HttpRequest) -> OrganisationQuerySet:
    return Organisation.objects.visible_to(request.user)


def _asked(
    request: HttpRequest, record: Organisation, form: forms.Form, store: Callable[[], None], title: str
) -> HttpResponse:
    """Ask until what was told can be stored, then show what follows from it."""
    if form.is_valid() and _stored(form, store):
        messages.success(request, _("Saved, and the class was assessed anew."))
        return redirect("firm-assessment", record.uid)
    return form_page(request, "firms/entry.html", record=record, form=form, title=title)


def _stored(form: forms.Form, store: Callable[[], None]) -> bool:
    def in_time() -> None:
        try:
            store()
        except EditConflict:
            told = _("Somebody else changed this line meanwhile. Look at it again.")
            raise InvalidInput(told) from None

    return saved(form, in_time)
