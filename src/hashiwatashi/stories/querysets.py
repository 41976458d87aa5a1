"""Words for reading success stories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db.models import Q

from hashiwatashi.common.doors import NOBODY, Door, desks, everybody
from hashiwatashi.common.querysets import DoorQuerySet
from hashiwatashi.common.visitors import Visitor, organisation_ids
from hashiwatashi.stories.enums import StoryStage

if TYPE_CHECKING:
    from hashiwatashi.stories.models import Story  # noqa: F401


def _written_by(own: frozenset[int]) -> Any:
    """The stories of some institutions."""
    story = apps.get_model("hashiwatashi", "Story")
    return story._default_manager.filter(owner__in=own).values("pk")


def _askers(visitor: Visitor) -> Q:
    """Whoever asked for themselves, or the people of the firm."""
    if not visitor.is_authenticated:
        return NOBODY
    alone = Q(consultation__asker=visitor, consultation__firm=None)
    return alone | Q(consultation__firm__in=organisation_ids(visitor))


class StoryQuerySet(DoorQuerySet["Story"]):
    # A published one is everybody's; until then its institution's staff write it, and whoever asked reads what is
    # asked of them, not what is still being written.
    DOOR = (
        everybody.while_(Q(stage=StoryStage.PUBLISHED), lambda story: story.stage == StoryStage.PUBLISHED)
        | desks(_written_by, lambda story: (story.owner_id,))
        | Door(_askers, lambda story: ()).while_(~Q(stage=StoryStage.DRAFT), lambda story: True)
    )

    def published(self) -> Self:
        return self.filter(stage=StoryStage.PUBLISHED)

    def of(self, institutions: frozenset[int]) -> Self:
        return self.filter(owner__in=institutions)

    def for_lists(self) -> Self:
        return self.select_related("owner__prefecture", "field", "prefecture")
