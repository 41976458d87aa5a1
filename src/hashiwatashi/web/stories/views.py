"""Reading success stories."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from hashiwatashi.matching.enums import Kind
from hashiwatashi.stories.models import Story
from hashiwatashi.stories.stages import STORY_STAGES
from hashiwatashi.web import details, lists
from hashiwatashi.web.permissions import public
from hashiwatashi.web.stories.deciding import forms_for
from hashiwatashi.web.stories.listing import CATALOGUE
from hashiwatashi.web.stories.shown import sections_of

# Who has the same trouble looks for the same means.
_KINDS = (Kind.STORY, Kind.EQUIPMENT, Kind.EXPERT, Kind.SEED)
_MINE = frozenset({"agree", "decline", "withdraw"})


@public
def index(request: HttpRequest) -> HttpResponseBase:
    """All published stories."""
    return lists.answer(request, CATALOGUE)


@public
def detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One story; for its institution and for whoever asked also before it is published."""
    record = get_object_or_404(Story.objects.visible_to(request.user).for_lists(), uid=uid)
    user: Any = request.user
    may_write = user.has_perm("hashiwatashi.write_story", record)
    may_agree = user.has_perm("hashiwatashi.agree_to_story", record)
    steps = STORY_STAGES.open_to(user, record) if may_write or may_agree else []
    return details.show(
        request,
        "stories/detail.html",
        record,
        sections=sections_of(record),
        likenesses=details.similar(request, record, record.text, _KINDS),
        may_write=may_write,
        may_agree=may_agree,
        steps=[step for step in steps if step.verb not in _MINE],
        forms=forms_for(record) if may_agree else [],
        decide="story-decide",
        key=record.uid,
    )
