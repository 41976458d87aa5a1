"""Noting a call or a visit in a minute, also where there is no connection: the phone keeps it and sends it later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from hashiwatashi.common.errors import Conflict, TooMany, Unavailable
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.consultations.noting import Ending, note_case, noted_already
from hashiwatashi.consultations.photos import Taken, wait_no_longer, waiting
from hashiwatashi.consultations.repeats import Named
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.web.consultations.forms import NoteForm
from hashiwatashi.web.consultations.photos import all_before, kept_before, kept_with, shown, token_of
from hashiwatashi.web.editing import OwnerForm, form_page, institutions_for, saved
from hashiwatashi.web.offering import offer_places
from hashiwatashi.web.permissions import permitted, public
from hashiwatashi.web.visitors import account_of, home_of

_WORKER = Path(__file__).parent.parent / "static" / "hashi" / "note-worker.js"
_SALT = "hashiwatashi.consultations.note"


@permitted("note_consultation")
def note(request: HttpRequest) -> HttpResponse:
    """Note what was asked, and what was answered; a phone that kept it asks for JSON and sends a key of its own."""
    sent, files = request.POST or None, request.FILES or None
    owner = OwnerForm(institutions_for(request), _("Organisation"), sent)
    home = home_of(request)
    form = NoteForm(request.user, sent, files, initial={"place": home.name if home else ""})
    offer_places(form, request)
    noted: list[Consultation] = []
    status = 400
    try:
        # Both are asked, so that what is wrong with either is told at once.
        if all((owner.is_valid(), form.is_valid())) and saved(
            form, lambda: noted.append(_note(request, form, owner))
        ):
            return _after(request, noted[0])
    except (Conflict, TooMany, Unavailable) as error:
        form.add_error(None, str(error))
        status = error.status
    if _is_by_script(request) and form.is_bound:
        return _problems(form, owner, status)
    kept = kept_with(request, form) if form.is_bound else []
    context = {"kept": shown(request, kept), "kept_token": token_of(request, kept), "phone": mark_of(request)}
    return form_page(request, "consultations/note.html", owner_form=owner, form=form, **context)


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
    """The photos of a step before go with what was asked, and wait no longer."""
    by, values = account_of(request), form.values()
    values |= {"key": values["key"] or uuid4(), "minutes": values["minutes"] or 0}
    sent = values.pop("photos") or []
    # What was stored already took its photos with it.
    noted = _noted_already(request, owner.organisation, values, sent)
    if noted is None:
        values["photos"] = [*waiting(kept_before(request)), *sent]
        noted = note_case(by=by, holder=owner.organisation, **values)
    wait_no_longer(all_before(request))
    return noted


def _noted_already(
    request: HttpRequest, holder: Organisation, values: Mapping[str, Any], sent: Sequence[Taken]
) -> Consultation | None:
    end = Ending(values["answer"], values["minutes"], is_settled=values["is_settled"])
    # The form asked which firm it was before the phone kept it; what a phone kept asks nothing (see `NoteForm`).
    told = {name: value for name, value in values.items() if name != "firm" or "kept" not in request.POST}
    photos: list[Named] = [*kept_before(request), *sent]
    return noted_already(values["key"], by=account_of(request), holder=holder, end=end, values=told, photos=photos)
