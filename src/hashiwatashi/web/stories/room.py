"""Success stories on pages: card, structured data, and where they are gathered."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from hashiwatashi.areas.models import Prefecture
from hashiwatashi.common.visitors import Visitor
from hashiwatashi.matching.enums import Kind
from hashiwatashi.organisations.contacts import contact_of
from hashiwatashi.organisations.models import Organisation
from hashiwatashi.stories.enums import StoryStage
from hashiwatashi.stories.models import Story
from hashiwatashi.stories.querysets import StoryQuerySet
from hashiwatashi.web.formats import called
from hashiwatashi.web.jsonld import party
from hashiwatashi.web.rooms import Badge, Card, Room, present

TONES = {StoryStage.PUBLISHED: "good", StoryStage.DECLINED: "warn", StoryStage.WITHDRAWN: "warn"}


def _card(record: Story) -> Card:
    is_shown = record.stage == StoryStage.PUBLISHED
    stage = Badge(record.get_stage_display(), TONES.get(StoryStage(record.stage), "plain"))
    return Card(
        kind=Kind.STORY,
        title=called(record),
        href=reverse("story-detail", args=[record.uid]),
        facts=present(str(record.field or ""), record.means, record.where),
        badges=() if is_shown else (stage,),
        owner=record.owner,
        prefecture=record.prefecture,
        contact=contact_of(record.owner),
    )


def _described(record: Story) -> dict[str, Any]:
    return {
        "@type": "Article",
        "headline": record.title,
        "articleBody": record.text,
        "about": str(record.field or ""),
        "contentLocation": record.where,
        "publisher": party(record.owner),
        "datePublished": record.published_on.isoformat() if record.published_on else "",
    }


def _of_organisation(whose: Organisation, visitor: Visitor) -> StoryQuerySet:
    return Story.objects.visible_to(visitor).published().filter(owner=whose).for_lists()


def _in_area(whose: Prefecture, visitor: Visitor) -> StoryQuerySet:
    """Those whose firm lets its prefecture be told."""
    return Story.objects.visible_to(visitor).published().filter(prefecture=whose).for_lists()


ROOM = Room(
    kind=Kind.STORY,
    title=gettext_lazy("Success stories"),
    card=_card,
    described=_described,
    of_organisation=_of_organisation,
    in_area=_in_area,
    compared=("trouble", "done", "helped", "means"),
)
