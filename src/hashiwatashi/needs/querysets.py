"""Words for reading needs. What a visitor may see of one is decided in `needs.disclosure`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db.models import Q

from hashiwatashi.common.doors import members, owners, published
from hashiwatashi.common.querysets import DoorQuerySet
from hashiwatashi.needs.enums import NeedKind, NeedStage

if TYPE_CHECKING:
    from hashiwatashi.needs.models import Need  # noqa: F401


def _is_shown(need: Any) -> bool:
    return bool(need.stage != NeedStage.WITHDRAWN)


class NeedQuerySet(DoorQuerySet["Need"]):
    # What was withdrawn is for its owner alone.
    DOOR = (published | members).while_(~Q(stage=NeedStage.WITHDRAWN), _is_shown) | owners()

    def published_themes(self) -> Self:
        return self.filter(kind=NeedKind.PUBLISHED_THEME)

    def not_settled(self) -> Self:
        """Those that an answer still helps; what was withdrawn is behind the door anyway."""
        return self.exclude(stage=NeedStage.SETTLED)

    def for_lists(self) -> Self:
        return self.select_related("owner__prefecture")
