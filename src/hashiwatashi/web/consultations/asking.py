"""Asking in plain words, with or without an account; and noting what was asked on the telephone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hashiwatashi.consultations import actions
from hashiwatashi.consultations.actions import BY_LINK, ask
from hashiwatashi.consultations.enums import ConsultationKind
from hashiwatashi.consultations.links import token_of
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.consultations.photos import Waiting, wait_no_longer, waiting
from hashiwatashi.consultations.promises import USUAL_DAYS, Promise, promises
from hashiwatashi.consultations.rules import STAFF
from hashiwatashi.matching.enums import Kind
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account
from hashiwatashi.web.consultations.forms import AskForm, HolderForm, NoteForm
from hashiwatashi.web.consultations.photos import kept_with
from hashiwatashi.web.consultations.photos import token_of as kept_token
from hashiwatashi.web.details import similar
from hashiwatashi.web.editing import OwnerForm, form_page, organisations_for, saved
from hashiwatashi.web.formats import day
from hashiwatashi.web.permissions import permitted, public
from hashiwatashi.web.visitors import account_of, home_of

#: What may help before anybody answers.
_HELP = (Kind.EQUIPMENT, Kind.EXPERT, Kind.SEED)
_FIRMS = (OrganisationKind.FIRM, OrganisationKind.MUNICIPALITY)


@public
def new(request: HttpRequest) -> HttpResponse:
    """Write a question down, see who answers by when, and send it."""
    form = AskForm(request.POST or None, request.FILES or None, initial=_first(request))
    is_whole = form.is_valid()
    kept = kept_with(request, form) if form.is_bound else []
    context: dict[str, Any] = {"form": form, "kept": kept, "kept_token": kept_token(kept)}
    if not is_whole or form.errors:
        return form_page(request, "consultations/new.html", **context)
    found = _promises(request, form)
    chosen = HolderForm([(str(one.organisation.uid), _told(one)) for one in found], _holder_sent(request))
    if chosen.is_bound and chosen.is_valid():
        promise = next(one for one in found if str(one.organisation.uid) == chosen.cleaned_data["holder"])
        asked: list[Consultation] = []
        if saved(form, lambda: asked.append(_ask(request, form, promise, kept))):
            wait_no_longer(kept)
            return _after(request, asked[0])
    text = f"{form.cleaned_data['topic']} {form.cleaned_data['text']}"
    context |= {
        "likenesses": similar(request, None, text, _HELP) if not chosen.is_bound else [],
        "holder_form": chosen,
        "found": found,
        "is_gap": not any(_is_here(one) for one in found),
    }
    return render(request, "consultations/new.html", context, status=400 if form.errors or chosen.errors else 200)


@permitted("note_consultation")
def note(request: HttpRequest) -> HttpResponse:
    """Note a call or a visit in a minute: what was asked, and what was answered."""
    sent = request.POST or None
    owner = OwnerForm(organisations_for(request, STAFF), _("Organisation"), sent)
    home = home_of(request)
    form = NoteForm(sent, initial={"place": home.name if home else ""})
    noted: list[Consultation] = []
    if owner.is_valid() and form.is_valid() and saved(form, lambda: noted.append(_note(request, form, owner))):
        messages.success(request, _("Noted as %(number)s.") % {"number": noted[0].number})
        return redirect("consultation-note" if "again" in request.POST else "consultation-list")
    return form_page(request, "consultations/note.html", owner_form=owner, form=form)


def _first(request: HttpRequest) -> dict[str, Any]:
    """What is known before anything is typed: the words of a search, the prefecture, who is signed in."""
    home = home_of(request)
    known = {"topic": request.GET.get("q", "")[:200], "place": home.name if home else ""}
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
        days=promise.days,
        asker=account,
        firm=firm if firm and form.cleaned_data["contact_firm"] == firm.name else None,
        **{**form.values(), "photos": waiting(kept)},
    )


def _after(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    told = _("We have received it as %(number)s. The link below is yours alone.")
    messages.success(request, told % {"number": consultation.number})
    if consultation.asker_id:
        return redirect("consultation-detail", consultation.uid)
    return redirect("consultation-link", token_of(consultation))


def _note(request: HttpRequest, form: NoteForm, owner: OwnerForm) -> Consultation:
    """Everything of one call in one transaction: asked, taken, answered, closed."""
    by, values = account_of(request), form.values()
    answer, is_settled, minutes = values.pop("answer"), values.pop("is_settled"), values.pop("minutes") or 0
    with transaction.atomic():
        firm = _only_one_named(request, values["contact_firm"])
        consultation = ask(by=by, holder=owner.organisation, days=USUAL_DAYS, firm=firm, **values)
        actions.take(consultation, by=by)
        if answer:
            actions.answer(consultation, by=by, text=answer, minutes=minutes)
        if is_settled:
            actions.close(consultation, by=by)
    return consultation


def _only_one_named(request: HttpRequest, name: str) -> Organisation | None:
    """The organisation of this name, if there is one alone: the case stands in its file then."""
    named = list(Organisation.objects.visible_to(request.user).named(name).active()[:2]) if name else []
    return named[0] if len(named) == 1 else None
