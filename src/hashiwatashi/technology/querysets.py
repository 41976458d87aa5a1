"""Words for reading seeds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from hashiwatashi.common.querysets import disclosed_to
from hashiwatashi.common.visitors import Visitor

if TYPE_CHECKING:
    from hashiwatashi.technology.models import Seed  # noqa: F401


class SeedQuerySet(models.QuerySet["Seed"]):
    def visible_to(self, visitor: Visitor) -> Self:
        return self.filter(disclosed_to(visitor))

    def for_lists(self) -> Self:
        return self.select_related("owner__prefecture", "researcher")
