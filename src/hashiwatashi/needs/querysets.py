"""Words for reading needs. What a visitor may see of one is decided in `needs.disclosure`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from hashiwatashi.common.doors import disclosed
from hashiwatashi.common.querysets import DoorQuerySet
from hashiwatashi.needs.enums import NeedKind

if TYPE_CHECKING:
    from hashiwatashi.needs.models import Need  # noqa: F401


class NeedQuerySet(DoorQuerySet["Need"]):
    DOOR = disclosed()

    def published_themes(self) -> Self:
        return self.filter(kind=NeedKind.PUBLISHED_THEME)

    def for_lists(self) -> Self:
        return self.select_related("owner__prefecture")
