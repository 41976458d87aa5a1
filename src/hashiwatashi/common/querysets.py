"""The one door through which records are read."""

from __future__ import annotations

from typing import ClassVar, Self, TypeVar

from django.db import models

from hashiwatashi.common.doors import Door
from hashiwatashi.common.visitors import Visitor

M = TypeVar("M", bound=models.Model)


class DoorQuerySet(models.QuerySet[M]):
    """Records behind a `Door`; pages, API and search all come in through it."""

    DOOR: ClassVar[Door]

    def visible_to(self, visitor: Visitor) -> Self:
        """What ``visitor`` may see."""
        return self.filter(self.DOOR.admits(visitor))
