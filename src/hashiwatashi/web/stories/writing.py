"""Writing success stories: for the staff of the institution that holds the case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from hashiwatashi.common.errors import Conflict, NotFound
from hashiwatashi.common.visitors import desk_ids
from hashiwatashi.consultations.models import Consultation
from hashiwatashi.matching.enums import Kind
from hashiwatashi.matching.sync import refresh_after_commit
from hashiwatashi.stories import actions
from hashiwatashi.stories.models import Story
from hashiwatashi.stories.naming import named_in
from hashiwatashi.stories.reaching import can_be_asked
from hashiwatashi.stories.stages import CANNOT_BE_ASKED
from hashiwatashi.web.editing import form_page, saved
from hashiwatashi.web.permissions import on_record, permitted
from hashiwatashi.web.stories.forms import StoryForm
from hashiwatashi.web.visitors import account_of

_PAGE = 50
_ACTS: Mapping[str, Callable[..., None]] = {
    "ask": actions.ask_consent,
    "publish": actions.publish,
    "revise": actions.revise,
}
_DONE = {
    "ask": gettext_lazy("Whoever asked has been asked for consent."),
    "publish": gettext_lazy("Published. Everybody finds it now."),
    "revise": gettext_lazy("Taken back. It is a draft again, and consent is asked for anew."),
}


@permitted("write_stories")
def ours(request: HttpRequest) -> HttpResponse:
    """The stories of one's own institutions, at every stage."""
    found = Story.objects.visible_to(request.user).of(desk_ids(request.user)).for_lists()
    page = Paginator(found.select_related("consultation").order_by("-updated_at", "-pk"), _PAGE)
    return render(request, "stories/ours.html", {"page": page.get_page(request.GET.get("page"))})


@on_record(Consultation, "handle_consultation")
def add(request: HttpRequest, record: Consultation) -> HttpResponse:
    """Write the story of a closed consultation, beginning with what is known of it."""
    if request.method != "POST" and not can_be_asked(record):
        # Told before anything is written.
        messages.error(request, CANNOT_BE_ASKED)
        return redirect("consultation-detail", record.uid)
    first = {"trouble": record.text, "helped": record.result, "field": record.field}
    form = StoryForm(request.POST or None, initial=first)
    if form.is_valid():
        made: list[Story] = []
        try:
            if saved(form, lambda: made.append(_written(record, account_of(request), form.cleaned_data))):
                _warn(request, made[0])
                return redirect("story-detail", made[0].uid)
        except Conflict as error:
            form.add_error(None, str(error))
    return form_page(request, "stories/form.html", form=form, case=record)


@on_record(Story, "write_story")
def edit(request: HttpRequest, record: Story) -> HttpResponse:
    """Change a draft."""
    form = StoryForm(request.POST or None, instance=copy(record))

    def store() -> None:
        actions.change_story(record, by=account_of(request), **form.cleaned_data)

    if form.is_valid():
        try:
            if saved(form, store):
                _warn(request, record)
                return redirect("story-detail", record.uid)
        except Conflict as error:
            form.add_error(None, str(error))
    context = {"form": form, "record": record, "case": record.consultation, "named": named_in(record)}
    return form_page(request, "stories/form.html", **context)


@on_record(Story, "write_story")
@require_POST
def step(request: HttpRequest, record: Story, verb: str) -> HttpResponse:
    """Ask for consent, publish, or take back."""
    if verb not in _ACTS:
        raise NotFound(_("There is no such step."))
    try:
        with transaction.atomic():
            _ACTS[verb](record, by=account_of(request))
            refresh_after_commit(Kind.STORY, record.pk)
    except Conflict as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _DONE[verb])
    return redirect("story-detail", record.uid)


def _written(case: Consultation, by: Any, values: Mapping[str, Any]) -> Story:
    return actions.write_story(case, by=by, **values)


def _warn(request: HttpRequest, record: Story) -> None:
    """Say at once what would keep it from being published."""
    if found := named_in(record):
        told = _("Saved. It still tells whose it is: %(found)s") % {"found": " / ".join(map(str, found))}
        messages.warning(request, told)
    else:
        messages.success(request, _("Saved."))
