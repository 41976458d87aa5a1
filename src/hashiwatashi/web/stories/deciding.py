"""What whoever asked says to a story: signed in, or by the secret link of the mail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from hashiwatashi.common.audit.trail import Actor
from hashiwatashi.common.errors import Conflict, InvalidInput, NotFound
from hashiwatashi.consultations.actions import BY_LINK
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.sync import refresh_after_commit
from hashiwatashi.stories import actions
from hashiwatashi.stories.enums import ShownPlace, StoryStage
from hashiwatashi.stories.models import Story
from hashiwatashi.stories.reaching import behind
from hashiwatashi.web.permissions import public, signed_in
from hashiwatashi.web.stories.forms import AgreeForm, DeclineForm
from hashiwatashi.web.stories.shown import sections_of
from hashiwatashi.web.visitors import account_of

_LABELS: Mapping[str, str | Promise] = {
    "agree": gettext_lazy("I agree to exactly this text"),
    "decline": gettext_lazy("I do not agree"),
    "withdraw": gettext_lazy("Withdraw my consent"),
}


def forms_for(record: Story) -> list[tuple[str, str | Promise, forms.Form]]:
    """Verb, button and form of what may be decided now."""
    if record.stage == StoryStage.ASKED:
        found: dict[str, forms.Form] = {
            "agree": AgreeForm(initial={"digest": record.digest}),
            "decline": DeclineForm(),
        }
    elif record.stage in {StoryStage.AGREED, StoryStage.PUBLISHED}:
        found = {"withdraw": forms.Form()}
    else:
        found = {}
    return [(verb, _LABELS[verb], form) for verb, form in found.items()]


@signed_in
@require_POST
def step(request: HttpRequest, uid: UUID, verb: str) -> HttpResponse:
    """Agree, decline or withdraw, signed in."""
    record = get_object_or_404(Story.objects.visible_to(request.user).select_related("consultation"), uid=uid)
    _decide(request, record, verb, account_of(request))
    return redirect("story-detail", uid)


@public
def link(request: HttpRequest, token: str) -> HttpResponse:
    """The text as everybody would read it, and the question whether they may."""
    record = _behind(token)
    context = {
        "record": record,
        "sections": sections_of(record),
        "forms": forms_for(record),
        "decide": "story-link-step",
        "key": token,
    }
    return _untold(render(request, "stories/link.html", context))


@public
@require_POST
def link_step(request: HttpRequest, token: str, verb: str) -> HttpResponse:
    """Agree, decline or withdraw, by the link of the mail."""
    _decide(request, _behind(token), verb, BY_LINK)
    return _untold(redirect("story-link", token))


def _decide(request: HttpRequest, record: Story, verb: str, by: Actor) -> None:
    """Do it and say so; what was published leaves the search with the change, not seconds later."""
    if verb not in _LABELS:
        raise NotFound(_("There is no such step."))
    try:
        with transaction.atomic():
            _act(record, verb, by, request.POST)
            refresh_after_commit(Kind.STORY, record.pk)
    except (Conflict, InvalidInput) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Done. Thank you."))


def _act(record: Story, verb: str, by: Actor, sent: Any) -> None:
    if verb == "withdraw":
        actions.withdraw(record, by=by)
        return
    form = AgreeForm(sent) if verb == "agree" else DeclineForm(sent)
    if not form.is_valid():
        raise InvalidInput(_("Choose what may be told of where you are, then agree again."))
    if verb == "agree":
        told = form.cleaned_data
        actions.agree(record, by=by, digest=told["digest"], place=ShownPlace(told["place"]))
    else:
        actions.decline(record, by=by, answer=form.cleaned_data["answer"])


def _behind(token: str) -> Story:
    record = behind(token)
    if record is None:
        raise NotFound(_("This link is not whole, or the text is being rewritten. Then you are asked anew."))
    return record


def _untold(answer: HttpResponse) -> HttpResponse:
    """Neither a search engine nor another site may learn the address (as with the link of a consultation)."""
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "same-origin"
    answer["Cache-Control"] = "no-store"
    return answer
