"""Words for reading seeds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from hashiwatashi.common.doors import disclosed
from hashiwatashi.common.querysets import DoorQuerySet

if TYPE_CHECKING:
    from hashiwatashi.technology.models import Seed  # noqa: F401


class SeedQuerySet(DoorQuerySet["Seed"]):
    DOOR = disclosed()

    def for_lists(self) -> Self:
        return self.select_related("owner__prefecture", "researcher")
