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
from hashiwatashi.consultations.enums import ConsultationKind, PromiseSource
from hashiwatashi.consultations.links import token_of
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.consultations.photos import Waiting, wait_no_longer, waiting
from hashiwatashi.consultations.promises import USUAL_DAYS, Promise, promises
from hashiwatashi.consultations.repeats import Named, first_holder, first_line, has_photos, says_the_same
from hashiwatashi.organisations.enums import OrganisationKind
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account
from hashiwatashi.web.consultations import drafting
from hashiwatashi.web.consultations.forms import AskForm, HolderForm
from hashiwatashi.web.consultations.photos import kept_before, kept_with, shown
from hashiwatashi.web.consultations.photos import token_of as kept_token
from hashiwatashi.web.consultations.suggesting import helping
from hashiwatashi.web.consultations.testing import instrument_named, its_own_first, topic_for
from hashiwatashi.web.editing import form_page, saved
from hashiwatashi.web.formats import called, day
from hashiwatashi.web.offering import offer_places
from hashiwatashi.web.permissions import public
from hashiwatashi.web.visitors import account_or_none, home_of
from hashiwatashi.writing.sending import send_question, sent_before

_FIRMS = (OrganisationKind.FIRM, OrganisationKind.MUNICIPALITY)


@public
def new(request: HttpRequest) -> HttpResponse:
    """Write a question down, see who answers by when, and send it; or keep it as a draft."""
    if "draft" in request.POST:
        return drafting.keep(request)
    form = _form(request)
    is_whole = form.is_valid()
    if is_whole and (known := _sent_before(request, form)):
        if _is_same(request, known, form):
            return _after(request, known)
        _ask_anew(form, known)
    else:
        drafting.keep_meanwhile(request)
    kept = kept_with(request, form) if form.is_bound else []
    context: dict[str, Any] = {"form": form, "kept": shown(request, kept), "kept_token": kept_token(request, kept)}
    context["instrument"] = instrument_named(request)
    if not is_whole or form.errors:
        return form_page(request, "consultations/new.html", **context)
    return _who_answers(request, form, kept, context)


def _who_answers(request: HttpRequest, form: AskForm, kept: list[Waiting], context: dict[str, Any]) -> HttpResponse:
    """The second step: who answers by when and what may help meanwhile; sent once one of them is chosen."""
    found, instrument = _promises(form), context["instrument"]
    if instrument is not None:
        found = its_own_first(found, instrument, form.cleaned_data)
    chosen = HolderForm([(str(one.organisation.uid), _told(one)) for one in found], _holder_sent(request))
    if chosen.is_bound and chosen.is_valid():
        promise = next(one for one in found if str(one.organisation.uid) == chosen.cleaned_data["holder"])
        if asked := _stored(request, form, promise, kept):
            return _after(request, asked)
    told = form.cleaned_data
    context |= {
        "helping": None if chosen.is_bound else helping(request, told.get("topic", ""), told.get("text", "")),
        "holder_form": chosen,
        "found": found,
        "is_gap": instrument is None and not any(_is_here(one) for one in found),
    }
    return render(request, "consultations/new.html", context, status=400 if form.errors or chosen.errors else 200)


def _form(request: HttpRequest) -> AskForm:
    """Whoever is not signed in must tell an address for the answer."""
    account, sent = account_or_none(request), request.POST or None
    form = AskForm(sent, request.FILES or None, initial=_first(request), is_signed_in=account is not None)
    offer_places(form, request)
    return form


def _first(request: HttpRequest) -> dict[str, Any]:
    """What is known before anything is typed: a draft, the words of a search or the instrument with which a test is
    wanted, the prefecture, who is signed in."""
    if draft := drafting.opened(request):
        return {**draft.told, "form_key": draft.uid}
    home, instrument = home_of(request), instrument_named(request)
    topic = topic_for(instrument) if instrument else request.GET.get("q", "")[:200]
    known: dict[str, Any] = {"topic": topic, "place": home.name if home else ""}
    known["form_key"] = uuid4()
    if account := account_or_none(request):
        firm = _firm_of(account)
        known |= {
            "contact_mail": account.email,
            "contact_name": account.display_name,
            "contact_firm": firm.name if firm else "",
        }
    return known


def _firm_of(account: Account) -> Organisation | None:
    """The firm or municipality for which an account asks."""
    return next((m.organisation for m in account.current_memberships if m.organisation.kind in _FIRMS), None)


def _promises(form: AskForm) -> list[Promise]:
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
    name = called(promise.organisation)
    if promise.near:
        name = _("%(name)s (%(place)s)") % {"name": name, "place": promise.near}
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


def _stored(request: HttpRequest, form: AskForm, promise: Promise, kept: list[Waiting]) -> Consultation | None:
    """The question, stored; None where the form now says why not. What was typed stays."""
    asked: list[Consultation] = []
    try:
        if saved(form, lambda: asked.append(_ask(request, form, promise, kept))):
            wait_no_longer(kept)
            return asked[0]
    except (TooMany, Conflict) as error:
        form.add_error(None, str(error))
    # Of two that were sent at once the second shows what the first has stored.
    return _sent_before(request, form)


def _ask(request: HttpRequest, form: AskForm, promise: Promise, kept: list[Waiting]) -> Consultation:
    account = account_or_none(request)
    firm = _firm_of(account) if account else None
    return send_question(
        asker=account,
        form=form.cleaned_data["form_key"],
        # The server puts there what a trusted proxy says (TRUSTED_PROXY), and nothing that others claim.
        address=request.META.get("REMOTE_ADDR", ""),
        holder=promise.organisation,
        firm=firm if firm and form.cleaned_data["contact_firm"] == firm.name else None,
        **{**form.values(), "photos": waiting(kept), **promise.values(timezone.now())},
    )


def _sent_before(request: HttpRequest, form: AskForm) -> Consultation | None:
    key = form.cleaned_data.get("form_key")
    return sent_before(key, asker=account_or_none(request)) if key else None


def _is_same(request: HttpRequest, known: Consultation, form: AskForm) -> bool:
    """Whether the form says what was sent by it before, and not something else since the way back."""
    told, holder = form.values(), request.POST.get("holder")
    photos: list[Named] = [*kept_before(request), *(told["photos"] or [])]
    is_same = says_the_same(known, told) and has_photos(first_line(known), photos)
    return is_same and (not holder or holder == str(first_holder(known).uid))


def _ask_anew(form: AskForm, known: Consultation) -> None:
    """The form goes on as a new one, and says what became of the first."""
    form.data = {**form.data.dict(), "form_key": str(uuid4())}  # type: ignore[attr-defined]
    told = _("This form was sent already, as %(number)s. To ask what it says now as well, send it again.")
    form.add_error(None, told % {"number": known.number})


def _after(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    number = {"number": consultation.number}
    if consultation.asker_id:
        messages.success(request, _("We have received it as %(number)s.") % number)
        return redirect("consultation-detail", consultation.uid)
    told = _("We have received it as %(number)s. The address of this page is yours alone.")
    messages.success(request, told % number)
    return redirect("consultation-link", token_of(consultation))
