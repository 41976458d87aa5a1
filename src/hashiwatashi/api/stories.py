"""The API's success stories: what is published."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router

from hashiwatashi.api.bounds import RecordBounds
from hashiwatashi.api.exposed import Exposed
from hashiwatashi.api.paging import Page, page
from hashiwatashi.api.routing import public_get
from hashiwatashi.api.shapes import OrganisationRef, Shape, reference
from hashiwatashi.matching.enums import Kind
from hashiwatashi.stories.models import Story

router = Router(tags=["catalogue"])


class StoryOut(Shape):
    """A published success story; ``prefecture`` (code) and ``region`` only where the firm lets them be told."""

    uid: UUID
    title: str
    trouble: str
    done: str
    helped: str
    means: str
    field: str
    prefecture: str | None
    region: str
    owner: OrganisationRef
    published_on: date | None
    updated_at: datetime


def present(record: Story) -> StoryOut:
    """A record as the API gives it."""
    return StoryOut(
        uid=record.uid,
        title=record.title,
        trouble=record.trouble,
        done=record.done,
        helped=record.helped,
        means=record.means,
        field=record.field.name if record.field else "",
        prefecture=record.prefecture_id,
        region=record.region,
        owner=reference(record.owner),
        published_on=record.published_on,
        updated_at=record.updated_at,
    )


@public_get(router, "/stories", response=Page[StoryOut], summary="Success stories")
def list_stories(request: HttpRequest, bounds: Query[RecordBounds]) -> Any:
    found = Story.objects.visible_to(request.user).published().for_lists()
    return page(request, found.filter(bounds.conditions("title", "prefecture")), bounds, present)


@public_get(router, "/stories/{uuid:uid}", response=StoryOut, summary="One success story")
def one_story(request: HttpRequest, uid: UUID) -> Any:
    return present(get_object_or_404(Story.objects.visible_to(request.user).published().for_lists(), uid=uid))


EXPOSED = Exposed(Kind.STORY, router, StoryOut, present)
