"""Noting a call or a visit in a minute, also where there is no connection: the phone keeps it and sends it later."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from hashiwatashi.common.errors import Conflict, InvalidInput, TooMany, Unavailable
from hashiwatashi.common.texts import clean
from hashiwatashi.consultations import actions
from hashiwatashi.consultations.actions import ask, noted_before
from hashiwatashi.consultations.enums import ConsultationKind, EntryKind
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.consultations.promises import promise_of
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.people.models import Account
from hashiwatashi.web.consultations.forms import NoteForm
from hashiwatashi.web.editing import OwnerForm, form_page, institutions_for, saved
from hashiwatashi.web.offering import offer_places
from hashiwatashi.web.permissions import permitted, public
from hashiwatashi.web.visitors import account_of, home_of

_WORKER = Path(__file__).parent.parent / "static" / "hashi" / "note-worker.js"
_SALT = "hashiwatashi.consultations.note"


@permitted("note_consultation")
def note(request: HttpRequest) -> HttpResponse:
    """Note what was asked, and what was answered; a phone that kept it asks for JSON and sends a key of its own."""
    sent = request.POST or None
    owner = OwnerForm(institutions_for(request), _("Organisation"), sent)
    home = home_of(request)
    form = NoteForm(request.user, sent, initial={"place": home.name if home else ""})
    offer_places(form, request)
    noted: list[Consultation] = []
    status = 400
    try:
        if owner.is_valid() and form.is_valid() and saved(form, lambda: noted.append(_note(request, form, owner))):
            return _after(request, noted[0])
    except (Conflict, TooMany, Unavailable) as error:
        form.add_error(None, str(error))
        status = error.status
    if _is_by_script(request) and form.is_bound:
        return _problems(form, owner, status)
    return form_page(request, "consultations/note.html", owner_form=owner, form=form, phone=mark_of(request))


@public
def offline(request: HttpRequest) -> HttpResponse:
    """The form alone, as a phone keeps it for where there is no connection; it tells nothing of anybody.

    The phone asks for it without its cookies, so it says the language (`note-worker.js`).
    """
    asked = request.GET.get("language", "")
    language = asked if asked in dict(settings.LANGUAGES) else get_language()
    with override(language):
        return render(request, "consultations/note_offline.html", {"form": NoteForm(None)})


@public
def worker(request: HttpRequest) -> HttpResponse:
    """The script that shows the kept form while there is no connection: only from here may it do so for this page."""
    answer = HttpResponse(_WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


def mark_of(request: HttpRequest) -> str:
    """By which a phone knows whose notes it keeps, without a name: nobody's are sent in the name of another."""
    return salted_hmac(_SALT, str(account_of(request).pk)).hexdigest()[:20]


def _is_by_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _after(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    following = "consultation-note" if "again" in request.POST else "consultation-list"
    if "kept" not in request.POST:
        messages.success(request, _("Noted as %(number)s.") % {"number": consultation.number})
    if _is_by_script(request):
        return JsonResponse({"number": consultation.number, "next": reverse(following)}, status=201)
    return redirect(following)


def _problems(form: NoteForm, owner: OwnerForm, status: int) -> JsonResponse:
    """Why it was not stored and, where its key was used for something else, the one under which it may be sent."""
    errors = {**owner.errors, **form.errors}
    told: dict[str, Any] = {"problems": [text for texts in errors.values() for text in texts]}
    return JsonResponse(told | ({"key": form.data["key"]} if form.has_new_key else {}), status=status)


def _note(request: HttpRequest, form: NoteForm, owner: OwnerForm) -> Consultation:
    """Everything of one call in one transaction: asked, taken, answered, closed. Sent twice it is stored once."""
    by, values = account_of(request), form.values()
    answer, is_settled, minutes = values.pop("answer"), values.pop("is_settled"), values.pop("minutes") or 0
    key, noted_at = values.pop("key") or uuid4(), values.pop("noted_at")
    if known := noted_before(key, by=by):
        _check_same(known, values, answer)
        return known
    with transaction.atomic():
        consultation = _ask(by, owner.organisation, noted_at, key=key, **values)
        actions.take(consultation, by=by, now=noted_at)
        if answer:
            actions.answer(consultation, by=by, text=answer, minutes=minutes, now=noted_at)
        if is_settled:
            actions.close(consultation, by=by, now=noted_at)
    return consultation


def _check_same(known: Consultation, values: dict[str, Any], answer: str) -> None:
    """Raises `InvalidInput` of the key where the note says something else than what was stored under it."""
    stored = known.entries.filter(kind=EntryKind.ANSWER).order_by("at", "pk").first()
    was = (known.topic, known.text, stored.text if stored else "")
    if was != tuple(clean(text, multiline=True).strip() for text in (values["topic"], values["text"], answer)):
        told = _("This was stored already as %(number)s. To store what it says now as well, send it again.")
        raise InvalidInput.of("key", told % {"number": known.number})


def _ask(by: Account, holder: Organisation, noted_at: datetime | None, **values: Any) -> Consultation:
    """What was noted while there was no connection was asked, taken and answered then, not when it was sent."""
    now = noted_at or timezone.now()
    promised = promise_of(
        holder,
        ConsultationKind(values["kind"]),
        (values["prefecture"], values["municipality"]),
        values["field"].code if values["field"] else "",
        timezone.localdate(now),
    )
    return ask(by=by, holder=holder, now=now, **values, **promised.values(now))
