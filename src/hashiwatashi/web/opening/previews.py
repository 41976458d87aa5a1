"""Nothing that displaces reservations is stored before whoever does it has seen which: form, preview, then done."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hashiwatashi.common.errors import Conflict, EditConflict
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.reservations.closing import Displaced, Outcome, carried_out
from hashiwatashi.reservations.models import Reservation
from hashiwatashi.web.editing import saved
from hashiwatashi.web.reservations.calling import ask_to_call

Fact = tuple[str, str]
# What the preview sends again is what the form had; these are its own.
_OWN = {"csrfmiddlewaretoken", "known", "again"}


def attempted(request: HttpRequest, form: forms.BaseForm, act: Callable[[], Sequence[Displaced]]) -> Outcome | None:
    """What an act displaces, carried out once that was seen; None where the form is not to be stored (yet)."""
    if "again" in request.POST or not form.is_valid():
        return None
    found: list[Outcome] = []
    known = request.POST["known"].split() if "known" in request.POST else None
    try:
        if not saved(form, lambda: found.append(carried_out(act, known))):
            return None
    except EditConflict:
        raise
    except Conflict as error:
        form.add_error(None, str(error))
        return None
    return found[0]


def previewed(
    request: HttpRequest, outcome: Outcome, *, whose: Organisation, title: str, facts: Sequence[Fact], back: str = ""
) -> HttpResponse:
    """The page between form and deed: what is going to be stored, and which reservations it displaces.

    ``back`` is the page to return to where there is no form.
    """
    context = {
        "whose": whose,
        "title": title,
        "facts": facts,
        "reservations": outcome.reservations,
        "reinstated": outcome.reinstated,
        "back": back,
        "known": " ".join(one.number for one in outcome.reservations),
        "came_meanwhile": "known" in request.POST,
        "sent": [(name, value) for name in request.POST if name not in _OWN for value in request.POST.getlist(name)],
    }
    return render(request, "opening/preview.html", context)


def told(request: HttpRequest, reservations: Sequence[Reservation], page: str) -> HttpResponse:
    """Say that it is done and how many users were told, which the page lists then."""
    if not reservations:
        messages.success(request, _("Saved. No reservation was in the way."))
        return redirect(page)
    count = len(reservations)
    said = ngettext(
        "Saved. %(count)d reservation was displaced and its user told, with other times: %(numbers)s",
        "Saved. %(count)d reservations were displaced and their users told, with other times: %(numbers)s",
        count,
    )
    messages.warning(request, said % {"count": count, "numbers": _numbers(reservations)})
    ask_to_call(request, reservations)
    return redirect(page)


def tell_reinstated(request: HttpRequest, reservations: Sequence[Reservation]) -> None:
    """Say which reservations stand again."""
    if not reservations:
        messages.success(request, _("Taken back. No reservation was waiting for that."))
        return
    count = len(reservations)
    said = ngettext(
        "Taken back. %(count)d reservation stands again and its user is told: %(numbers)s",
        "Taken back. %(count)d reservations stand again and their users are told: %(numbers)s",
        count,
    )
    messages.success(request, said % {"count": count, "numbers": _numbers(reservations)})
    ask_to_call(request, reservations)


def _numbers(reservations: Sequence[Reservation]) -> str:
    return "、".join(one.number for one in reservations[:20]) + (" …" if len(reservations) > 20 else "")
