"""Asking in plain words, with or without an account."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hashiwatashi.common.errors import Conflict, TooMany
from hashiwatashi.consultations import actions
from hashiwatashi.consultations.actions import BY_LINK, ask
from hashiwatashi.consultations.enums import ConsultationKind, PromiseSource
from hashiwatashi.consultations.links import token_of
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.consultations.photos import Waiting, wait_no_longer, waiting
from hashiwatashi.consultations.promises import USUAL_DAYS, Promise, promises
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account
from hashiwatashi.web.consultations import drafting
from hashiwatashi.web.consultations.forms import AskForm, HolderForm
from hashiwatashi.web.consultations.photos import kept_with
from hashiwatashi.web.consultations.photos import token_of as kept_token
from hashiwatashi.web.consultations.suggesting import helping
from hashiwatashi.web.editing import form_page, saved
from hashiwatashi.web.formats import day
from hashiwatashi.web.permissions import public
from hashiwatashi.web.visitors import home_of

_FIRMS = (OrganisationKind.FIRM, OrganisationKind.MUNICIPALITY)


@public
def new(request: HttpRequest) -> HttpResponse:
    """Write a question down, see who answers by when, and send it; or keep it as a draft."""
    if "draft" in request.POST:
        return drafting.keep(request)
    form = AskForm(request.POST or None, request.FILES or None, initial=_first(request))
    is_whole = form.is_valid()
    kept = kept_with(request, form) if form.is_bound else []
    context: dict[str, Any] = {"form": form, "kept": kept, "kept_token": kept_token(kept)}
    drafting.keep_meanwhile(request)
    if not is_whole or form.errors:
        return form_page(request, "consultations/new.html", **context)
    found = _promises(request, form)
    chosen = HolderForm([(str(one.organisation.uid), _told(one)) for one in found], _holder_sent(request))
    if chosen.is_bound and chosen.is_valid():
        promise = next(one for one in found if str(one.organisation.uid) == chosen.cleaned_data["holder"])
        asked: list[Consultation] = []
        try:
            if saved(form, lambda: asked.append(_ask(request, form, promise, kept))):
                wait_no_longer(kept)
                drafting.forget(request)
                return _after(request, asked[0])
        except (TooMany, Conflict) as error:  # what was typed stays
            form.add_error(None, str(error))
    context |= {
        "helping": helping(request, form.cleaned_data["topic"], form.cleaned_data["text"])
        if not chosen.is_bound
        else None,
        "holder_form": chosen,
        "found": found,
        "is_gap": not any(_is_here(one) for one in found),
    }
    return render(request, "consultations/new.html", context, status=400 if form.errors or chosen.errors else 200)


def _first(request: HttpRequest) -> dict[str, Any]:
    """What is known before anything is typed: a draft, the words of a search, the prefecture, who is signed in."""
    if draft := drafting.opened(request):
        return {**draft.told, "form_key": draft.uid}
    home = home_of(request)
    known: dict[str, Any] = {"topic": request.GET.get("q", "")[:200], "place": home.name if home else ""}
    known["form_key"] = uuid4()
    if isinstance(request.user, Account):
        firm = _firm_of(request.user)
        known |= {
            "contact_mail": request.user.email,
            "contact_name": request.user.display_name,
            "contact_firm": firm.name if firm else "",
        }
    return known


def _firm_of(account: Account) -> Organisation | None:
    """The firm or municipality for which an account asks."""
    return next((m.organisation for m in account.current_memberships if m.organisation.kind in _FIRMS), None)


def _promises(request: HttpRequest, form: AskForm) -> list[Promise]:
    told = form.cleaned_data
    code = told["field"].code if told["field"] else ""
    return promises(ConsultationKind(told["kind"]), told["place"], code, timezone.localdate())


def _holder_sent(request: HttpRequest) -> Any:
    return request.POST if request.POST.get("holder") else None


def _is_here(promise: Promise) -> bool:
    return promise.duty is not None and promise.near is None


def _told(promise: Promise) -> str:
    """The institution, where it is if that is elsewhere, and the day by which it promises an answer."""
    due = actions.due_day(timezone.now(), promise.days)
    days = ngettext("within %(days)d working day", "within %(days)d working days", promise.days)
    name = promise.organisation.name + (f" ({promise.near})" if promise.near else "")
    if promise.source == PromiseSource.TARGET:
        told = {"name": name, "day": day(due), "days": days % {"days": promise.days}}
        return _("%(name)s: answers by %(day)s (%(days)s, its target)") % told
    if promise.duty is None:
        return _("%(name)s: has promised no day; usually %(days)s") % {
            "name": name,
            "days": days % {"days": USUAL_DAYS},
        }
    told = {"name": name, "person": promise.duty.responsible, "day": day(due), "days": days % {"days": promise.days}}
    return _("%(name)s, %(person)s: answers by %(day)s (%(days)s)") % told


def _ask(request: HttpRequest, form: AskForm, promise: Promise, kept: list[Waiting]) -> Consultation:
    account = request.user if isinstance(request.user, Account) else None
    firm = _firm_of(account) if account else None
    return ask(
        by=account or BY_LINK,
        holder=promise.organisation,
        asker=account,
        firm=firm if firm and form.cleaned_data["contact_firm"] == firm.name else None,
        **{**form.values(), "photos": waiting(kept), **promise.values(timezone.now())},
    )


def _after(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    told = _("We have received it as %(number)s. The link below is yours alone.")
    messages.success(request, told % {"number": consultation.number})
    if consultation.asker_id:
        return redirect("consultation-detail", consultation.uid)
    return redirect("consultation-link", token_of(consultation))
