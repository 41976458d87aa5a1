"""Following one's question by the secret link of the mails, without an account."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from hashiwatashi.common.errors import Conflict, InvalidInput, TooMany
from hashiwatashi.consultations.actions import BY_LINK
from hashiwatashi.consultations.links import behind
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.consultations.steps import ASKERS, act
from hashiwatashi.stories.enums import StoryStage
from hashiwatashi.stories.models import Story
from hashiwatashi.stories.reaching import token_of as story_token
from hashiwatashi.web.consultations.photos import photo_answer
from hashiwatashi.web.consultations.shown import desk_for, photos_for, sheet_for, unbound
from hashiwatashi.web.consultations.steps import TOLD, form_of
from hashiwatashi.web.editing import saved
from hashiwatashi.web.permissions import public


@public
def link(request: HttpRequest, token: str) -> HttpResponse:
    """The question as whoever asked reads it."""
    record = behind(token)
    return _page(request, token, record) if record else _dead(request)


@public
@require_POST
def link_step(request: HttpRequest, token: str, verb: str) -> HttpResponse:
    """Add to it, agree to a hand-off, withdraw, ask again, say whether it helped, or have a new link mailed."""
    record = behind(token)
    if record is None:
        return _dead(request)
    form = form_of(verb, sheet_for(record, None), request.POST, request.FILES)
    if form is not None and not form.is_valid():
        return _page(request, token, record, verb=verb, sent=form)
    try:
        if form is None:
            act(ASKERS, verb, record, BY_LINK, request.POST)
        elif not saved(form, lambda: act(ASKERS, verb, record, BY_LINK, form.cleaned_data)):
            return _page(request, token, record, verb=verb, sent=form)
    except (Conflict, InvalidInput, TooMany) as error:
        if form is not None and isinstance(error, TooMany):
            form.add_error(None, str(error))
            return _page(request, token, record, verb=verb, sent=form)
        messages.error(request, str(error))
    else:
        if verb == "renew":
            return _untold(render(request, "consultations/link_replaced.html", {"number": record.number}))
        messages.success(request, str(TOLD[verb]))
    return redirect("consultation-link", token)


@public
def link_photo(request: HttpRequest, token: str, photo: UUID, size: str) -> HttpResponse:
    """A photo of a line that whoever asked reads."""
    record = behind(token)
    if record is None:
        raise Http404
    return _untold(photo_answer(photos_for(record, None), photo, size))


def _dead(request: HttpRequest) -> HttpResponse:
    """For a link that opens nothing. What it opened before is not told, nor that it ever opened anything."""
    return _untold(render(request, "consultations/link_dead.html", status=404))


def _page(
    request: HttpRequest, token: str, record: Consultation, verb: str = "", sent: forms.Form | None = None
) -> HttpResponse:
    sheet = sheet_for(record, None)
    steps = [
        (one, reverse("consultation-link-step", args=[token, one.verb]))
        for one in (unbound(sheet.steps, verb, sent) if sent is not None else sheet.steps)
    ]
    context = {"record": record, "sheet": sheet, "steps": steps, "is_by_link": True, "token": token}
    context |= {"story_href": _story_href(record), "desk": desk_for(sheet)}
    answer = render(request, "consultations/detail.html", context, status=400 if sent is not None else 200)
    return _untold(answer)


def _story_href(record: Consultation) -> str:
    """Where whoever asked reads the story of the question; none where there is none to read."""
    story = Story.objects.filter(consultation=record).exclude(stage=StoryStage.DRAFT).first()
    return reverse("story-link", args=[story_token(story)]) if story else ""


def _untold(answer: HttpResponse) -> HttpResponse:
    """Neither a search engine nor another site may learn the address.

    "no-referrer" would take the origin from our own forms, too, and the check against forged forms would refuse them.
    """
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "same-origin"
    answer["Cache-Control"] = "no-store"
    return answer
